//! One room: who is in it, what they publish, who receives what.
//!
//! The room is spread over files by subject; all of them extend [`Room`].

mod admin;
mod data;
mod join;
mod leave;
mod media;
mod negotiate;
mod participant;
mod publish;
mod requests;
mod resume;
mod subscribe;
mod tick;
mod track;

use std::collections::BTreeMap;
use std::time::Instant;

use livekit_protocol as lk;
use lk::signal_response::Message as Response;

use crate::codec;
use crate::config::{DEPARTURE_TIMEOUT_SECONDS, EMPTY_TIMEOUT_SECONDS, SERVER_VERSION, SIGNAL_PROTOCOL};
use crate::event::MediaEventKind;
use crate::ids::{Leg, ParticipantKey, PeerRef, RoomKey, Seat, TrackKey, new_sid};
use crate::peer::PeerEvent;
use crate::world::World;
pub(crate) use leave::Farewell;
use participant::Participant;
use tick::Schedule;

/// One room.
pub(crate) struct Room {
    pub key: RoomKey,
    info: lk::Room,
    participants: BTreeMap<ParticipantKey, Participant>,
    /// Since when nobody has been here.
    empty_since: Option<Instant>,
    was_joined: bool,
    schedule: Schedule,
}

impl Room {
    /// Opens a room, as asked for, or by its name alone when somebody just came.
    pub fn open(world: &mut World, key: RoomKey, request: lk::CreateRoomRequest) -> Self {
        let or = |value: u32, default: u32| if value == 0 { default } else { value };
        let info = lk::Room {
            sid: new_sid("RM_", &mut world.rng),
            name: request.name,
            metadata: request.metadata,
            empty_timeout: or(request.empty_timeout, EMPTY_TIMEOUT_SECONDS),
            departure_timeout: or(request.departure_timeout, DEPARTURE_TIMEOUT_SECONDS),
            max_participants: or(request.max_participants, world.config.limits.participants_per_room),
            creation_time: world.now.unix_seconds(),
            creation_time_ms: world.now.unix_ms,
            enabled_codecs: codec::publishable(),
            ..Default::default()
        };
        world.tell(&info, MediaEventKind::RoomStarted);
        Self {
            key,
            info,
            participants: BTreeMap::new(),
            empty_since: Some(world.now.instant),
            was_joined: false,
            schedule: Schedule::starting(world.now.instant),
        }
    }

    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// As the protocol shows it.
    pub fn public_info(&self) -> lk::Room {
        let shown = self.participants.values().filter(|participant| !participant.is_hidden());
        let publishers =
            self.participants.values().filter(|p| p.tracks.iter().any(|track| track.is_announced()));
        lk::Room {
            num_participants: shown.count() as u32,
            num_publishers: publishers.count() as u32,
            ..self.info.clone()
        }
    }

    /// What a peer connection told.
    pub fn on_peer_event(&mut self, world: &mut World, from: PeerRef, event: PeerEvent) {
        let key = from.seat.participant;
        match event {
            PeerEvent::Connected => self.on_connected(world, key, from.leg),
            PeerEvent::Rtp(incoming) => self.on_rtp(world, key, *incoming),
            PeerEvent::KeyframeWanted(mid) => self.on_keyframe_wanted(world, key, mid),
            PeerEvent::ChannelOpen => self.flush_data(world, key),
            PeerEvent::Data { reliable, bytes } => self.on_data(world, key, reliable, &bytes),
            PeerEvent::Failed => self.on_peer_failed(world, key),
        }
    }

    /// A datagram for one of our connections.
    pub fn on_datagram(
        &mut self,
        world: &mut World,
        to: PeerRef,
        datagram: &crate::engine::Datagram<'_>,
        is_stun: bool,
    ) {
        let Some(participant) = self.participants.get_mut(&to.seat.participant) else { return };
        let Some(peer) = participant.peer(to.leg) else { return };
        let from = (datagram.transport, datagram.source);
        peer.receive(world, from, datagram.destination, datagram.bytes, is_stun);
        self.flush_data(world, to.seat.participant);
    }

    /// A connection's deadline has come.
    pub fn on_timeout(&mut self, world: &mut World, peer: PeerRef) {
        let Some(participant) = self.participants.get_mut(&peer.seat.participant) else { return };
        let Some(peer) = participant.peer(peer.leg) else { return };
        peer.timeout(world);
    }

    /// Finishes an input: negotiations that became necessary are asked for once.
    pub fn settle(&mut self, world: &mut World) {
        let wanting: Vec<ParticipantKey> =
            self.participants.values().filter(|p| p.wants_negotiation).map(|p| p.key).collect();
        for key in wanting {
            self.negotiate(world, key);
        }
    }

    fn seat(&self, participant: ParticipantKey) -> Seat {
        Seat { room: self.key, participant }
    }

    fn find(&self, identity: &str) -> Option<ParticipantKey> {
        self.participants.values().find(|participant| participant.info.identity == identity).map(|p| p.key)
    }

    /// Whose track this is.
    fn owner_of(&self, track_sid: &str) -> Option<(ParticipantKey, TrackKey)> {
        self.participants.values().find_map(|participant| {
            let track = participant.tracks.iter().find(|track| track.info.sid == track_sid)?;
            Some((participant.key, track.key))
        })
    }

    /// Sends a message to everybody but one.
    fn send_to_others(&self, world: &mut World, but: Option<ParticipantKey>, message: &Response) {
        for participant in self.participants.values().filter(|participant| Some(participant.key) != but) {
            participant.send(world, message.clone());
        }
    }

    /// Shows everybody what has become of somebody. The version grows, or clients would drop it.
    fn broadcast(&mut self, world: &mut World, key: ParticipantKey, to_self: bool) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        participant.info.version += 1;
        let update =
            Response::Update(lk::ParticipantUpdate { participants: vec![participant.public_info()] });
        if to_self {
            participant.send(world, update.clone());
        }
        if !participant.is_hidden() {
            self.send_to_others(world, Some(key), &update);
        }
    }

    fn on_connected(&mut self, world: &mut World, key: ParticipantKey, leg: Leg) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        tracing::debug!(?key, ?leg, "media path is up");
        if participant.is_active() {
            return;
        }
        participant.info.state = lk::participant_info::State::Active as i32;
        world.tell(&self.info, MediaEventKind::ParticipantConnected(participant.who()));
        self.broadcast(world, key, true);
    }

    /// A connection broke for good: the client must build a new one.
    fn on_peer_failed(&mut self, world: &mut World, key: ParticipantKey) {
        self.remove(world, key, leave::Farewell::START_ANEW);
    }
}

fn server_info() -> lk::ServerInfo {
    lk::ServerInfo {
        version: SERVER_VERSION.to_owned(),
        protocol: SIGNAL_PROTOCOL,
        node_id: "ND_embedded".to_owned(),
        ..Default::default()
    }
}
