//! Calls on a Jitsi deployment: tokens by MEDIA.md C1.4. Jitsi tells us nothing; attendance is by join, leave and
//! heartbeat of our own pages.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use model::Timestamp;
use model::video_call::Provider;
use serde_json::{Value as Json, json};

use super::{Connection, ProviderError, Source, VideoProvider, Visit};
use crate::config::Jitsi;

const PATIENCE: Duration = Duration::from_secs(5);
/// Prosody looks at the token when the room is entered; a page that was cut off enters again with the same one.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// A Jitsi deployment.
pub(super) struct JitsiProvider {
    domain: String,
    keys: Option<(String, String)>,
    http: reqwest::Client,
}

impl JitsiProvider {
    /// The configured deployment, if there is one.
    pub(super) fn of(config: &Jitsi) -> Option<Self> {
        let domain = config.domain.clone()?;
        let keys = config.app_id.clone().zip(config.app_secret.clone());
        let http = reqwest::Client::builder().timeout(PATIENCE).build().ok()?;
        Some(Self { domain, keys, http })
    }

    fn script_url(&self) -> String {
        let host = self.domain.split(':').next().unwrap_or_default();
        let scheme = if matches!(host, "localhost" | "127.0.0.1") { "http" } else { "https" };
        format!("{scheme}://{}/external_api.js", self.domain)
    }

    fn token(&self, visit: &Visit, now: Timestamp) -> Option<String> {
        let (app_id, secret) = self.keys.as_ref()?;
        let claims = claims(visit, app_id, &self.domain, now);
        let key = EncodingKey::from_secret(secret.as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).ok()
    }
}

/// All values of the user are strings: a null or a number breaks Prosody's plugins. Moderators are told in both ways
/// that deployments read.
fn claims(visit: &Visit, app_id: &str, domain: &str, now: Timestamp) -> Json {
    let is_crew = visit.role.is_crew();
    let yes_no = |is_so: bool| if is_so { "true" } else { "false" };
    json!({
        "iss": app_id,
        "aud": "jitsi",
        "sub": domain,
        "room": visit.room.to_lowercase(),
        "nbf": (now - TimeDelta::seconds(10)).timestamp(),
        "exp": (now + LIFETIME).timestamp(),
        "context": {
            "user": {
                "id": visit.user_id.to_string(),
                "name": visit.name,
                "email": "",
                "avatar": "",
                "moderator": yes_no(is_crew),
                "affiliation": if is_crew { "owner" } else { "member" },
            },
            "features": {
                "recording": "false",
                "livestreaming": "false",
                "transcription": "false",
                "outbound-call": "false",
                "send-groupchat": yes_no(visit.may_chat),
            },
        },
    })
}

#[async_trait]
impl VideoProvider for JitsiProvider {
    async fn connect(&self, visit: &Visit, now: Timestamp) -> Result<Connection, ProviderError> {
        Ok(Connection::Jitsi {
            domain: self.domain.clone(),
            room: visit.room.to_lowercase(),
            jwt: self.token(visit, now),
            script_url: self.script_url(),
        })
    }

    /// Rooms of Jitsi close when the last page has left; our pages leave when they hear that the call ended.
    async fn close(&self, _: &str) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn remove(&self, _: &str, _: &str) -> Result<(), ProviderError> {
        Err(ProviderError::Unsupported(Provider::Jitsi))
    }

    async fn silence(&self, _: &str, _: &str, _: Source) -> Result<(), ProviderError> {
        Err(ProviderError::Unsupported(Provider::Jitsi))
    }

    /// Jitsi reads rights from the token, when the room is entered.
    async fn permit(&self, _: &Visit) -> Result<(), ProviderError> {
        Err(ProviderError::Unsupported(Provider::Jitsi))
    }

    async fn present(&self, _: &str) -> Option<Vec<String>> {
        None
    }

    async fn health(&self) -> Result<(), String> {
        let answer = self.http.get(self.script_url()).send().await;
        match answer.and_then(reqwest::Response::error_for_status) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("jitsi: {}", error.without_url())),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::id::UserId;
    use model::video_call::ParticipantRole;

    use super::*;

    fn visit(role: ParticipantRole) -> Visit {
        Visit {
            room: "AbC".to_owned(),
            identity: "a:b".to_owned(),
            user_id: UserId(uuid::Uuid::nil()),
            name: "Ada".to_owned(),
            role,
            may_share: true,
            may_chat: true,
        }
    }

    #[test]
    fn every_value_of_the_user_and_the_features_is_a_string() {
        let now = "2027-01-11T09:00:00Z".parse::<Timestamp>().unwrap();
        let claims = claims(&visit(ParticipantRole::Participant), "app", "meet.example", now);
        for part in ["user", "features"] {
            let members = claims["context"][part].as_object().unwrap();
            assert!(members.values().all(Json::is_string), "{members:?}");
        }
        assert_eq!(claims["room"], "abc");
    }

    #[test]
    fn who_runs_the_call_is_told_in_both_ways() {
        let now = "2027-01-11T09:00:00Z".parse::<Timestamp>().unwrap();
        for (role, moderator, affiliation) in [
            (ParticipantRole::Host, "true", "owner"),
            (ParticipantRole::Moderator, "true", "owner"),
            (ParticipantRole::Participant, "false", "member"),
        ] {
            let user = claims(&visit(role), "app", "meet.example", now)["context"]["user"].clone();
            assert_eq!((&user["moderator"], &user["affiliation"]), (&json!(moderator), &json!(affiliation)));
        }
    }
}
