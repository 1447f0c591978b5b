//! Somebody in a room: their signalling link, their connections, what they publish and receive.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use livekit_protocol as lk;
use lk::signal_response::Message as Response;

use super::data::DataState;
use super::track::{PublishedTrack, Subscription};
use crate::bucket::Bucket;
use crate::config::Now;
use crate::event::Who;
use crate::ids::{Leg, ParticipantKey, PeerRef, Seat, SocketId, TrackKey};
use crate::peer::{Mid, Peer};
use crate::sdp::Section;
use crate::world::World;

/// Somebody in a room.
pub(crate) struct Participant {
    pub key: ParticipantKey,
    /// As others see them, but for the tracks.
    pub info: lk::ParticipantInfo,
    pub link: Link,
    /// The connection the client offers on; with newer clients the only one.
    pub publisher: Peer,
    /// With older clients: the connection on which they receive.
    pub subscriber: Option<Peer>,
    /// Gets everything published without asking.
    pub auto_subscribe: bool,
    /// The media sections of the client's last offer.
    pub sections: Vec<Section>,
    pub tracks: Vec<PublishedTrack>,
    pub subscriptions: BTreeMap<TrackKey, Subscription>,
    /// What they receive has changed and the client must be told by a negotiation.
    pub wants_negotiation: bool,
    pub offering: Offering,
    pub data: DataState,
    /// Loudness last told to the room.
    pub speaking: f32,
    /// Nothing comes from them any more.
    pub is_reconnecting: bool,
    /// Bits per second the bandwidth estimation was last told to look for.
    pub desired_bitrate: u64,
}

/// The signalling connection of somebody.
pub(crate) struct Link {
    pub socket: Option<SocketId>,
    /// When the last socket went away.
    pub lost_at: Option<Instant>,
    /// When something was last heard on it.
    pub heard_at: Instant,
    pub allowance: Bucket,
    /// When a fresh token is due.
    pub refresh_at: Instant,
}

/// The offers the server makes to older clients.
#[derive(Default)]
pub(crate) struct Offering {
    /// Of the last offer made.
    pub id: u32,
    /// Sections to be stopped by the next offer.
    pub stop: Vec<Mid>,
    /// The data channels have been agreed on.
    pub has_channels: bool,
    /// The next offer restarts ICE.
    pub restart_ice: bool,
}

impl Link {
    pub fn new(socket: SocketId, allowance: Bucket, now: Now) -> Self {
        Self {
            socket: Some(socket),
            lost_at: None,
            heard_at: now.instant,
            allowance,
            refresh_at: now.instant,
        }
    }

    /// How long it has been without a socket.
    pub fn lost_for(&self, now: Instant) -> Option<Duration> {
        self.lost_at.map(|at| now.saturating_duration_since(at))
    }
}

impl Participant {
    pub fn who(&self) -> Who {
        Who { identity: self.info.identity.clone(), sid: self.info.sid.clone() }
    }

    pub fn is_single_connection(&self) -> bool {
        self.subscriber.is_none()
    }

    /// The connection on which they receive.
    pub fn receiver(&mut self) -> &mut Peer {
        self.subscriber.as_mut().unwrap_or(&mut self.publisher)
    }

    pub fn peer(&mut self, leg: Leg) -> Option<&mut Peer> {
        match leg {
            Leg::Publisher => Some(&mut self.publisher),
            Leg::Subscriber => self.subscriber.as_mut(),
        }
    }

    /// Sends a signalling message, if there is a socket; what is missed is made up for on resuming.
    pub fn send(&self, world: &mut World, message: Response) {
        if let Some(socket) = self.link.socket {
            world.signal(socket, message);
        }
    }

    pub fn permission(&self) -> lk::ParticipantPermission {
        self.info.permission.clone().unwrap_or_default()
    }

    pub fn is_hidden(&self) -> bool {
        self.info.permission.as_ref().is_some_and(|permission| permission.hidden)
    }

    pub fn can_subscribe(&self) -> bool {
        self.info.permission.as_ref().is_some_and(|permission| permission.can_subscribe)
    }

    /// As others see them, with the tracks that can be received.
    pub fn public_info(&self) -> lk::ParticipantInfo {
        let tracks: Vec<lk::TrackInfo> =
            self.tracks.iter().filter(|track| track.is_announced()).map(|track| track.info.clone()).collect();
        lk::ParticipantInfo { is_publisher: !tracks.is_empty(), tracks, ..self.info.clone() }
    }

    pub fn track(&mut self, key: TrackKey) -> Option<&mut PublishedTrack> {
        self.tracks.iter_mut().find(|track| track.key == key)
    }

    /// When something was last heard on any of their media paths.
    pub fn media_heard_at(&self) -> Instant {
        let subscriber = self.subscriber.as_ref().map(Peer::heard_at);
        subscriber.map_or(self.publisher.heard_at(), |at| at.max(self.publisher.heard_at()))
    }

    /// A media path was up once.
    pub fn is_active(&self) -> bool {
        self.info.state == lk::participant_info::State::Active as i32
    }

    /// Ends both connections.
    pub fn close_peers(&mut self, world: &mut World) {
        self.publisher.close(world);
        if let Some(subscriber) = &mut self.subscriber {
            subscriber.close(world);
        }
    }
}

/// Opens the connections a client of this kind needs.
pub(crate) fn open_peers(world: &mut World, seat: Seat, is_single: bool) -> (Peer, Option<Peer>) {
    let publisher = Peer::new(world, PeerRef { seat, leg: Leg::Publisher });
    let subscriber = (!is_single).then(|| Peer::new(world, PeerRef { seat, leg: Leg::Subscriber }));
    (publisher, subscriber)
}
