//! The door: who may open a signalling connection, and what they said while knocking.
//!
//! Needs no engine, so it is asked where the HTTP request arrives.

use std::collections::HashMap;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use livekit_protocol as lk;
use lk::wrapped_join_request::Compression;
use prost::Message as _;

use crate::token::{self, Claims, VideoGrant};

/// A packed join request may unfold to this many bytes and no more.
const JOIN_REQUEST_BYTES: u64 = 1 << 20;

/// A refusal, as the HTTP answer it becomes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The status code. Clients stop retrying at 401 and 403.
    pub status: u16,
    /// What the client shows.
    pub message: String,
}

impl Refusal {
    fn unauthorized(message: impl Into<String>) -> Self {
        Self { status: 401, message: message.into() }
    }

    fn bad_request(message: &str) -> Self {
        Self { status: 400, message: message.to_owned() }
    }
}

/// The two addresses clients knock at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// `/rtc`: plain query keys, two peer connections; or a join request, as at `/rtc/v1`.
    V0,
    /// `/rtc/v1`: a packed join request, one peer connection.
    V1,
}

/// A client that may come in.
#[derive(Clone, Debug)]
pub struct Admission {
    pub(crate) claims: Claims,
    pub(crate) request: lk::JoinRequest,
    /// One peer connection for both directions.
    pub(crate) single_connection: bool,
}

impl Admission {
    /// The room to be joined; rooms may be spread over engines by it.
    pub fn room(&self) -> &str {
        &self.claims.video.room
    }
}

/// Checks tokens against one key and secret.
#[derive(Clone)]
pub struct Door {
    key: String,
    secret: String,
}

impl Door {
    /// A door that opens to tokens of this key and secret.
    pub fn new(key: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }

    /// Admits a client by its request line and Authorization header, as of `unix_seconds`.
    pub fn admit(
        &self,
        path: Path,
        query: &str,
        authorization: Option<&str>,
        unix_seconds: i64,
    ) -> Result<Admission, Refusal> {
        let query: HashMap<String, String> = parse_query(query);
        let token = query.get("access_token").map(String::as_str).or_else(|| bearer(authorization));
        let claims = self.verify(token, unix_seconds)?;
        if !claims.video.room_join || claims.video.room.is_empty() || claims.sub.is_empty() {
            return Err(Refusal::unauthorized("the token does not allow joining a room"));
        }
        let (request, single_connection) = match (query.get("join_request"), path) {
            (Some(packed), _) => (unpack_join_request(packed)?, true),
            (None, Path::V0) => (join_request_of_query(&query), false),
            (None, Path::V1) => return Err(Refusal::bad_request("join_request is missing")),
        };
        Ok(Admission { claims, request, single_connection })
    }

    /// What the bearer of this Authorization header may do as a server.
    pub fn grant(&self, authorization: Option<&str>, unix_seconds: i64) -> Result<VideoGrant, Refusal> {
        self.verify(bearer(authorization), unix_seconds).map(|claims| claims.video)
    }

    fn verify(&self, token: Option<&str>, unix_seconds: i64) -> Result<Claims, Refusal> {
        let token = token.ok_or_else(|| Refusal::unauthorized("no access token"))?;
        token::verify(token, &self.key, &self.secret, unix_seconds)
            .map_err(|error| Refusal::unauthorized(error.to_string()))
    }
}

fn bearer(authorization: Option<&str>) -> Option<&str> {
    authorization?.strip_prefix("Bearer ")
}

/// Unfolds base64 of a wrapper around a join request that may be packed with gzip.
fn unpack_join_request(packed: &str) -> Result<lk::JoinRequest, Refusal> {
    let malformed = |_| Refusal::bad_request("join_request is malformed");
    let bytes = URL_SAFE.decode(packed).or_else(|_| URL_SAFE_NO_PAD.decode(packed)).map_err(malformed)?;
    let malformed = |_| Refusal::bad_request("join_request is malformed");
    let wrapped = lk::WrappedJoinRequest::decode(bytes.as_slice()).map_err(malformed)?;
    let inner = match wrapped.compression() {
        Compression::None => wrapped.join_request,
        Compression::Gzip => gunzip(&wrapped.join_request)?,
    };
    lk::JoinRequest::decode(inner.as_slice()).map_err(malformed)
}

fn gunzip(packed: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(packed).take(JOIN_REQUEST_BYTES + 1);
    reader.read_to_end(&mut unpacked).map_err(|_| Refusal::bad_request("join_request is malformed"))?;
    if unpacked.len() as u64 > JOIN_REQUEST_BYTES {
        return Err(Refusal { status: 413, message: "join_request is too large".to_owned() });
    }
    Ok(unpacked)
}

/// Older clients say the same in plain query keys.
fn join_request_of_query(query: &HashMap<String, String>) -> lk::JoinRequest {
    let text = |key: &str| query.get(key).cloned().unwrap_or_default();
    let number = |key: &str| query.get(key).and_then(|value| value.parse().ok()).unwrap_or_default();
    let flag =
        |key: &str, missing: bool| query.get(key).map_or(missing, |value| value == "1" || value == "true");
    lk::JoinRequest {
        client_info: Some(lk::ClientInfo {
            version: text("version"),
            protocol: number("protocol"),
            browser: text("browser"),
            ..Default::default()
        }),
        connection_settings: Some(lk::ConnectionSettings {
            auto_subscribe: flag("auto_subscribe", true),
            adaptive_stream: flag("adaptive_stream", false),
            ..Default::default()
        }),
        reconnect: flag("reconnect", false),
        reconnect_reason: number("reconnect_reason"),
        participant_sid: text("sid"),
        ..Default::default()
    }
}

fn parse_query(query: &str) -> HashMap<String, String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(k, v)| (unescape(k), unescape(v)))
        .collect()
}

/// Undoes percent-encoding; what is not a valid escape stays as it is.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten().and_then(hex_byte);
        match (escaped, bytes[at]) {
            (Some(byte), _) => out.push(byte),
            (None, b'+') => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    Some((digit(digits[0])? * 16 + digit(digits[1])?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_broken_ones_kept() {
        assert_eq!(unescape("a%20b+c%2Bd"), "a b c+d");
        assert_eq!(unescape("100%"), "100%");
        assert_eq!(unescape("%zz%4"), "%zz%4");
    }

    #[test]
    fn a_join_request_that_unfolds_too_far_is_refused() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![0u8; 2 << 20]).unwrap();
        let wrapped = lk::WrappedJoinRequest {
            compression: Compression::Gzip as i32,
            join_request: packer.finish().unwrap(),
        };
        let packed = URL_SAFE.encode(wrapped.encode_to_vec());
        assert_eq!(unpack_join_request(&packed).unwrap_err().status, 413);
    }
}
