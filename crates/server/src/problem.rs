//! Every error leaves as one RFC 9457 problem document.
//!
//! A handler returns a [`Problem`]; it travels as an extension of an empty response, and [`render`] writes the
//! document with the request's id. The same layer turns the framework's own refusals into problems.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::Violations;
use serde::Serialize;
use serde_json::{Map, Value};
use store::StoreError;
use utoipa::ToSchema;

use crate::telemetry::request_id;
use crate::words;

/// An error as the caller hears of it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// The situation as a stable slug; `type` is `/problems/<slug>`.
    pub slug: &'static str,
    /// The situation in a few words.
    pub title: &'static str,
    /// This case in words.
    pub detail: String,
    /// The faults of the fields, all of them.
    pub violations: Violations,
    /// Further members, such as `current` or `reason`.
    pub members: Map<String, Value>,
    /// Seconds until another try makes sense.
    pub retry_after_seconds: Option<u64>,
}

impl Problem {
    /// A problem with a title; add what more there is to say.
    pub fn new(status: StatusCode, slug: &'static str, title: &'static str) -> Self {
        Self {
            status,
            slug,
            title,
            detail: String::new(),
            violations: Violations::default(),
            members: Map::new(),
            retry_after_seconds: None,
        }
    }

    /// Says what happened in this case.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds a member.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Says when to try again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// 400: cannot be read.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed-request", "The request cannot be read").detail(detail)
    }

    /// 401.
    pub fn sign_in_first() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in-required", "Sign in first")
    }

    /// 403, with the reason as a slug.
    pub fn forbidden(reason: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do this")
            .detail(detail)
            .with("reason", reason)
    }

    /// 404: does not exist, or is not the caller's to know. Says nothing more, so that the two look alike.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here for you")
    }

    /// 409, with the reason as a slug.
    pub fn conflict(reason: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "This cannot be done in the present state")
            .detail(detail)
            .with("reason", reason)
    }

    /// 412: the version named in `If-Match` is not the present one.
    pub fn version_mismatch(current: i32) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "version-mismatch", "It was changed in the meantime")
            .detail("Load it again, then repeat the change.")
            .with("current", serde_json::json!({ "version": current }))
    }

    /// 422, with every fault.
    pub fn invalid(violations: Violations) -> Self {
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-input", "Some fields need another value");
        problem.violations = violations;
        problem
    }

    /// 429.
    pub fn too_many_requests(seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests")
            .retry_after(seconds)
    }

    /// 503.
    pub fn unavailable(seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is busy").retry_after(seconds)
    }

    /// 500: says only that; the cause goes to the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal-error", "Something went wrong on our side")
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(cause) => {
                tracing::warn!(error = cause, "database busy");
                Self::unavailable(1)
            }
            error => Self::internal(error),
        }
    }
}

impl From<Violations> for Problem {
    fn from(violations: Violations) -> Self {
        Self::invalid(violations)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of every error (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct ProblemDocument {
    /// `/problems/<slug>`.
    pub r#type: String,
    /// The situation in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Names this request in the log.
    pub request_id: String,
    /// The faults of the fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Further members of this kind of problem.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub members: Map<String, Value>,
}

/// One fault of a field.
#[derive(Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the field.
    pub pointer: String,
    /// The rule as a slug.
    pub code: String,
    /// The rule in words.
    pub detail: String,
}

/// Writes the document of a problem, and of the framework's own refusals.
pub async fn render(request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None => match refusal(&response) {
            Some(problem) => problem,
            None => return response,
        },
    };
    let mut rendered = document(&words::spoken().problem(problem), id);
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

/// A problem for an empty or plain-text error that the framework made itself.
fn refusal(response: &Response) -> Option<Problem> {
    let status = response.status();
    let is_written =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind != "text/plain; charset=utf-8");
    if !(status.is_client_error() || status.is_server_error()) || is_written {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(status, "method-not-allowed", "This cannot be done here")
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(status, "too-large", "The request is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(status, "unsupported-media-type", "Send JSON"),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Problem::unavailable(1),
        status if status.is_server_error() => {
            Problem::new(status, "internal-error", "Something went wrong on our side")
        }
        status => Problem::new(status, "malformed-request", "The request cannot be read"),
    })
}

fn document(problem: &Problem, request_id: String) -> Response {
    let body = ProblemDocument {
        r#type: format!("/problems/{}", problem.slug),
        title: problem.title.to_owned(),
        status: problem.status.as_u16(),
        detail: problem.detail.clone(),
        request_id,
        errors: problem
            .violations
            .as_slice()
            .iter()
            .map(|fault| FieldError {
                pointer: fault.pointer.clone(),
                code: fault.code.to_owned(),
                detail: fault.detail.clone(),
            })
            .collect(),
        members: problem.members.clone(),
    };
    let mut response = (problem.status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if problem.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"homecoming\""));
    }
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
