//! What the engine is told at its start.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use livekit_protocol as lk;

use crate::peer::Certificate;

/// The time of a call, as the caller reads it from its clocks.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The clock that never jumps; every deadline is measured on it.
    pub instant: Instant,
    /// Milliseconds since 1970 UTC, for tokens and for times shown to people.
    pub unix_ms: i64,
}

impl Now {
    /// Seconds since 1970 UTC.
    pub fn unix_seconds(&self) -> i64 {
        self.unix_ms.div_euclid(1000)
    }
}

/// How a datagram travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Plain UDP.
    Udp,
    /// ICE-TCP: datagrams framed by RFC 4571 on a connection the client opened.
    Tcp,
}

/// An address clients are told to send media to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostCandidate {
    /// How to reach it.
    pub transport: Transport,
    /// Where it is, as clients see it.
    pub address: SocketAddr,
}

/// Everything the engine needs to know before its first input.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The issuer of accepted tokens.
    pub api_key: String,
    /// The secret they are signed with.
    pub api_secret: String,
    /// Where clients send their media.
    pub candidates: Vec<HostCandidate>,
    /// One DTLS certificate for all connections.
    pub certificate: Certificate,
    /// STUN and TURN servers clients are told of.
    pub ice_servers: Vec<lk::IceServer>,
    /// Sizes and rates beyond which a client is refused.
    pub limits: Limits,
}

/// Sizes and rates beyond which a client is refused.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes in one signalling message. Offers of a large room need some hundred thousand.
    pub message_bytes: usize,
    /// Signalling messages a second, sustained.
    pub messages_per_second: f64,
    /// Signalling messages at once, such as a burst of candidates.
    pub message_burst: f64,
    /// Rooms alive at the same time.
    pub rooms: usize,
    /// People in a room that was created without its own limit.
    pub participants_per_room: u32,
    /// Tracks one person may publish at the same time.
    pub tracks_per_participant: usize,
    /// Bytes of metadata, and of name and attributes together.
    pub metadata_bytes: usize,
    /// Bytes of reliable data waiting for a slow receiver before that receiver is let go.
    pub data_queue_bytes: usize,
    /// Bytes of reliable data kept per receiver for a resume.
    pub data_replay_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 1 << 20,
            messages_per_second: 50.0,
            message_burst: 500.0,
            rooms: 1_000,
            participants_per_room: 200,
            tracks_per_participant: 16,
            metadata_bytes: 64 << 10,
            data_queue_bytes: 16 << 20,
            data_replay_bytes: 1 << 20,
        }
    }
}

/// Seconds a room without anybody stays when nobody ever came.
pub(crate) const EMPTY_TIMEOUT_SECONDS: u32 = 300;
/// Seconds a room stays after the last person left.
pub(crate) const DEPARTURE_TIMEOUT_SECONDS: u32 = 20;
/// How long a seat is held for a client whose signalling is gone. The client's own attempts to
/// come back are spread over about as long.
pub(crate) const SEAT_HELD: Duration = Duration::from_secs(20);
/// Seconds between a client's pings, and silence after which its socket counts as lost.
pub(crate) const PING_INTERVAL_SECONDS: i32 = 5;
pub(crate) const PING_TIMEOUT_SECONDS: i32 = 15;
/// Silence on the media path after which a participant counts as reconnecting.
pub(crate) const MEDIA_SILENCE: Duration = Duration::from_secs(5);
/// Silence on the media path after which a participant with a living socket is let go: the client
/// gives up by itself well before.
pub(crate) const MEDIA_LOST: Duration = Duration::from_secs(60);
/// How often a fresh token is handed out, and how long it lives.
pub(crate) const TOKEN_REFRESH: Duration = Duration::from_secs(300);
pub(crate) const REFRESHED_TOKEN_SECONDS: i64 = 600;
/// What the client is told we are. Above 1.13.6 it may publish scalable VP9 and AV1, which is not
/// forwarded yet.
pub(crate) const SERVER_VERSION: &str = "1.9.0";
/// The signalling protocol this speaks.
pub(crate) const SIGNAL_PROTOCOL: i32 = 16;
