//! What an admin sees and decides of the models: nothing leaves the house before somebody agreed to it by name.

use model::Timestamp;
use model::id::UserId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::audit::{self, AuditEntry};
use store::embedding::{self, EmbeddingCounts};
use store::{StoreError, setting};
use thiserror::Error;

use super::AiMatchService;

/// The setting that keeps the agreement.
const CONSENT: &str = "insight_endpoint_consent";

/// The community's agreement to have words of profiles read elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointConsent {
    /// Where: another host needs another agreement.
    pub host: String,
    /// Who agreed.
    pub given_by: UserId,
    /// When.
    pub given_at: Timestamp,
}

/// The models, as an admin sees them.
#[derive(Clone, Debug)]
pub struct InsightSettings {
    /// `built_in`, `local` or `endpoint`.
    pub tier: &'static str,
    /// The model that reads profiles, as `id@version`; empty when it cannot be opened.
    pub reading_model: String,
    /// The model that answers; another one while everybody is read anew.
    pub answering_model: String,
    /// How far the reading model has come.
    pub counts: EmbeddingCounts,
    /// The host of the configured endpoint.
    pub endpoint_host: Option<String>,
    /// The model that the endpoint would be asked for.
    pub endpoint_model: Option<String>,
    /// The agreement, if there is one for this host.
    pub consent: Option<EndpointConsent>,
}

/// Why a setting stays as it is.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// There is nothing to agree to.
    #[error("no endpoint is configured")]
    NoEndpoint,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AiMatchService {
    /// Which models there are and how far they have come.
    pub async fn settings(&self) -> Result<InsightSettings, StoreError> {
        let tier = self.models.tier().await?;
        let reading_model = match self.models.reading_key().await {
            Ok(key) => key,
            Err(error) => {
                tracing::warn!(%error, "the model that reads profiles cannot be opened");
                String::new()
            }
        };
        let config = &self.context.config().insight;
        Ok(InsightSettings {
            tier: tier.as_str(),
            counts: embedding::counts(self.context.read(), &reading_model).await?,
            reading_model,
            answering_model: self.models.answering().await?.unwrap_or_default(),
            endpoint_host: config.endpoint_host(),
            endpoint_model: config.endpoint_model.clone(),
            consent: self.models.consent().await?,
        })
    }

    /// Agrees to have words of profiles read by the configured endpoint, or takes that back; both are written down.
    pub async fn allow_endpoint(&self, admin: UserId, is_allowed: bool) -> Result<(), SettingsError> {
        let host = self.context.config().insight.endpoint_host();
        let Some(host) = host.or_else(|| (!is_allowed).then(String::new)) else {
            return Err(SettingsError::NoEndpoint);
        };
        if self.models.consent().await?.is_some() == is_allowed {
            return Ok(());
        }
        let now = self.context.now();
        let consent = EndpointConsent { host: host.clone(), given_by: admin, given_at: now };
        let kept = if is_allowed { json!(consent).to_string() } else { String::new() };
        let writer = self.context.write().await?;
        setting::replace(&writer, CONSENT, &kept).await?;
        let action = if is_allowed { "insight.consent_given" } else { "insight.consent_withdrawn" };
        let subject = "insight:endpoint".to_owned();
        let entry = AuditEntry { actor: Some(admin), action, subject, data: json!({ "host": host }) };
        audit::append(&writer, &entry, now).await?;
        self.context.commit(writer).await?;
        Ok(self.plan_reading_everybody().await?)
    }
}

impl super::models::Models {
    /// The agreement for the configured endpoint, if there is one.
    pub async fn consent(&self) -> Result<Option<EndpointConsent>, StoreError> {
        let host = self.config().endpoint_host();
        let kept = setting::find(self.reader(), CONSENT).await?;
        let consent: Option<EndpointConsent> = kept.and_then(|kept| serde_json::from_str(&kept).ok());
        Ok(consent.filter(|consent| Some(&consent.host) == host.as_ref()))
    }
}
