//! Identifiers: the engine's own small keys, and the sids the protocol shows to clients.

use rand::{Rng, RngExt};

/// A signalling connection, numbered by whoever owns the sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// A room for as long as it lives; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RoomKey(pub u64);

/// A participant for as long as their seat is held; never used again. Orders by time of joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ParticipantKey(pub u64);

/// A published track; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TrackKey(pub u64);

/// Which of a participant's peer connections is meant. Newer clients have one, older ones two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Leg {
    /// The connection the client makes offers on. With newer clients it carries both directions.
    Publisher,
    /// The connection the server makes offers on, to send what others publish.
    Subscriber,
}

/// Where a seat is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Seat {
    pub room: RoomKey,
    pub participant: ParticipantKey,
}

/// Where a peer connection is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PeerRef {
    pub seat: Seat,
    pub leg: Leg,
}

/// Letters and digits that cannot be mistaken for each other when read aloud.
const SID_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const SID_LENGTH: usize = 14;

/// Makes a sid such as `PA_x7Kp...`, with about 80 bits of chance behind the prefix.
pub(crate) fn new_sid(prefix: &str, rng: &mut impl Rng) -> String {
    let tail = (0..SID_LENGTH).map(|_| char::from(SID_ALPHABET[rng.random_range(0..SID_ALPHABET.len())]));
    prefix.chars().chain(tail).collect()
}
