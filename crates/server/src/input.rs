//! Reads bodies, queries and paths; what cannot be read becomes a problem that names the field.

use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use model::Violations;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A JSON body. Unknown fields are refused by the type (`deny_unknown_fields`).
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Send JSON",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(too_large)?;
        if has_nul(&bytes) {
            return Err(nul_character().into());
        }
        // Serde would take a list for the fields in their order.
        if bytes.trim_ascii_start().first() == Some(&b'[') {
            return Err(Violations::one("", "not_an_object", "must be an object").into());
        }
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(unreadable)?;
        reader.end().map_err(|error| Problem::malformed(error.to_string()))?;
        Ok(Self(value))
    }
}

/// PostgreSQL cannot keep U+0000 in any text, so none may be sent.
pub fn nul_character() -> Violations {
    Violations::one("", "nul_character", "no text may hold the character U+0000")
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Whether the JSON writes the character U+0000 somewhere (`\u0000` behind an even number of backslashes; written
/// plainly it is no JSON). PostgreSQL cannot keep it in any text.
fn has_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        match rest.get(at + 1..at + 6) {
            Some(b"u0000") => return true,
            _ => rest = rest.get(at + 2..).unwrap_or_default(),
        }
    }
    false
}

fn too_large(rejection: BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large")
        }
        _ => Problem::malformed("the body was cut off"),
    }
}

/// JSON that is not JSON is malformed; JSON of the wrong shape names the field.
fn unreadable(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    if inner.is_syntax() || inner.is_eof() || inner.is_io() {
        return Problem::malformed(inner.to_string());
    }
    Violations::one(pointer(error.path()), "wrong_shape", inner.to_string()).into()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// A JSON body that may be left out altogether.
pub struct OptionalBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !request.headers().contains_key(header::CONTENT_TYPE) {
            return Ok(Self(T::default()));
        }
        Body::from_request(request, state).await.map(|Body(value)| Self(value))
    }
}

/// The query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|axum::extract::Query(value)| Self(value)).map_err(|rejection: QueryRejection| {
            Violations::one("", "wrong_query", rejection.body_text()).into()
        })
    }
}

/// The variable parts of the path. One that cannot be an id names nothing, so the answer is that of an unknown id.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_: PathRejection| Problem::not_found())
    }
}

/// The version named in `If-Match`, when there is one: `"3"` or `3`. What is no version matches none (RFC 9110, 13.1.1).
pub struct IfMatch(pub Option<i32>);

/// Versions begin at 1.
const NO_VERSION: i32 = 0;

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim().trim_start_matches("W/").trim_matches('"');
        let is_any = text == "*";
        Ok(Self((!is_any).then(|| text.parse().unwrap_or(NO_VERSION))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nul_character_is_seen_and_a_backslash_before_u0000_is_not_taken_for_it() {
        assert!(has_nul(br#"{"a": "x\u0000"}"#));
        assert!(has_nul(br#"{"a": "\\\u0000"}"#));
        assert!(!has_nul(br#"{"a": "\\u0000", "b": "\n", "c": "\"}"#));
        assert!(!has_nul(b"\\"));
    }
}
