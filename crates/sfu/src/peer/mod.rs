//! One peer connection: the only folder that names str0m.
//!
//! str0m's rule is kept here for everybody: one mutation, then its output is drained until it names
//! the time of its next wish. A panic inside ends this connection and nothing else.

mod channel;
mod description;
mod drain;
mod dtls;
mod media;
mod setup;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use str0m::change::SdpPendingOffer;
use str0m::channel::ChannelId;
use str0m::net::Receive;
use str0m::rtp::Ssrc;
use str0m::{Input, Rtc};

pub(crate) use str0m::format::{Codec, PayloadParams};
pub(crate) use str0m::media::{Mid, Pt, Rid};
pub(crate) use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, SeqNo, Vp8Descriptor};

pub(crate) use self::description::OfferPlan;
pub(crate) use self::media::{Incoming, Outgoing};
pub use self::setup::Certificate;
use self::setup::{build, host_candidate, protocol};
use crate::config::Transport;
use crate::ids::PeerRef;
use crate::world::World;

/// What a peer connection tells its room.
#[derive(Debug)]
pub(crate) enum PeerEvent {
    /// ICE and DTLS are up.
    Connected,
    /// Media arrived.
    Rtp(Box<Incoming>),
    /// The client cannot decode what this section carries without a key frame.
    KeyframeWanted(Mid),
    /// A data channel opened.
    ChannelOpen,
    /// A message arrived on a data channel.
    Data { reliable: bool, bytes: Vec<u8> },
    /// The connection is of no more use.
    Failed,
}

/// What is known of the path.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Path {
    pub round_trip: Option<Duration>,
    pub loss_out: Option<f32>,
    pub loss_in: Option<f32>,
    /// Bits per second towards the client; unknown where the client gives no feedback.
    pub estimate: Option<f64>,
    pub over_tcp: bool,
}

/// One peer connection.
pub(crate) struct Peer {
    me: PeerRef,
    rtc: Rtc,
    failed: bool,
    connected: bool,
    /// When something last came from the client.
    heard_at: Instant,
    path: Path,
    channels: HashMap<ChannelId, String>,
    reliable: Option<ChannelId>,
    lossy: Option<ChannelId>,
    sources: HashMap<Ssrc, (Mid, Option<Rid>)>,
    pending_offer: Option<SdpPendingOffer>,
}

impl Peer {
    /// A connection that waits for its first description.
    pub fn new(world: &mut World, me: PeerRef) -> Self {
        let mut peer = Self {
            me,
            rtc: build(&world.config, world.now.instant),
            failed: false,
            connected: false,
            heard_at: world.now.instant,
            path: Path::default(),
            channels: HashMap::new(),
            reliable: None,
            lossy: None,
            sources: HashMap::new(),
            pending_offer: None,
        };
        let candidates = world.config.candidates.clone();
        for candidate in candidates.iter().filter_map(host_candidate) {
            peer.change(world, |rtc| rtc.add_local_candidate(candidate).is_some());
        }
        peer.tell_name(world);
        peer
    }

    pub fn is_connected(&self) -> bool {
        self.connected && !self.failed
    }

    pub fn heard_at(&self) -> Instant {
        self.heard_at
    }

    pub fn path(&self) -> Path {
        self.path
    }

    /// Takes a datagram. A STUN request is refused unless its signature is right; then its source
    /// address is learned.
    pub fn receive(
        &mut self,
        world: &mut World,
        (transport, source): (Transport, SocketAddr),
        destination: SocketAddr,
        bytes: &[u8],
        is_stun: bool,
    ) {
        let Ok(receive) = Receive::new(protocol(transport), source, destination, bytes) else { return };
        let now = world.now.instant;
        let input = Input::Receive(now, receive);
        if is_stun {
            let rtc = &self.rtc;
            if self.failed || !catch_unwind(AssertUnwindSafe(|| rtc.accepts(&input))).unwrap_or(false) {
                return;
            }
            world.routes.learn(self.me, (transport, source), now);
        }
        self.heard_at = now;
        if let Some(Err(error)) = self.change(world, |rtc| rtc.handle_input(input)) {
            self.fail(world, &error.to_string());
        }
    }

    /// Lets time pass.
    pub fn timeout(&mut self, world: &mut World) {
        let now = world.now.instant;
        if let Some(Err(error)) = self.change(world, |rtc| rtc.handle_input(Input::Timeout(now))) {
            self.fail(world, &error.to_string());
        }
    }

    /// Says goodbye on the wire and forgets the routes to here.
    pub fn close(&mut self, world: &mut World) {
        self.change(world, |rtc| rtc.close().is_ok());
        self.failed = true;
        world.routes.remove(self.me);
        world.timers.remove(self.me);
    }

    fn tell_name(&mut self, world: &mut World) {
        let ufrag = self.rtc.direct_api().local_ice_credentials().ufrag;
        world.routes.set_ufrag(self.me, &ufrag);
    }

    /// One mutation, then the drain. `None` when the connection has ended, or ends by this.
    fn change<T>(&mut self, world: &mut World, change: impl FnOnce(&mut Rtc) -> T) -> Option<T> {
        if self.failed {
            return None;
        }
        let rtc = &mut self.rtc;
        let Ok(value) = catch_unwind(AssertUnwindSafe(|| change(rtc))) else {
            self.fail(world, "panicked");
            return None;
        };
        match catch_unwind(AssertUnwindSafe(|| self.drain(world))) {
            Ok(Ok(next)) if self.rtc.is_alive() => world.timers.schedule(self.me, next),
            Ok(Ok(_)) => self.fail(world, "ended"),
            Ok(Err(error)) => self.fail(world, &error.to_string()),
            Err(_) => self.fail(world, "panicked"),
        }
        Some(value)
    }

    fn fail(&mut self, world: &mut World, reason: &str) {
        if !self.failed {
            tracing::info!(peer = ?self.me, reason, "peer connection ended");
            self.failed = true;
            world.timers.remove(self.me);
            world.told.push_back((self.me, PeerEvent::Failed));
        }
    }
}
