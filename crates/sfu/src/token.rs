//! Access tokens: HS256 and nothing else, times checked against the caller's clock.
//!
//! Format: <https://docs.livekit.io/home/get-started/authentication/>.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use livekit_protocol as lk;
use serde::{Deserialize, Serialize};

/// Clocks of two machines may differ by this many seconds.
const LEEWAY_SECONDS: i64 = 10;

/// What a token allows, in the protocol's words. A missing publish or subscribe grant means yes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoGrant {
    /// Create and delete rooms.
    #[serde(skip_serializing_if = "is_false")]
    pub room_create: bool,
    /// List rooms.
    #[serde(skip_serializing_if = "is_false")]
    pub room_list: bool,
    /// Act on the people of `room`.
    #[serde(skip_serializing_if = "is_false")]
    pub room_admin: bool,
    /// Join `room`.
    #[serde(skip_serializing_if = "is_false")]
    pub room_join: bool,
    /// The room the grant speaks of.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub room: String,
    /// Publish tracks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish: Option<bool>,
    /// Receive tracks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_subscribe: Option<bool>,
    /// Send data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish_data: Option<bool>,
    /// Sources that may be published; none named means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish_sources: Option<Vec<String>>,
    /// Change one's own name, metadata and attributes. Missing means no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_update_own_metadata: Option<bool>,
    /// Not shown to others.
    #[serde(skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// Shown as a recorder.
    #[serde(skip_serializing_if = "is_false")]
    pub recorder: bool,
    /// Shown as an agent.
    #[serde(skip_serializing_if = "is_false")]
    pub agent: bool,
}

/// The body of a token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The API key.
    pub iss: String,
    /// The identity; empty in tokens of servers.
    #[serde(default)]
    pub sub: String,
    /// When it runs out, in seconds since 1970. There is no token without.
    pub exp: i64,
    /// When it starts to hold, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The token's own name. Refreshed tokens carry the participant's sid here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Display name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Opaque text shown to everybody in the room.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// Opaque pairs shown to everybody in the room.
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    pub attributes: HashMap<String, String>,
    /// What it allows; a token without allows nothing.
    #[serde(default)]
    pub video: VideoGrant,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Why a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token, signed by someone else, by another algorithm, or with claims of wrong types.
    #[error("invalid token")]
    Invalid,
    /// Not ours.
    #[error("invalid API key")]
    UnknownIssuer,
    /// It ran out.
    #[error("token is expired")]
    Expired,
    /// It does not hold yet.
    #[error("token is not valid yet")]
    NotYetValid,
}

/// Reads a token signed with `secret`, as of `unix_seconds`.
pub fn verify(token: &str, key: &str, secret: &str, unix_seconds: i64) -> Result<Claims, TokenError> {
    // Times are ours to check: the library would read the machine's clock, and would take a claim of
    // the wrong type for a missing one.
    let mut rules = Validation::new(Algorithm::HS256);
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(secret.as_bytes()), &rules)
        .map_err(|_| TokenError::Invalid)?
        .claims;
    if claims.iss != key {
        return Err(TokenError::UnknownIssuer);
    }
    if claims.exp.saturating_add(LEEWAY_SECONDS) <= unix_seconds {
        return Err(TokenError::Expired);
    }
    if claims.nbf.is_some_and(|from| from.saturating_sub(LEEWAY_SECONDS) > unix_seconds) {
        return Err(TokenError::NotYetValid);
    }
    Ok(claims)
}

/// Signs a token.
pub fn sign(claims: &Claims, secret: &str) -> String {
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(secret.as_bytes()))
        .expect("claims are plain JSON and HS256 takes any secret")
}

const SOURCES: [(&str, lk::TrackSource); 4] = [
    ("camera", lk::TrackSource::Camera),
    ("microphone", lk::TrackSource::Microphone),
    ("screen_share", lk::TrackSource::ScreenShare),
    ("screen_share_audio", lk::TrackSource::ScreenShareAudio),
];

impl VideoGrant {
    /// What a participant with this grant may do.
    pub fn permission(&self) -> lk::ParticipantPermission {
        let named = self.can_publish_sources.as_deref().unwrap_or_default();
        let sources = named.iter().map(|name| {
            let known = SOURCES.iter().find(|(known, _)| known == name);
            known.map_or(lk::TrackSource::Unknown, |(_, source)| *source) as i32
        });
        lk::ParticipantPermission {
            can_subscribe: self.can_subscribe.unwrap_or(true),
            can_publish: self.can_publish.unwrap_or(true),
            can_publish_data: self.can_publish_data.unwrap_or(true),
            can_publish_sources: sources.collect(),
            can_update_metadata: self.can_update_own_metadata.unwrap_or(false),
            hidden: self.hidden,
            recorder: self.recorder,
            agent: self.agent,
            ..Default::default()
        }
    }

    /// The grant to join `room` with exactly this permission.
    pub(crate) fn of_permission(room: &str, permission: &lk::ParticipantPermission) -> Self {
        let name = |source: &i32| SOURCES.iter().find(|(_, known)| *known as i32 == *source);
        let sources: Vec<String> = permission
            .can_publish_sources
            .iter()
            .filter_map(name)
            .map(|(name, _)| (*name).to_owned())
            .collect();
        Self {
            room_join: true,
            room: room.to_owned(),
            can_publish: Some(permission.can_publish),
            can_subscribe: Some(permission.can_subscribe),
            can_publish_data: Some(permission.can_publish_data),
            can_publish_sources: (!sources.is_empty()).then_some(sources),
            can_update_own_metadata: Some(permission.can_update_metadata),
            hidden: permission.hidden,
            recorder: permission.recorder,
            agent: permission.agent,
            ..Self::default()
        }
    }
}

/// The wire name of a source, as tokens and events have it.
pub(crate) fn source_name(source: i32) -> &'static str {
    SOURCES.iter().find(|(_, known)| *known as i32 == source).map_or("unknown", |(name, _)| name)
}
