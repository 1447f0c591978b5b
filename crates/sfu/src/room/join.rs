//! Coming in.

use std::collections::BTreeMap;

use livekit_protocol as lk;
use lk::participant_info::State;
use lk::signal_response::Message as Response;

use super::leave::Farewell;
use super::participant::{Link, Offering, Participant, open_peers};
use super::{Room, server_info};
use crate::admission::Admission;
use crate::bucket::Bucket;
use crate::codec;
use crate::config::{PING_INTERVAL_SECONDS, PING_TIMEOUT_SECONDS};
use crate::event::MediaEventKind;
use crate::ids::{ParticipantKey, SocketId, new_sid};
use crate::world::World;

impl Room {
    /// Lets somebody in, or refuses with a farewell. Somebody of the same identity makes room.
    pub fn join(
        &mut self,
        world: &mut World,
        socket: SocketId,
        admission: Admission,
    ) -> Result<(), Farewell> {
        if admission.request.reconnect {
            return self.resume(world, socket, &admission);
        }
        if let Some(older) = self.find(&admission.claims.sub) {
            self.remove(world, older, Farewell::DUPLICATE_IDENTITY);
        }
        if self.participants.len() >= self.info.max_participants as usize {
            return Err(Farewell::ROOM_FULL);
        }
        self.seat_newcomer(world, socket, admission);
        Ok(())
    }

    fn seat_newcomer(&mut self, world: &mut World, socket: SocketId, admission: Admission) {
        let key = ParticipantKey(world.next_key());
        let seat = self.seat(key);
        let info = newcomer_info(world, &admission);
        let (publisher, subscriber) = open_peers(world, seat, admission.single_connection);
        let limits = &world.config.limits;
        let allowance = Bucket::new(limits.message_burst, limits.messages_per_second, world.now.instant);
        let settings = admission.request.connection_settings.unwrap_or_default();
        let participant = Participant {
            key,
            info,
            link: Link::new(socket, allowance, world.now),
            publisher,
            subscriber,
            auto_subscribe: settings.auto_subscribe,
            sections: Vec::new(),
            tracks: Vec::new(),
            subscriptions: BTreeMap::new(),
            wants_negotiation: false,
            offering: Offering::default(),
            data: super::data::DataState::default(),
            speaking: 0.0,
            is_reconnecting: false,
            desired_bitrate: 0,
        };
        world.sockets.insert(socket, seat);
        self.participants.insert(key, participant);
        self.empty_since = None;
        self.was_joined = true;
        self.greet(world, key);
        self.subscribe_to_all(world, key);
        for request in admission.request.add_track_requests {
            self.on_add_track(world, key, request);
        }
        match admission.request.publisher_offer {
            Some(offer) => self.on_offer(world, key, offer),
            None => self.want_first_negotiation(key),
        }
    }

    /// The first message on the socket, the news for everybody, and the record's.
    fn greet(&mut self, world: &mut World, key: ParticipantKey) {
        let others = self
            .participants
            .values()
            .filter(|other| other.key != key && !other.is_hidden())
            .map(Participant::public_info);
        let Some(participant) = self.participants.get(&key) else { return };
        let who = participant.who();
        let join = lk::JoinResponse {
            room: Some(self.public_info()),
            participant: Some(participant.public_info()),
            other_participants: others.collect(),
            server_version: server_info().version,
            ice_servers: world.config.ice_servers.clone(),
            subscriber_primary: !participant.is_single_connection(),
            ping_timeout: PING_TIMEOUT_SECONDS,
            ping_interval: PING_INTERVAL_SECONDS,
            server_info: Some(server_info()),
            enabled_publish_codecs: codec::publishable(),
            fast_publish: true,
            ..Default::default()
        };
        participant.send(world, Response::Join(join));
        tracing::info!(participant.sid = %who.sid, single_connection = participant.is_single_connection(), "participant joined");
        world.tell(&self.info, MediaEventKind::ParticipantJoined(who));
        self.broadcast(world, key, false);
        self.refresh_token(world, key);
    }

    /// Older clients receive on a connection the server offers; newer ones offer by themselves.
    fn want_first_negotiation(&mut self, key: ParticipantKey) {
        if let Some(participant) = self.participants.get_mut(&key) {
            participant.wants_negotiation |= !participant.is_single_connection();
        }
    }
}

fn newcomer_info(world: &mut World, admission: &Admission) -> lk::ParticipantInfo {
    let claims = &admission.claims;
    let request = &admission.request;
    let mut attributes = claims.attributes.clone();
    attributes.extend(request.participant_attributes.clone());
    let permission = claims.video.permission();
    let kind = match (permission.recorder, permission.agent) {
        (true, _) => lk::participant_info::Kind::Egress,
        (_, true) => lk::participant_info::Kind::Agent,
        _ => lk::participant_info::Kind::Standard,
    };
    lk::ParticipantInfo {
        sid: new_sid("PA_", &mut world.rng),
        identity: claims.sub.clone(),
        state: State::Joined as i32,
        name: claims.name.clone(),
        metadata: if request.metadata.is_empty() {
            claims.metadata.clone()
        } else {
            request.metadata.clone()
        },
        attributes,
        joined_at: world.now.unix_seconds(),
        joined_at_ms: world.now.unix_ms,
        version: 1,
        permission: Some(permission),
        kind: kind as i32,
        client_protocol: request.client_info.as_ref().map_or(0, |client| client.client_protocol),
        ..Default::default()
    }
}
