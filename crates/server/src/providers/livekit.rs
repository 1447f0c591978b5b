//! Calls on a LiveKit server: the same token, the RoomService over HTTP (MEDIA.md C2.2).

use std::time::Duration;

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use model::Timestamp;
use serde_json::{Value as Json, json};
use sfu::{Claims, VideoGrant};

use super::{Connection, ProviderError, Source, VideoProvider, Visit, token};
use crate::config::Livekit;

const PATIENCE: Duration = Duration::from_secs(5);

/// A LiveKit server.
pub(super) struct LivekitProvider {
    url: String,
    key: String,
    secret: String,
    http: reqwest::Client,
}

impl LivekitProvider {
    /// The configured server, if there is one.
    pub(super) fn of(config: &Livekit) -> Option<Self> {
        let url = config.url.as_ref()?.trim_end_matches('/').to_owned();
        let http = reqwest::Client::builder().timeout(PATIENCE).build().ok()?;
        Some(Self { url, key: config.api_key.clone()?, secret: config.api_secret.clone()?, http })
    }

    async fn ask(&self, verb: &str, grant: VideoGrant, body: Json) -> Result<Json, ProviderError> {
        let failed = |error: reqwest::Error| ProviderError::Unavailable(error.without_url().to_string());
        let address = self.url.replacen("ws", "http", 1);
        let request = self
            .http
            .post(format!("{address}/twirp/livekit.RoomService/{verb}"))
            .bearer_auth(self.server_token(grant))
            .json(&body);
        let response = request.send().await.map_err(failed)?;
        match response.status() {
            status if status.is_success() => response.json().await.map_err(failed),
            reqwest::StatusCode::NOT_FOUND => Err(ProviderError::Absent(verb.to_owned())),
            status => Err(ProviderError::Unavailable(format!("{verb} answered {status}"))),
        }
    }

    /// Tokens to a foreign server are checked against its own clock, so they are dated by the system's.
    fn server_token(&self, video: VideoGrant) -> String {
        let exp = (Utc::now() + TimeDelta::minutes(1)).timestamp();
        sfu::sign(&Claims { iss: self.key.clone(), exp, video, ..Claims::default() }, &self.secret)
    }

    async fn people(&self, room: &str) -> Result<Vec<Json>, ProviderError> {
        let answer = self.ask("ListParticipants", admin(room), json!({ "room": room })).await?;
        Ok(answer["participants"].as_array().cloned().unwrap_or_default())
    }
}

fn admin(room: &str) -> VideoGrant {
    VideoGrant { room_admin: true, room: room.to_owned(), ..VideoGrant::default() }
}

fn creator() -> VideoGrant {
    VideoGrant { room_create: true, ..VideoGrant::default() }
}

#[async_trait]
impl VideoProvider for LivekitProvider {
    async fn connect(&self, visit: &Visit, _: Timestamp) -> Result<Connection, ProviderError> {
        self.ask("CreateRoom", creator(), json!({ "name": visit.room })).await?;
        let now = Utc::now();
        let token = sfu::sign(&token::claims(visit, &self.key, now), &self.secret);
        Ok(Connection::Livekit { url: self.url.clone(), token, expires_at: now + token::LIFETIME })
    }

    async fn close(&self, room: &str) -> Result<(), ProviderError> {
        self.ask("DeleteRoom", creator(), json!({ "room": room })).await.map(|_| ())
    }

    async fn remove(&self, room: &str, identity: &str) -> Result<(), ProviderError> {
        let body = json!({ "room": room, "identity": identity });
        self.ask("RemoveParticipant", admin(room), body).await.map(|_| ())
    }

    async fn silence(&self, room: &str, identity: &str, source: Source) -> Result<(), ProviderError> {
        let wanted: &[&str] = match source {
            Source::Microphone => &["MICROPHONE"],
            Source::ScreenShare => &["SCREEN_SHARE", "SCREEN_SHARE_AUDIO"],
        };
        let people = self.people(room).await?;
        let person = people.iter().find(|person| person["identity"] == identity);
        let person = person.ok_or_else(|| ProviderError::Absent(identity.to_owned()))?;
        let tracks = person["tracks"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_wanted = |track: &&Json| track["source"].as_str().is_some_and(|name| wanted.contains(&name));
        for track in tracks.iter().filter(is_wanted) {
            let body =
                json!({ "room": room, "identity": identity, "track_sid": track["sid"], "muted": true });
            self.ask("MutePublishedTrack", admin(room), body).await?;
        }
        Ok(())
    }

    async fn permit(&self, visit: &Visit) -> Result<(), ProviderError> {
        let body = serde_json::to_value(token::rights(visit))
            .map_err(|error| ProviderError::Unavailable(error.to_string()))?;
        self.ask("UpdateParticipant", admin(&visit.room), body).await.map(|_| ())
    }

    async fn present(&self, room: &str) -> Option<Vec<String>> {
        let people = self.people(room).await.ok()?;
        Some(people.iter().filter_map(|person| person["identity"].as_str().map(str::to_owned)).collect())
    }

    async fn health(&self) -> Result<(), String> {
        let list = VideoGrant { room_list: true, ..VideoGrant::default() };
        let asked = self.ask("ListRooms", list, json!({ "names": ["health"] })).await;
        asked.map(|_| ()).map_err(|error| format!("livekit: {error}"))
    }
}
