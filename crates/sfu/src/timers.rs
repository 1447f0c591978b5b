//! When each peer connection wants to be looked at again.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Instant;

use crate::ids::PeerRef;

/// A heap that is told only when a deadline moves closer. Most deadlines move away with every packet;
/// those are noticed when their old place in the heap comes up.
#[derive(Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, PeerRef)>>,
    deadlines: HashMap<PeerRef, Deadline>,
}

struct Deadline {
    wanted: Instant,
    /// The earliest place in the heap.
    queued: Instant,
}

impl Timers {
    /// Notes that `peer` wants to be looked at when it is `at`, and not before.
    pub fn schedule(&mut self, peer: PeerRef, at: Instant) {
        match self.deadlines.get_mut(&peer) {
            Some(deadline) if deadline.queued <= at => deadline.wanted = at,
            Some(deadline) => {
                *deadline = Deadline { wanted: at, queued: at };
                self.heap.push(Reverse((at, peer)));
            }
            None => {
                self.deadlines.insert(peer, Deadline { wanted: at, queued: at });
                self.heap.push(Reverse((at, peer)));
            }
        }
    }

    /// Forgets a peer.
    pub fn remove(&mut self, peer: PeerRef) {
        self.deadlines.remove(&peer);
    }

    /// The next peer that is due at `now`, if any.
    pub fn pop_due(&mut self, now: Instant) -> Option<PeerRef> {
        while let Some(Reverse((at, peer))) = self.heap.peek().copied() {
            if at > now {
                return None;
            }
            self.heap.pop();
            match self.deadlines.get_mut(&peer) {
                Some(deadline) if deadline.queued != at => {}
                Some(deadline) if deadline.wanted > now => {
                    deadline.queued = deadline.wanted;
                    self.heap.push(Reverse((deadline.wanted, peer)));
                }
                Some(_) => {
                    self.deadlines.remove(&peer);
                    return Some(peer);
                }
                None => {}
            }
        }
        None
    }

    /// No peer is due before this. It may be early, never late.
    pub fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ids::{Leg, ParticipantKey, RoomKey, Seat};

    fn peer(number: u64) -> PeerRef {
        let seat = Seat { room: RoomKey(1), participant: ParticipantKey(number) };
        PeerRef { seat, leg: Leg::Publisher }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
    fn a_peer_is_due_once_and_at_its_last_wish() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut timers = Timers::default();
        timers.schedule(peer(1), at(10));
        timers.schedule(peer(2), at(20));
        timers.schedule(peer(1), at(30));
        timers.schedule(peer(2), at(15));
        assert_eq!(timers.pop_due(at(14)), None);
        assert_eq!(timers.pop_due(at(16)), Some(peer(2)));
        assert_eq!(timers.pop_due(at(25)), None);
        assert_eq!(timers.pop_due(at(30)), Some(peer(1)));
        assert_eq!(timers.pop_due(at(1000)), None);
        timers.schedule(peer(1), at(40));
        timers.remove(peer(1));
        assert_eq!(timers.pop_due(at(1000)), None);
    }
}
