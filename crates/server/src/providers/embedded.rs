//! Calls in the media engine of this binary.

use async_trait::async_trait;
use model::Timestamp;
use sfu::protocol as lk;

use super::{Connection, ProviderError, Source, VideoProvider, Visit, token};
use crate::media::{MediaError, MediaHandle};

/// Seconds that an empty room of the engine is kept; the call itself has its own grace.
const EMPTY_SECONDS: u32 = 600;

/// The engine of this binary.
pub(super) struct Embedded {
    media: MediaHandle,
    url: String,
}

impl Embedded {
    /// Pages reach the engine at the address of the site.
    pub(super) fn new(media: MediaHandle, public_url: &str) -> Self {
        let url = public_url.trim_end_matches('/').replacen("http", "ws", 1);
        Self { media, url }
    }

    async fn person(&self, room: &str, identity: &str) -> Result<lk::ParticipantInfo, ProviderError> {
        Ok(self.media.get_participant(room.to_owned(), identity.to_owned()).await?)
    }

    async fn permit(
        &self,
        room: &str,
        identity: &str,
        permission: lk::ParticipantPermission,
    ) -> Result<(), ProviderError> {
        let request = lk::UpdateParticipantRequest {
            room: room.to_owned(),
            identity: identity.to_owned(),
            permission: Some(permission),
            ..Default::default()
        };
        self.media.update_participant(request).await?;
        Ok(())
    }

    /// The engine ends tracks that are not permitted any more; the right itself comes back at once.
    async fn stop_share(&self, room: &str, person: lk::ParticipantInfo) -> Result<(), ProviderError> {
        let permission = person.permission.unwrap_or_default();
        let mut others = vec![lk::TrackSource::Camera as i32, lk::TrackSource::Microphone as i32];
        others.retain(|source| {
            permission.can_publish_sources.is_empty() || permission.can_publish_sources.contains(source)
        });
        let narrowed = lk::ParticipantPermission { can_publish_sources: others, ..permission.clone() };
        self.permit(room, &person.identity, narrowed).await?;
        self.permit(room, &person.identity, permission).await
    }
}

impl From<MediaError> for ProviderError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Refused(refusal) if refusal.status == 404 => Self::Absent(refusal.to_string()),
            error => Self::Unavailable(error.to_string()),
        }
    }
}

#[async_trait]
impl VideoProvider for Embedded {
    async fn connect(&self, visit: &Visit, now: Timestamp) -> Result<Connection, ProviderError> {
        let request = lk::CreateRoomRequest {
            name: visit.room.clone(),
            empty_timeout: EMPTY_SECONDS,
            departure_timeout: EMPTY_SECONDS,
            ..Default::default()
        };
        self.media.create_room(request).await?;
        // The engine fills in the issuer.
        let claims = token::claims(visit, "", now);
        let token = self.media.sign(claims);
        Ok(Connection::Livekit { url: self.url.clone(), token, expires_at: now + token::LIFETIME })
    }

    async fn close(&self, room: &str) -> Result<(), ProviderError> {
        Ok(self.media.delete_room(room.to_owned()).await?)
    }

    async fn remove(&self, room: &str, identity: &str) -> Result<(), ProviderError> {
        Ok(self.media.remove_participant(room.to_owned(), identity.to_owned()).await?)
    }

    async fn silence(&self, room: &str, identity: &str, source: Source) -> Result<(), ProviderError> {
        let person = self.person(room, identity).await?;
        if source == Source::ScreenShare {
            return self.stop_share(room, person).await;
        }
        let is_voice = |track: &&lk::TrackInfo| track.source == lk::TrackSource::Microphone as i32;
        for track in person.tracks.iter().filter(is_voice) {
            let request = lk::MuteRoomTrackRequest {
                room: room.to_owned(),
                identity: identity.to_owned(),
                track_sid: track.sid.clone(),
                muted: true,
            };
            self.media.mute_track(request).await?;
        }
        Ok(())
    }

    async fn permit(&self, visit: &Visit) -> Result<(), ProviderError> {
        let wanted = token::rights(visit);
        let person = self.person(&visit.room, &visit.identity).await?;
        let has_attribute =
            |(key, value): (&String, &String)| person.attributes.get(key).is_some_and(|one| one == value);
        if person.permission == wanted.permission && wanted.attributes.iter().all(has_attribute) {
            return Ok(());
        }
        self.media.update_participant(wanted).await?;
        Ok(())
    }

    async fn present(&self, room: &str) -> Option<Vec<String>> {
        match self.media.list_participants(room.to_owned()).await {
            Ok(people) => Some(people.into_iter().map(|person| person.identity).collect()),
            Err(_) => None,
        }
    }

    async fn health(&self) -> Result<(), String> {
        match self.media.list_participants(String::new()).await {
            Ok(_) | Err(MediaError::Refused(_)) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}
