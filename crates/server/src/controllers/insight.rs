//! The models that read profiles, for the platform's team, over HTTP.

use axum::Json;
use axum::extract::State;
use model::id::UserId;

use crate::access::Caller;
use crate::input::Body;
use crate::problem::{Problem, ProblemDocument};
use crate::services::ai_match::{AiMatchService, InsightSettings, SettingsError};
use crate::services::person::PersonService;
use crate::views::insight::{ConsentView, EndpointView, InsightView, UpdateInsight};

/// Which model reads profiles, how far it has come, and whether an outside one may.
#[utoipa::path(get, path = "/api/admin/insight", tag = "admin",
    responses((status = 200, body = InsightView), (status = "default", body = ProblemDocument)))]
pub async fn get_insight(
    State(matches): State<AiMatchService>,
    State(people): State<PersonService>,
    caller: Caller,
) -> Result<Json<InsightView>, Problem> {
    let settings = matches.settings().await?;
    present(&people, caller.user_id, settings).await.map(Json)
}

/// Agree to have words of profiles read by the configured endpoint, or take that back. Who did it stands in the audit
/// log.
#[utoipa::path(put, path = "/api/admin/insight", tag = "admin", request_body = UpdateInsight,
    responses((status = 200, body = InsightView), (status = "default", body = ProblemDocument)))]
pub async fn update_insight(
    State(matches): State<AiMatchService>,
    State(people): State<PersonService>,
    caller: Caller,
    Body(body): Body<UpdateInsight>,
) -> Result<Json<InsightView>, Problem> {
    matches.allow_endpoint(caller.user_id, body.is_endpoint_allowed).await?;
    let settings = matches.settings().await?;
    present(&people, caller.user_id, settings).await.map(Json)
}

async fn present(
    people: &PersonService,
    viewer: UserId,
    settings: InsightSettings,
) -> Result<InsightView, Problem> {
    let consent = match settings.consent {
        Some(consent) => {
            let mut cards = people.cards(viewer, &[consent.given_by]).await?;
            cards
                .remove(&consent.given_by)
                .map(|person| ConsentView { given_by: person.into(), given_at: consent.given_at })
        }
        None => None,
    };
    let endpoint = settings.endpoint_host.zip(settings.endpoint_model);
    Ok(InsightView {
        tier: settings.tier,
        reading_model: settings.reading_model,
        answering_model: settings.answering_model,
        embedded: settings.counts.embedded,
        waiting: settings.counts.waiting,
        endpoint: endpoint.map(|(host, model)| EndpointView { host, model, consent }),
    })
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::NoEndpoint => {
                Self::conflict("no_endpoint", "No outside service is configured (insight.endpoint_url).")
            }
            SettingsError::Store(error) => error.into(),
        }
    }
}
