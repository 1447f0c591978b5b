//! The engine: input in, output out. It owns the rooms, finds out which one an input is for, and lets
//! nothing of one reach another.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use livekit_protocol as lk;
use prost::Message as _;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::admission::Admission;
use crate::config::{EngineConfig, Now, Transport};
use crate::event::MediaEvent;
use crate::ids::{PeerRef, RoomKey, SocketId};
use crate::room::{Farewell, Room};
use crate::routes::{is_stun, stun_receiver};
use crate::rpc::RpcError;
use crate::world::World;

/// How often rooms are given a turn of their own.
const TICK: Duration = Duration::from_millis(100);

/// Something came from outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// A client was admitted and its signalling connection is open.
    Connected {
        /// The connection.
        socket: SocketId,
        /// What the door found out.
        admission: Box<Admission>,
    },
    /// A message came on a signalling connection.
    Message {
        /// The connection.
        socket: SocketId,
        /// The message.
        bytes: &'a [u8],
    },
    /// A signalling connection is gone.
    Closed {
        /// The connection.
        socket: SocketId,
    },
    /// A datagram came.
    Datagram(Datagram<'a>),
    /// Time has passed.
    Timeout,
}

/// A datagram that came.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    /// How it came.
    pub transport: Transport,
    /// From where.
    pub source: SocketAddr,
    /// To which of the advertised addresses.
    pub destination: SocketAddr,
    /// What it says.
    pub bytes: &'a [u8],
}

/// What is to be done outside.
#[derive(Debug)]
pub enum Output {
    /// Send a datagram.
    Transmit {
        /// How.
        transport: Transport,
        /// From which of the advertised addresses.
        source: SocketAddr,
        /// To where.
        destination: SocketAddr,
        /// What it says.
        bytes: Vec<u8>,
    },
    /// Send a message on a signalling connection.
    Signal {
        /// The connection.
        socket: SocketId,
        /// The message.
        bytes: Vec<u8>,
    },
    /// Close a signalling connection after what was sent on it.
    CloseSignal {
        /// The connection.
        socket: SocketId,
    },
    /// Tell the product.
    Event(MediaEvent),
    /// Nothing more to do until then, or until something comes. `None`: until something comes.
    Wait(Option<Instant>),
}

/// Media rooms. Feed it every input with the time it came at; then take its output until it waits.
pub struct Engine {
    world: World,
    rooms: BTreeMap<RoomKey, Room>,
    names: HashMap<String, RoomKey>,
    next_tick: Instant,
}

impl Engine {
    /// An engine without rooms. `seed` is all the chance it will ever have besides its encryption.
    pub fn new(config: EngineConfig, seed: [u8; 32], now: Now) -> Self {
        Self {
            world: World::new(config, StdRng::from_seed(seed), now),
            rooms: BTreeMap::new(),
            names: HashMap::new(),
            next_tick: now.instant,
        }
    }

    /// Takes an input.
    pub fn handle(&mut self, now: Now, input: Input<'_>) {
        self.world.now = now;
        match input {
            Input::Connected { socket, admission } => self.on_connected(socket, *admission),
            Input::Message { socket, bytes } => self.on_message(socket, bytes),
            Input::Closed { socket } => self.on_closed(socket),
            Input::Datagram(datagram) => self.on_datagram(&datagram),
            Input::Timeout => self.on_timeout(),
        }
    }

    /// Returns what is to be done next.
    pub fn poll(&mut self) -> Output {
        if let Some(output) = self.world.out.pop_front() {
            return output;
        }
        let tick = (!self.rooms.is_empty()).then_some(self.next_tick);
        Output::Wait(self.world.timers.next().into_iter().chain(tick).min())
    }

    /// Opens a room, or returns the one of that name.
    pub fn create_room(&mut self, now: Now, request: lk::CreateRoomRequest) -> Result<lk::Room, RpcError> {
        self.world.now = now;
        let key = self.open_room(request)?;
        self.rooms.get(&key).map(Room::public_info).ok_or(RpcError::NO_ROOM)
    }

    /// All rooms, or those named.
    pub fn list_rooms(&self, names: &[String]) -> Vec<lk::Room> {
        let wanted = |room: &&Room| names.is_empty() || names.iter().any(|name| name == room.name());
        self.rooms.values().filter(wanted).map(Room::public_info).collect()
    }

    /// Closes a room and puts everybody out.
    pub fn delete_room(&mut self, now: Now, name: &str) -> Result<(), RpcError> {
        self.on_room(now, name, |room, world| {
            room.delete(world);
            Ok(())
        })?;
        if let Some(room) = self.names.remove(name).and_then(|key| self.rooms.remove(&key)) {
            room.finish(&mut self.world);
        }
        Ok(())
    }

    /// Everybody in a room, hidden ones too.
    pub fn list_participants(&self, room: &str) -> Result<Vec<lk::ParticipantInfo>, RpcError> {
        self.room(room).map(Room::list_participants)
    }

    /// Somebody in a room.
    pub fn get_participant(&self, room: &str, identity: &str) -> Result<lk::ParticipantInfo, RpcError> {
        self.room(room)?.get_participant(identity)
    }

    /// Puts somebody out of a room. Tokens from before do not let them in again.
    pub fn remove_participant(
        &mut self,
        now: Now,
        request: &lk::RoomParticipantIdentity,
    ) -> Result<(), RpcError> {
        self.on_room(now, &request.room, |room, world| room.remove_participant(world, request))
    }

    /// Mutes or unmutes a track.
    pub fn mute_track(
        &mut self,
        now: Now,
        request: &lk::MuteRoomTrackRequest,
    ) -> Result<lk::TrackInfo, RpcError> {
        self.on_room(now, &request.room, |room, world| room.mute_track(world, request))
    }

    /// Changes what somebody may do or what is shown of them.
    pub fn update_participant(
        &mut self,
        now: Now,
        request: lk::UpdateParticipantRequest,
    ) -> Result<lk::ParticipantInfo, RpcError> {
        self.on_room(now, &request.room.clone(), |room, world| room.update_participant(world, request))
    }

    /// Starts or ends subscriptions of somebody.
    pub fn update_subscriptions(
        &mut self,
        now: Now,
        request: &lk::UpdateSubscriptionsRequest,
    ) -> Result<(), RpcError> {
        self.on_room(now, &request.room, |room, world| room.update_subscriptions(world, request))
    }

    /// Sends data to everybody in a room, or to those named.
    pub fn send_data(&mut self, now: Now, request: lk::SendDataRequest) -> Result<(), RpcError> {
        self.on_room(now, &request.room.clone(), |room, world| {
            room.send_server_data(world, request);
            Ok(())
        })
    }

    /// Changes what is shown of a room.
    pub fn update_room_metadata(
        &mut self,
        now: Now,
        name: &str,
        metadata: String,
    ) -> Result<lk::Room, RpcError> {
        self.on_room(now, name, |room, world| room.update_metadata(world, metadata))
    }

    /// Tells everybody that the server stops; clients try to come back, to it or to another.
    pub fn shut_down(&mut self, now: Now) {
        self.world.now = now;
        for (_, mut room) in std::mem::take(&mut self.rooms) {
            room.clear(&mut self.world, Farewell::SERVER_SHUTDOWN);
            room.finish(&mut self.world);
        }
        self.names.clear();
    }

    fn room(&self, name: &str) -> Result<&Room, RpcError> {
        self.names.get(name).and_then(|key| self.rooms.get(key)).ok_or(RpcError::NO_ROOM)
    }

    fn on_room<T>(
        &mut self,
        now: Now,
        name: &str,
        act: impl FnOnce(&mut Room, &mut World) -> Result<T, RpcError>,
    ) -> Result<T, RpcError> {
        self.world.now = now;
        let key = *self.names.get(name).ok_or(RpcError::NO_ROOM)?;
        let done =
            self.rooms.get_mut(&key).ok_or(RpcError::NO_ROOM).and_then(|room| act(room, &mut self.world));
        self.settle(key);
        done
    }

    fn open_room(&mut self, request: lk::CreateRoomRequest) -> Result<RoomKey, RpcError> {
        if let Some(key) = self.names.get(&request.name) {
            return Ok(*key);
        }
        if request.name.is_empty() {
            return Err(RpcError::NO_NAME);
        }
        if self.rooms.len() >= self.world.config.limits.rooms {
            return Err(RpcError::TOO_MANY_ROOMS);
        }
        if self.rooms.is_empty() {
            self.next_tick = self.world.now.instant + TICK;
        }
        let key = RoomKey(self.world.next_key());
        self.names.insert(request.name.clone(), key);
        self.rooms.insert(key, Room::open(&mut self.world, key, request));
        Ok(key)
    }

    fn on_connected(&mut self, socket: SocketId, admission: Admission) {
        if let Err(farewell) = self.join(socket, admission) {
            if let Some(message) = farewell.message() {
                self.world.signal(socket, message);
            }
            self.world.close_signal(socket);
        }
    }

    fn join(&mut self, socket: SocketId, admission: Admission) -> Result<(), Farewell> {
        if self.world.revocations.covers(&admission.claims) {
            return Err(Farewell::REMOVED);
        }
        let request = lk::CreateRoomRequest { name: admission.room().to_owned(), ..Default::default() };
        let key = self.open_room(request).map_err(|_| Farewell::ROOM_FULL)?;
        let room = self.rooms.get_mut(&key).expect("it was just opened");
        let joined = room.join(&mut self.world, socket, admission);
        self.settle(key);
        joined
    }

    fn on_message(&mut self, socket: SocketId, bytes: &[u8]) {
        let Some(seat) = self.world.sockets.get(&socket).copied() else { return };
        let Some(room) = self.rooms.get_mut(&seat.room) else { return };
        let is_too_large = bytes.len() > self.world.config.limits.message_bytes;
        match lk::SignalRequest::decode(bytes) {
            Ok(request) if !is_too_large => {
                // A message of a kind added after this was built has no content here.
                if let Some(message) = request.message {
                    room.on_message(&mut self.world, seat.participant, message);
                }
            }
            _ => room.remove(&mut self.world, seat.participant, Farewell::MISBEHAVED),
        }
        self.settle(seat.room);
    }

    fn on_closed(&mut self, socket: SocketId) {
        let Some(seat) = self.world.sockets.remove(&socket) else { return };
        if let Some(room) = self.rooms.get_mut(&seat.room) {
            room.on_closed(&mut self.world, seat.participant, socket);
        }
    }

    fn on_datagram(&mut self, datagram: &Datagram<'_>) {
        let is_stun = is_stun(datagram.bytes);
        let Some(to) = self.receiver_of(datagram, is_stun) else { return };
        if let Some(room) = self.rooms.get_mut(&to.seat.room) {
            room.on_datagram(&mut self.world, to, datagram, is_stun);
        }
        self.settle(to.seat.room);
    }

    fn receiver_of(&mut self, datagram: &Datagram<'_>, is_stun: bool) -> Option<PeerRef> {
        if is_stun {
            return self.world.routes.by_ufrag(stun_receiver(datagram.bytes)?);
        }
        self.world.routes.by_address((datagram.transport, datagram.source), self.world.now.instant)
    }

    fn on_timeout(&mut self) {
        while let Some(peer) = self.world.timers.pop_due(self.world.now.instant) {
            if let Some(room) = self.rooms.get_mut(&peer.seat.room) {
                room.on_timeout(&mut self.world, peer);
            }
            self.settle(peer.seat.room);
        }
        if self.world.now.instant >= self.next_tick {
            self.next_tick = self.world.now.instant + TICK;
            self.tick();
        }
    }

    fn tick(&mut self) {
        let keys: Vec<RoomKey> = self.rooms.keys().copied().collect();
        for key in keys {
            let Some(room) = self.rooms.get_mut(&key) else { continue };
            room.tick(&mut self.world);
            let is_over = room.is_over(&self.world);
            self.settle(key);
            if is_over && let Some(room) = self.rooms.remove(&key) {
                self.names.remove(room.name());
                room.finish(&mut self.world);
            }
        }
    }

    /// Acts on everything peer connections told while an input was handled.
    fn settle(&mut self, key: RoomKey) {
        while let Some((from, event)) = self.world.told.pop_front() {
            if let Some(room) = self.rooms.get_mut(&from.seat.room) {
                room.on_peer_event(&mut self.world, from, event);
            }
        }
        if let Some(room) = self.rooms.get_mut(&key) {
            room.settle(&mut self.world);
        }
    }
}
