//! What every part of the engine works with: the time, chance, and where output goes.

use std::collections::{HashMap, VecDeque};

use livekit_protocol as lk;
use lk::signal_response::Message as Response;
use prost::Message as _;
use rand::rngs::StdRng;

use crate::config::{EngineConfig, Now};
use crate::engine::Output;
use crate::event::{MediaEvent, MediaEventKind};
use crate::ids::{PeerRef, Seat, SocketId};
use crate::peer::PeerEvent;
use crate::revocation::Revocations;
use crate::routes::Routes;
use crate::timers::Timers;

/// The engine without its rooms.
pub(crate) struct World {
    pub now: Now,
    pub config: EngineConfig,
    pub rng: StdRng,
    /// Output not yet taken by the caller.
    pub out: VecDeque<Output>,
    /// What peer connections told and nobody has acted on yet.
    pub told: VecDeque<(PeerRef, PeerEvent)>,
    pub routes: Routes,
    pub timers: Timers,
    /// Whose socket is whose.
    pub sockets: HashMap<SocketId, Seat>,
    pub revocations: Revocations,
    last_key: u64,
}

impl World {
    pub fn new(config: EngineConfig, rng: StdRng, now: Now) -> Self {
        Self {
            now,
            config,
            rng,
            out: VecDeque::new(),
            told: VecDeque::new(),
            routes: Routes::default(),
            timers: Timers::default(),
            sockets: HashMap::new(),
            revocations: Revocations::default(),
            last_key: 0,
        }
    }

    /// A number never given before.
    pub fn next_key(&mut self) -> u64 {
        self.last_key += 1;
        self.last_key
    }

    /// Sends a signalling message.
    pub fn signal(&mut self, socket: SocketId, message: Response) {
        let bytes = lk::SignalResponse { message: Some(message) }.encode_to_vec();
        self.out.push_back(Output::Signal { socket, bytes });
    }

    /// Closes a signalling connection after what was already sent on it.
    pub fn close_signal(&mut self, socket: SocketId) {
        self.sockets.remove(&socket);
        self.out.push_back(Output::CloseSignal { socket });
    }

    /// Tells the product.
    pub fn tell(&mut self, room: &lk::Room, what: MediaEventKind) {
        self.out.push_back(Output::Event(MediaEvent {
            room: room.name.clone(),
            room_sid: room.sid.clone(),
            at_unix_ms: self.now.unix_ms,
            what,
        }));
    }
}
