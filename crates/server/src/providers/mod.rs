//! Where a call takes place: one trait, several ways to host a call.

mod embedded;
mod health;
mod jitsi;
mod livekit;
mod token;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use model::Timestamp;
use model::id::{CallSessionId, UserId};
use model::video_call::{ParticipantRole, Provider};
use thiserror::Error;

use crate::config::Config;
use crate::media::MediaHandle;
use embedded::Embedded;
use health::WatchedProvider;
use jitsi::JitsiProvider;
use livekit::LivekitProvider;

/// One person's way into a room.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The room's name.
    pub room: String,
    /// The name of this connection in the room.
    pub identity: String,
    /// The person.
    pub user_id: UserId,
    /// Their name as shown.
    pub name: String,
    /// Their part.
    pub role: ParticipantRole,
    /// Whether they may share their screen.
    pub may_share: bool,
    /// Whether they may chat.
    pub may_chat: bool,
}

/// How a page reaches a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// By the LiveKit protocol.
    Livekit {
        /// `ws://` or `wss://`.
        url: String,
        /// Opens the room for this connection.
        token: String,
        /// When the token runs out.
        expires_at: Timestamp,
    },
    /// By Jitsi's IFrame API.
    Jitsi {
        /// The deployment.
        domain: String,
        /// The room's name.
        room: String,
        /// Opens the room; none where the deployment asks for none.
        jwt: Option<String>,
        /// Where its script is.
        script_url: String,
    },
}

/// What somebody sends into a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Their voice.
    Microphone,
    /// Their screen.
    ScreenShare,
}

/// A place of calls did not do what was asked.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// It cannot do this at all.
    #[error("{0} cannot do this from the server")]
    Unsupported(Provider),
    /// The person or the room is not there.
    #[error("nobody there: {0}")]
    Absent(String),
    /// It does not answer, or refuses.
    #[error("the place of the call does not answer: {0}")]
    Unavailable(String),
}

/// A place where calls are held.
#[async_trait]
pub trait VideoProvider: Send + Sync {
    /// Makes the room ready and signs a way into it.
    async fn connect(&self, visit: &Visit, now: Timestamp) -> Result<Connection, ProviderError>;
    /// Closes a room; everybody in it is disconnected.
    async fn close(&self, room: &str) -> Result<(), ProviderError>;
    /// Disconnects one connection; its token does not work any more.
    async fn remove(&self, room: &str, identity: &str) -> Result<(), ProviderError>;
    /// Stops what one connection sends.
    async fn silence(&self, room: &str, identity: &str, source: Source) -> Result<(), ProviderError>;
    /// Changes what one connection may do to what the visit says; its name is left as it is.
    async fn permit(&self, visit: &Visit) -> Result<(), ProviderError>;
    /// The identities in a room; none when this place does not tell.
    async fn present(&self, room: &str) -> Option<Vec<String>>;
    /// Whether calls can be held here at this moment; the reason when not.
    async fn health(&self) -> Result<(), String>;
}

/// The places that this installation has.
pub struct Providers {
    places: HashMap<Provider, WatchedProvider>,
    usual: Provider,
}

impl Providers {
    /// The places of this configuration. The built-in engine is always one.
    pub fn new(config: &Config, media: MediaHandle) -> Self {
        let mut places: HashMap<Provider, WatchedProvider> = HashMap::new();
        let mut add = |kind, place: Arc<dyn VideoProvider>| places.insert(kind, WatchedProvider::new(place));
        add(Provider::Embedded, Arc::new(Embedded::new(media, &config.site.public_url)));
        if let Some(livekit) = LivekitProvider::of(&config.livekit) {
            add(Provider::Livekit, Arc::new(livekit));
        }
        if config.jitsi.is_public() {
            tracing::warn!(
                "JITSI_DOMAIN is meet.jit.si, which other sites cannot embed any more: calls stay with the built-in engine"
            );
        } else if let Some(jitsi) = JitsiProvider::of(&config.jitsi) {
            add(Provider::Jitsi, Arc::new(jitsi));
        }
        let usual = usual_of(config, &places);
        Self { places, usual }
    }

    /// Where calls take place unless somebody says otherwise.
    pub fn usual(&self) -> Provider {
        self.usual
    }

    /// Whether this place is set up.
    pub fn has(&self, kind: Provider) -> bool {
        self.places.contains_key(&kind)
    }

    /// Where a new call is to take place: the place asked for, or the usual one, when it is in order; else the
    /// built-in engine, with the reason.
    pub async fn choose(&self, asked: Option<Provider>) -> (Provider, Option<String>) {
        self.ready(asked.unwrap_or(self.usual)).await
    }

    /// This place when it is in order, else the built-in engine with the reason.
    pub async fn ready(&self, kind: Provider) -> (Provider, Option<String>) {
        let Some(place) = self.places.get(&kind) else {
            return (Provider::Embedded, Some(format!("{kind} is not set up")));
        };
        match place.health().await {
            Ok(()) => (kind, None),
            Err(_) if kind == Provider::Embedded => (kind, None),
            Err(reason) => {
                tracing::warn!(provider = %kind, reason, "calls fall back to the built-in engine");
                (Provider::Embedded, Some(reason))
            }
        }
    }

    /// How each place is doing.
    pub async fn report(&self) -> Vec<(Provider, Result<(), String>)> {
        let mut report = Vec::new();
        for kind in Provider::ALL {
            if let Some(place) = self.places.get(kind) {
                report.push((*kind, place.health().await));
            }
        }
        report
    }

    /// Makes the room ready and signs a way into it.
    pub async fn connect(
        &self,
        kind: Provider,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Connection, ProviderError> {
        self.place(kind)?.connect(visit, now).await
    }

    /// Closes a room.
    pub async fn close(&self, kind: Provider, room: &str) -> Result<(), ProviderError> {
        self.place(kind)?.close(room).await
    }

    /// Disconnects one connection.
    pub async fn remove(&self, kind: Provider, room: &str, identity: &str) -> Result<(), ProviderError> {
        self.place(kind)?.remove(room, identity).await
    }

    /// Stops what one connection sends.
    pub async fn silence(
        &self,
        kind: Provider,
        room: &str,
        identity: &str,
        source: Source,
    ) -> Result<(), ProviderError> {
        self.place(kind)?.silence(room, identity, source).await
    }

    /// Changes what one connection may do.
    pub async fn permit(&self, kind: Provider, visit: &Visit) -> Result<(), ProviderError> {
        self.place(kind)?.permit(visit).await
    }

    /// The identities in a room; none when the place does not tell.
    pub async fn present(&self, kind: Provider, room: &str) -> Option<Vec<String>> {
        self.place(kind).ok()?.present(room).await
    }

    fn place(&self, kind: Provider) -> Result<&dyn VideoProvider, ProviderError> {
        let place = self.places.get(&kind).map(WatchedProvider::place);
        place.ok_or_else(|| ProviderError::Unavailable(format!("{kind} is not set up any more")))
    }
}

/// Jitsi when it is set up, else LiveKit when it is made the default, else the built-in engine.
fn usual_of(config: &Config, places: &HashMap<Provider, WatchedProvider>) -> Provider {
    if places.contains_key(&Provider::Jitsi) {
        Provider::Jitsi
    } else if places.contains_key(&Provider::Livekit) && config.livekit.is_default {
        Provider::Livekit
    } else {
        Provider::Embedded
    }
}

/// The name of a person's connection in a room.
pub fn identity_of(user: UserId, session: CallSessionId) -> String {
    format!("{user}:{session}")
}

/// The connection behind a name in a room; none when the name is not one of ours.
pub fn session_of(identity: &str) -> Option<CallSessionId> {
    identity.split_once(':').and_then(|(_, session)| session.parse().ok())
}
