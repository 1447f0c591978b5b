//! Integrators' tokens over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::id::ApiTokenId;

use crate::access::Caller;
use crate::input::{Body, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::services::api_token::{ApiToken, ApiTokenError, ApiTokenService, TokenWish};
use crate::views::api_token::{ApiTokenList, ApiTokenView, CreateApiToken, MadeApiTokenView};

/// Make a token for a program. Its secret is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/tokens", tag = "tokens", request_body = CreateApiToken,
    responses((status = 201, body = MadeApiTokenView), (status = "default", body = ProblemDocument)))]
pub async fn create_api_token(
    State(tokens): State<ApiTokenService>,
    caller: Caller,
    Body(body): Body<CreateApiToken>,
) -> Result<(StatusCode, Json<MadeApiTokenView>), Problem> {
    let wish = TokenWish { name: body.name, scopes: body.scopes, expires_at: body.expires_at };
    let made = tokens.create(caller.user_id, caller.role, wish).await?;
    let view = MadeApiTokenView { token: made.secret.reveal().to_owned(), view: view(made.token) };
    Ok((StatusCode::CREATED, Json(view)))
}

/// My tokens.
#[utoipa::path(get, path = "/api/tokens", tag = "tokens",
    responses((status = 200, body = ApiTokenList), (status = "default", body = ProblemDocument)))]
pub async fn list_api_tokens(
    State(tokens): State<ApiTokenService>,
    caller: Caller,
) -> Result<Json<ApiTokenList>, Problem> {
    let items = tokens.list(caller.user_id).await?.into_iter().map(view).collect();
    Ok(Json(ApiTokenList { items, next_cursor: None }))
}

/// Revoke a token.
#[utoipa::path(delete, path = "/api/tokens/{id}", tag = "tokens", params(("id" = ApiTokenId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn revoke_api_token(
    State(tokens): State<ApiTokenService>,
    caller: Caller,
    Path(id): Path<ApiTokenId>,
) -> Result<StatusCode, Problem> {
    tokens.revoke(caller.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(token: ApiToken) -> ApiTokenView {
    ApiTokenView {
        id: token.id,
        name: token.name,
        scopes: token.scopes,
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        expires_at: token.expires_at,
    }
}

impl From<ApiTokenError> for Problem {
    fn from(error: ApiTokenError) -> Self {
        match error {
            ApiTokenError::Unacceptable(faults) => faults.into(),
            ApiTokenError::TooMany => {
                Self::conflict("too_many_tokens", "Revoke a token that is no longer used.")
            }
            ApiTokenError::NoSuchToken => Self::not_found(),
            ApiTokenError::Store(error) => error.into(),
        }
    }
}
