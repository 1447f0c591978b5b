//! `Idempotency-Key`: a POST that is sent again gets its first answer again, and changes nothing twice.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use model::id::UserId;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::idempotency::{self, Begun, IdempotencyKey, StoredAnswer};

use super::BODY_LIMIT;
use crate::context::Context;
use crate::problem::Problem;

/// Said of an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// No request takes longer: one without an answer after this was cut off.
const LONGEST_REQUEST: TimeDelta = TimeDelta::seconds(60);
/// Operations whose answers hold secrets and are never kept, and the imports, which may be sent twice by their nature.
const NOT_KEPT: &[&str] = &["join_video_call", "create_api_token", "import_people", "import_connections"];

/// Runs the operation once for each key of a person.
pub async fn run(context: &Context, user: UserId, operation: &str, request: Request, next: Next) -> Response {
    let kept = request.method() == Method::POST && !NOT_KEPT.contains(&operation);
    match read_key(request.headers()) {
        Ok(Some(key)) if kept => {
            let key = IdempotencyKey { user, key };
            once(context, key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        Ok(_) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn read_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::malformed("Idempotency-Key holds 1 to 255 plain characters")),
    }
}

async fn once(
    context: &Context,
    key: IdempotencyKey,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| too_large())?;
    let fingerprint = fingerprint(&parts.method, parts.uri.path(), parts.uri.query(), &body);
    match begin(context, &key, &fingerprint).await? {
        Begun::Fresh => {}
        Begun::Answered(answer) => return Ok(replay(answer)),
        Begun::InFlight => {
            return Err(conflict("in_flight", "The first request with this key is still running."));
        }
        Begun::OutcomeUnknown => {
            let detail =
                "The first request with this key changed something and was cut off before it answered.";
            return Err(conflict("outcome_unknown", detail));
        }
        Begun::OtherRequest => return Err(other_request()),
    }
    let request = Request::from_parts(parts, Body::from(body));
    // Runs to its end even when the client hangs up: the answer is kept for its next try.
    let work = {
        let (context, key) = (context.clone(), key.clone());
        async move {
            let response = idempotency::scope(key.clone(), next.run(request)).await;
            settle(&context, &key, response).await
        }
    };
    tokio::spawn(work).await.map_err(Problem::internal)?.map_err(Problem::from)
}

async fn begin(context: &Context, key: &IdempotencyKey, fingerprint: &[u8]) -> Result<Begun, StoreError> {
    let now = context.now();
    let writer = context.write().await?;
    let begun = idempotency::begin(&writer, key, fingerprint, now - LONGEST_REQUEST, now).await?;
    writer.commit().await?;
    Ok(begun)
}

/// Keeps a success; gives the key back after a refusal, so that the same request may be tried when things changed.
async fn settle(context: &Context, key: &IdempotencyKey, response: Response) -> Result<Response, StoreError> {
    if !response.status().is_success() {
        let writer = context.write().await?;
        let has_settled = !response.status().is_server_error();
        idempotency::release(&writer, key, has_settled).await?;
        writer.commit().await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let answer = StoredAnswer {
        status: parts.status.as_u16(),
        content_type: content_type.map(str::to_owned),
        body: body.to_vec(),
    };
    let writer = context.write().await?;
    idempotency::keep_answer(&writer, key, &answer).await?;
    writer.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replay(answer: StoredAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let content_type = answer.content_type.and_then(|kind| HeaderValue::from_str(&kind).ok());
    if let Some(content_type) = content_type {
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn fingerprint(method: &Method, path: &str, query: Option<&str>, body: &Bytes) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in [method.as_str(), path, query.unwrap_or_default()] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher.update(body);
    hasher.finalize().to_vec()
}

fn conflict(reason: &'static str, detail: &str) -> Problem {
    Problem::conflict(reason, detail).retry_after(1)
}

fn other_request() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency-key-reused",
        "This Idempotency-Key was used for another request",
    )
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large")
}
