//! Who is calling, and whether the table in `model::access` lets them: asked before any handler runs.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::access::{Rule, Scope, Standing, Verdict, Who, rule};
use model::id::{ApiTokenId, SessionId, UserId};
use model::user::UserRole;
use model::video_call::VideoCallStatus;

use crate::app::AppState;
use crate::edge::client_address::ClientAddress;
use crate::edge::idempotency;
use crate::edge::rate_limit::{Limit, RateLimits};
use crate::input::nul_character;
use crate::problem::Problem;

/// Who is calling.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user_id: UserId,
    /// Member or admin.
    pub role: UserRole,
    /// How they proved who they are.
    pub via: Via,
}

/// How a caller proved who they are.
#[derive(Clone, Debug)]
pub enum Via {
    /// A browser's cookie.
    Session(SessionId),
    /// An integrator's token with its scopes.
    Token(ApiTokenId, Vec<Scope>),
}

impl Caller {
    /// Whether this is one of the platform's team.
    pub fn is_admin(&self) -> bool {
        self.role == UserRole::Admin
    }

    fn has_scope(&self, scope: Option<Scope>) -> bool {
        match (&self.via, scope) {
            (Via::Session(_), _) => true,
            (Via::Token(_, scopes), Some(scope)) => scopes.contains(&scope),
            (Via::Token(..), None) => false,
        }
    }
}

/// The signed-in caller, as a handler's argument.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::sign_in_first)
    }
}

/// Which operation a method and route stand for: read from the product's own HTTP document.
#[derive(Clone, Debug, Default)]
pub struct Operations(Arc<HashMap<(Method, String), &'static Rule>>);

impl Operations {
    /// Reads the document. An operation without a row in the table is left out, and so refused to everyone.
    pub fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let mut rules = HashMap::new();
        for (path, item) in &document.paths.paths {
            let methods = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in methods {
                let id = operation.as_ref().and_then(|operation| operation.operation_id.as_deref());
                if let Some(row) = id.and_then(rule) {
                    rules.insert((method, path.clone()), row);
                }
            }
        }
        Self(Arc::new(rules))
    }

    fn find(&self, method: &Method, path: &str) -> Option<&'static Rule> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        self.0.get(&(method, path.to_owned())).copied()
    }

    /// The methods of a path, as the `Allow` header lists them.
    fn allowed(&self, path: &str) -> String {
        let mut methods: Vec<_> =
            self.0.keys().filter(|(_, of)| of == path).map(|(method, _)| method.as_str()).collect();
        methods.sort_unstable();
        methods.join(", ")
    }
}

/// Finds out who calls, then asks the table. Rules about a call are asked again by its service, which knows the
/// standing; here such an operation needs a sign-in and the scope.
pub async fn guard(State(app): State<Arc<AppState>>, mut request: Request, next: Next) -> Response {
    if request.uri().query().is_some_and(|query| query.contains("%00")) {
        return Problem::from(nul_character()).into_response();
    }
    if let Err(problem) = app.own_origins.check(request.method(), request.headers()) {
        return problem.into_response();
    }
    let route =
        request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let Some(rule) = app.operations.find(request.method(), &route) else {
        return wrong_method(&app.operations.allowed(&route));
    };
    let caller = match identify(&app, request.headers()).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let address = client_address(&app, &request);
    let admitted = admit(rule, caller.as_ref())
        .and_then(|()| check_rate(&app.rate_limits, rule, caller.as_ref(), address));
    if let Err(problem) = admitted {
        return problem.into_response();
    }
    request.extensions_mut().insert(ClientAddress(address));
    let Some(caller) = caller else { return next.run(request).await };
    let user = caller.user_id;
    request.extensions_mut().insert(caller);
    idempotency::run(&app.context, user, rule.operation, request, next).await
}

fn client_address(app: &AppState, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)), |ConnectInfo(peer)| *peer);
    app.trusted_proxies.client(peer, request.headers())
}

fn check_rate(
    limits: &RateLimits,
    rule: &Rule,
    caller: Option<&Caller>,
    address: IpAddr,
) -> Result<(), Problem> {
    let Some(limit) = Limit::of_operation(rule.operation) else { return Ok(()) };
    limits.check(limit, caller.map(|caller| caller.user_id), address)
}

/// Who sent these headers; nobody when they show nothing, or a cookie that is worth nothing any more.
async fn identify(app: &AppState, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    match (bearer(headers)?, app.session_cookie.read(headers)) {
        (Some(_), Some(_)) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "two-credentials",
            "Send the cookie or a token, never both",
        )),
        (Some(token), None) => {
            let identity = app.api_tokens.identify(token).await?.ok_or_else(Problem::sign_in_first)?;
            let via = Via::Token(identity.token_id, identity.scopes);
            Ok(Some(Caller { user_id: identity.user_id, role: identity.role, via }))
        }
        (None, Some(secret)) => {
            let identity = app.auth.identify(&secret).await?;
            Ok(identity.map(|identity| Caller {
                user_id: identity.user_id,
                role: identity.role,
                via: Via::Session(identity.session_id),
            }))
        }
        (None, None) => Ok(None),
    }
}

/// The token of an `Authorization: Bearer` header; any other scheme is refused rather than ignored.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let parts = value.to_str().ok().and_then(|value| value.split_once(' '));
    match parts {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && values.next().is_none() => {
            Ok(Some(token.trim()))
        }
        _ => Err(Problem::sign_in_first().detail("Authorization is `Bearer` and a token")),
    }
}

fn wrong_method(allowed: &str) -> Response {
    let problem =
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This cannot be done here");
    let mut response = problem.into_response();
    if let Ok(allowed) = allowed.parse() {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

fn admit(rule: &Rule, caller: Option<&Caller>) -> Result<(), Problem> {
    let standing = match caller {
        None => Standing::Anonymous,
        Some(caller) if caller.is_admin() => Standing::Admin,
        Some(_) => Standing::Participant,
    };
    let scope = match rule.who {
        Who::Anyone => return Ok(()),
        Who::SignedIn(scope) => scope,
        Who::Staff => Some(Scope::Admin),
        Who::OfCall(rights) => Some(rights.scope),
    };
    match (rule.who, rule.verdict(standing, VideoCallStatus::Scheduled)) {
        (_, Verdict::SignInFirst) => return Err(Problem::sign_in_first()),
        (Who::Staff, Verdict::Forbidden) => {
            return Err(Problem::forbidden("admins_only", "This is for the platform's team."));
        }
        _ => {}
    }
    match caller {
        Some(caller) if !caller.has_scope(scope) => {
            Err(Problem::forbidden("missing_scope", "The token does not have the scope for this."))
        }
        _ => Ok(()),
    }
}
