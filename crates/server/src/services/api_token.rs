//! Integrators' tokens: made, listed and revoked in a browser, used by programs.

use chrono::TimeDelta;
use model::access::Scope;
use model::id::{ApiTokenId, UserId};
use model::user::{UserRole, UserStatus};
use model::{Timestamp, Violations};
use serde_json::json;
use store::StoreError;
use store::api_token::{self, NewApiToken};
use store::audit::{self, AuditEntry};
use thiserror::Error;

use crate::context::Context;
use crate::services::secret::{self, Secret};

pub use store::api_token::ApiToken;

/// Begins every token, so that people and scanners of leaked files know what they see.
const PREFIX: &str = "homecoming_";
/// How exactly it is known when a token was last used.
const USED_STEP: TimeDelta = TimeDelta::minutes(5);
/// A person has at most this many.
const MOST: usize = 50;

/// Integrators' tokens.
#[derive(Clone)]
pub struct ApiTokenService {
    context: Context,
}

/// Why a token is not made or revoked.
#[derive(Debug, Error)]
pub enum ApiTokenError {
    /// Name, scopes or end cannot be accepted.
    #[error("the token cannot be made as asked")]
    Unacceptable(Violations),
    /// There are too many already.
    #[error("there are too many tokens")]
    TooMany,
    /// No such token of this person.
    #[error("no such token")]
    NoSuchToken,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A token as its owner wants it.
#[derive(Clone, Debug)]
pub struct TokenWish {
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// After this instant it is over.
    pub expires_at: Option<Timestamp>,
}

/// A token just made; its secret is told this once.
#[derive(Debug)]
pub struct MadeToken {
    /// The secret.
    pub secret: Secret,
    /// The rest.
    pub token: ApiToken,
}

/// Who a token stands for.
#[derive(Clone, Debug)]
pub struct TokenIdentity {
    /// The token.
    pub token_id: ApiTokenId,
    /// The person.
    pub user_id: UserId,
    /// Member or admin.
    pub role: UserRole,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
}

impl ApiTokenService {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { context }
    }

    /// Makes a token. Only admins get the `admin` scope.
    pub async fn create(
        &self,
        user_id: UserId,
        role: UserRole,
        wish: TokenWish,
    ) -> Result<MadeToken, ApiTokenError> {
        let now = self.context.now();
        check(&wish, role, now).map_err(ApiTokenError::Unacceptable)?;
        let secret = Secret::new(PREFIX, self.context.chance());
        let mut scopes = wish.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let new = NewApiToken {
            id: ApiTokenId::new(now, self.context.chance()),
            user_id,
            name: wish.name.trim().to_owned(),
            token_hash: secret.hash(),
            scopes,
            expires_at: wish.expires_at,
        };
        let writer = self.context.write().await?;
        if api_token::list_of(&writer, user_id).await?.len() >= MOST {
            return Err(ApiTokenError::TooMany);
        }
        api_token::insert(&writer, &new, now).await?;
        audit::append(&writer, &entry(user_id, "api_token.created", new.id), now).await?;
        self.context.commit(writer).await?;
        let NewApiToken { id, name, scopes, expires_at, .. } = new;
        Ok(MadeToken {
            secret,
            token: ApiToken { id, name, scopes, created_at: now, last_used_at: None, expires_at },
        })
    }

    /// The person's tokens, the newest first.
    pub async fn list(&self, user_id: UserId) -> Result<Vec<ApiToken>, StoreError> {
        api_token::list_of(self.context.read(), user_id).await
    }

    /// Revokes a token: its next request is refused.
    pub async fn revoke(&self, user_id: UserId, id: ApiTokenId) -> Result<(), ApiTokenError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        if !api_token::revoke(&writer, user_id, id, now).await? {
            return Err(ApiTokenError::NoSuchToken);
        }
        audit::append(&writer, &entry(user_id, "api_token.revoked", id), now).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Who a token stands for; nobody when it is unknown, revoked, over, or its owner not in good standing.
    pub async fn identify(&self, secret: &str) -> Result<Option<TokenIdentity>, StoreError> {
        let found = api_token::find_by_token(self.context.read(), &secret::hash(secret)).await?;
        let now = self.context.now();
        let holds = |status, expires_at: Option<Timestamp>| {
            status == UserStatus::Active && expires_at.is_none_or(|end| end > now)
        };
        let Some(owner) = found.filter(|owner| holds(owner.status, owner.expires_at)) else {
            return Ok(None);
        };
        if owner.last_used_at.is_none_or(|used| now - used >= USED_STEP) {
            let writer = self.context.write().await?;
            api_token::touch(&writer, owner.id, now).await?;
            writer.commit().await?;
        }
        Ok(Some(TokenIdentity {
            token_id: owner.id,
            user_id: owner.user_id,
            role: owner.role,
            scopes: owner.scopes,
        }))
    }
}

fn check(wish: &TokenWish, role: UserRole, now: Timestamp) -> Result<(), Violations> {
    let mut faults = Violations::default();
    faults.length(&wish.name, 1..=100, "/name");
    faults.require(!wish.scopes.is_empty(), "/scopes", "required", "name at least one scope");
    let wants_admin = wish.scopes.contains(&Scope::Admin);
    let may_have_it = role == UserRole::Admin;
    faults.require(
        !wants_admin || may_have_it,
        "/scopes",
        "not_yours",
        "the admin scope is for the platform's team",
    );
    let ends_later = wish.expires_at.is_none_or(|end| end > now);
    faults.require(ends_later, "/expires_at", "in_the_past", "must lie in the future");
    faults.into_result()
}

fn entry(user_id: UserId, action: &'static str, token: ApiTokenId) -> AuditEntry {
    AuditEntry { actor: Some(user_id), action, subject: format!("api_token:{token}"), data: json!({}) }
}
