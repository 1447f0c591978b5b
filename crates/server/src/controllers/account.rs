//! Mailed links, and what the team may do with accounts, over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use model::id::UserId;
use model::text::check_email;

use crate::access::Caller;
use crate::edge::rate_limit::RateLimits;
use crate::input::{Body, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::realtime::Hub;
use crate::services::account::{AccountError, AccountService};
use crate::services::video_call::VideoCallService;
use crate::views::account::{RequestPasswordReset, SetPassword};

/// Have a link for a new password mailed. The answer is the same whether the address belongs to anybody or not.
#[utoipa::path(post, path = "/api/auth/password-reset", tag = "sign-in", request_body = RequestPasswordReset,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn request_password_reset(
    State(accounts): State<AccountService>,
    State(limits): State<RateLimits>,
    Body(body): Body<RequestPasswordReset>,
) -> Result<StatusCode, Problem> {
    check_email(body.email.trim(), "/email")?;
    limits.check_link(&body.email)?;
    accounts.request_reset(&body.email).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Set my password by a mailed link: the first one of somebody invited, or a new one. Every sign-in ends.
#[utoipa::path(post, path = "/api/auth/password", tag = "sign-in", request_body = SetPassword,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn set_password(
    State(accounts): State<AccountService>,
    State(hub): State<Hub>,
    Body(body): Body<SetPassword>,
) -> Result<StatusCode, Problem> {
    let user = accounts.set_password_by_link(&body.token, &body.password).await?;
    hub.evict(user);
    Ok(StatusCode::NO_CONTENT)
}

/// Shut a person out: every sign-in ends at once, and they leave the calls they are in.
#[utoipa::path(post, path = "/api/admin/people/{id}/suspend", tag = "admin", params(("id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn suspend_person(
    State(accounts): State<AccountService>,
    State(calls): State<VideoCallService>,
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    accounts.suspend(caller.user_id, id).await?;
    hub.evict(id);
    calls.put_out_everywhere(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let a person in again who was shut out.
#[utoipa::path(post, path = "/api/admin/people/{id}/restore", tag = "admin", params(("id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn restore_person(
    State(accounts): State<AccountService>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    accounts.restore(caller.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::VoidLink => {
                Self::new(StatusCode::NOT_FOUND, "void-link", "This link does not work any more")
                    .detail("It was used, it is too old, or it was not copied whole. Ask for a new one.")
            }
            AccountError::Unacceptable(faults) => faults.into(),
            AccountError::NoSuchAccount => Self::not_found(),
            AccountError::WrongStanding(standing) => {
                Self::conflict("wrong_standing", format!("The account is {standing}."))
                    .with("current", serde_json::json!({ "status": standing }))
            }
            AccountError::OwnAccount => Self::conflict("own_account", "Ask somebody else of the team."),
            AccountError::Password(error) => error.into(),
            AccountError::Store(error) => error.into(),
        }
    }
}
