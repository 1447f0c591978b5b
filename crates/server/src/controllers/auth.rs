//! Sign-in over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use model::id::{SessionId, UserId};

use crate::access::{Caller, Via};
use crate::edge::client_address::ClientAddress;
use crate::edge::cookie::SessionCookie;
use crate::edge::rate_limit::RateLimits;
use crate::input::{Body, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::realtime::Hub;
use crate::services::auth::{AuthError, AuthService, BrowserSide, LONGEST, SignedIn};
use crate::services::password::PasswordError;
use crate::views::auth::{ChangePassword, Login, MeView, SessionList, SessionView, SetLanguage};

/// Sign in with address and password. The cookie holds the sign-in; the answer is who I am.
#[utoipa::path(post, path = "/api/auth/login", tag = "sign-in", request_body = Login,
    responses((status = 200, body = MeView), (status = "default", body = ProblemDocument)))]
pub async fn login(
    State(auth): State<AuthService>,
    State(cookie): State<SessionCookie>,
    State(limits): State<RateLimits>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Body(body): Body<Login>,
) -> Result<Response, Problem> {
    limits.check_login(&body.email, address.0)?;
    let browser = BrowserSide { user_agent: user_agent(&headers), held_secret: cookie.read(&headers) };
    let signed_in = auth.login(&body.email, &body.password, &browser).await?;
    let me = me(&auth, signed_in.user_id).await?;
    Ok(with_cookie(cookie, &signed_in, Json(me)))
}

/// End this sign-in. Doing it twice, or without one, is no mistake.
#[utoipa::path(post, path = "/api/auth/logout", tag = "sign-in",
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn logout(
    State(auth): State<AuthService>,
    State(cookie): State<SessionCookie>,
    State(hub): State<Hub>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(secret) = cookie.read(&headers)
        && let Some(user) = auth.logout(&secret).await?
    {
        hub.evict(user);
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie.clear())]).into_response())
}

/// Who I am.
#[utoipa::path(get, path = "/api/me", tag = "sign-in",
    responses((status = 200, body = MeView), (status = "default", body = ProblemDocument)))]
pub async fn get_me(State(auth): State<AuthService>, caller: Caller) -> Result<Json<MeView>, Problem> {
    Ok(Json(me(&auth, caller.user_id).await?))
}

/// Choose the language in which letters are written to me.
#[utoipa::path(put, path = "/api/me/language", tag = "sign-in", request_body = SetLanguage,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn set_language(
    State(auth): State<AuthService>,
    caller: Caller,
    Body(body): Body<SetLanguage>,
) -> Result<StatusCode, Problem> {
    auth.set_language(caller.user_id, body.language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change my password. Every sign-in ends; this browser gets a new one.
#[utoipa::path(put, path = "/api/me/password", tag = "sign-in", request_body = ChangePassword,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn change_password(
    State(auth): State<AuthService>,
    State(cookie): State<SessionCookie>,
    State(hub): State<Hub>,
    caller: Caller,
    headers: HeaderMap,
    Body(body): Body<ChangePassword>,
) -> Result<Response, Problem> {
    let agent = user_agent(&headers);
    let signed_in =
        auth.change_password(caller.user_id, &body.current_password, &body.new_password, &agent).await?;
    hub.evict(caller.user_id);
    Ok(with_cookie(cookie, &signed_in, StatusCode::NO_CONTENT))
}

/// The browsers in which I am signed in.
#[utoipa::path(get, path = "/api/me/sessions", tag = "sign-in",
    responses((status = 200, body = SessionList), (status = "default", body = ProblemDocument)))]
pub async fn list_sessions(
    State(auth): State<AuthService>,
    caller: Caller,
) -> Result<Json<SessionList>, Problem> {
    let Via::Session(current) = caller.via else { return Err(Problem::sign_in_first()) };
    let sessions = auth.list_sessions(caller.user_id).await?;
    let items = sessions
        .into_iter()
        .map(|session| SessionView {
            id: session.id,
            is_current: session.id == current,
            user_agent: session.user_agent,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        })
        .collect();
    Ok(Json(SessionList { items, next_cursor: None }))
}

/// Sign me out everywhere, here too.
#[utoipa::path(delete, path = "/api/me/sessions", tag = "sign-in",
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn end_all_sessions(
    State(auth): State<AuthService>,
    State(cookie): State<SessionCookie>,
    State(hub): State<Hub>,
    caller: Caller,
) -> Result<Response, Problem> {
    auth.end_all_sessions(caller.user_id).await?;
    hub.evict(caller.user_id);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie.clear())]).into_response())
}

/// Sign one browser out.
#[utoipa::path(delete, path = "/api/me/sessions/{id}", tag = "sign-in", params(("id" = SessionId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn end_session(
    State(auth): State<AuthService>,
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    auth.end_session(caller.user_id, id).await?;
    hub.evict(caller.user_id);
    Ok(StatusCode::NO_CONTENT)
}

async fn me(auth: &AuthService, user: UserId) -> Result<MeView, Problem> {
    let own = auth.own_account(user).await?.ok_or_else(Problem::sign_in_first)?;
    Ok(MeView {
        id: own.id,
        name: own.name,
        email: own.email,
        avatar_url: own.avatar_key.map(|key| format!("/api/avatars/{key}")),
        role: own.role,
        time_zone: own.time_zone,
        open_to_chats: own.open_to_chats,
        language: own.language,
        minimum_notice_minutes: auth.minimum_notice_minutes(),
        version: own.version,
    })
}

fn with_cookie(cookie: SessionCookie, signed_in: &SignedIn, answer: impl IntoResponse) -> Response {
    let header = (header::SET_COOKIE, cookie.set(signed_in.secret.reveal(), LONGEST));
    ([header], answer).into_response()
}

fn user_agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned()
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::WrongCredentials => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong-credentials",
                "The address or the password is wrong",
            ),
            AuthError::Suspended => Self::forbidden("suspended", "This account has been suspended."),
            AuthError::WrongPassword => {
                model::Violations::one("/current_password", "wrong", "is not your password").into()
            }
            AuthError::Unacceptable(faults) => faults.into(),
            AuthError::NoSuchSession => Self::not_found(),
            AuthError::Password(error) => error.into(),
            AuthError::Store(error) => error.into(),
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::unavailable(2),
            PasswordError::Failed(cause) => Self::internal(cause),
        }
    }
}
