//! Which peer connection a datagram is for.
//!
//! A STUN request names its receiver; everything else is known by where it comes from. An address is
//! learned only from a STUN request whose signature its receiver has checked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::config::Transport;
use crate::ids::PeerRef;

/// One peer may be reached by this many addresses at once; the oldest is forgotten.
const ADDRESSES_PER_PEER: usize = 16;
/// An address that another peer used within this time stays with it.
const ADDRESS_IN_USE: Duration = Duration::from_secs(5);

type Address = (Transport, SocketAddr);

/// The two ways to find a peer.
#[derive(Default)]
pub(crate) struct Routes {
    by_ufrag: HashMap<String, PeerRef>,
    by_address: HashMap<Address, Known>,
    of_peer: HashMap<PeerRef, Reachable>,
}

struct Known {
    peer: PeerRef,
    heard_at: Instant,
}

#[derive(Default)]
struct Reachable {
    ufrag: String,
    addresses: Vec<Address>,
}

impl Routes {
    /// Notes the name a peer answers to; an earlier one is forgotten.
    pub fn set_ufrag(&mut self, peer: PeerRef, ufrag: &str) {
        let reachable = self.of_peer.entry(peer).or_default();
        if reachable.ufrag != ufrag {
            self.by_ufrag.remove(&reachable.ufrag);
            reachable.ufrag = ufrag.to_owned();
            self.by_ufrag.insert(ufrag.to_owned(), peer);
        }
    }

    /// Whom a STUN request is addressed to.
    pub fn by_ufrag(&self, ufrag: &str) -> Option<PeerRef> {
        self.by_ufrag.get(ufrag).copied()
    }

    /// Who sends from this address.
    pub fn by_address(&mut self, address: Address, now: Instant) -> Option<PeerRef> {
        let known = self.by_address.get_mut(&address)?;
        known.heard_at = now;
        Some(known.peer)
    }

    /// Notes that `peer` proved to send from `address`.
    pub fn learn(&mut self, peer: PeerRef, address: Address, now: Instant) {
        if let Some(known) = self.by_address.get_mut(&address) {
            if known.peer == peer {
                known.heard_at = now;
                return;
            }
            if now.saturating_duration_since(known.heard_at) < ADDRESS_IN_USE {
                return;
            }
        }
        self.by_address.insert(address, Known { peer, heard_at: now });
        let reachable = self.of_peer.entry(peer).or_default();
        reachable.addresses.push(address);
        if reachable.addresses.len() > ADDRESSES_PER_PEER {
            let oldest = reachable.addresses.remove(0);
            self.by_address.remove(&oldest);
        }
    }

    /// Forgets a peer.
    pub fn remove(&mut self, peer: PeerRef) {
        let Some(reachable) = self.of_peer.remove(&peer) else { return };
        self.by_ufrag.remove(&reachable.ufrag);
        for address in reachable.addresses {
            if self.by_address.get(&address).is_some_and(|known| known.peer == peer) {
                self.by_address.remove(&address);
            }
        }
    }
}

/// The receiver a STUN request names: the part of its USERNAME before the colon (RFC 8445, 7.2.2).
/// `None` for what is not a STUN request.
pub(crate) fn stun_receiver(datagram: &[u8]) -> Option<&str> {
    const USERNAME: u16 = 0x0006;
    const BINDING_REQUEST: u16 = 0x0001;
    let number = |at: usize| Some(u16::from_be_bytes([*datagram.get(at)?, *datagram.get(at + 1)?]));
    if number(0)? != BINDING_REQUEST || datagram.len() < 20 {
        return None;
    }
    let mut at = 20;
    loop {
        let length = usize::from(number(at + 2)?);
        if number(at)? == USERNAME {
            let name = std::str::from_utf8(datagram.get(at + 4..at + 4 + length)?).ok()?;
            return name.split_once(':').map(|(receiver, _)| receiver);
        }
        at += 4 + length.next_multiple_of(4);
    }
}

/// A datagram is STUN when its first two bits are zero and it is not DTLS (RFC 7983).
pub(crate) fn is_stun(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|first| *first < 4) && datagram.len() >= 20
}
