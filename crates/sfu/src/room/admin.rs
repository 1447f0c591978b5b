//! What a server may do to a room and the people in it.

use livekit_protocol as lk;
use lk::data_packet::{Kind, Value};
use lk::signal_response::Message as Response;

use super::Room;
use super::leave::Farewell;
use super::participant::Participant;
use super::requests::{apply_metadata, fits};
use crate::ids::ParticipantKey;
use crate::rpc::RpcError;
use crate::world::World;

impl Room {
    /// Everybody in the room, hidden ones too.
    pub fn list_participants(&self) -> Vec<lk::ParticipantInfo> {
        self.participants.values().map(Participant::public_info).collect()
    }

    /// Somebody, as others see them.
    pub fn get_participant(&self, identity: &str) -> Result<lk::ParticipantInfo, RpcError> {
        self.participants
            .get(&self.required(identity)?)
            .map(Participant::public_info)
            .ok_or(RpcError::NO_PARTICIPANT)
    }

    /// Puts somebody out. Tokens from before do not let them in again.
    pub fn remove_participant(
        &mut self,
        world: &mut World,
        request: &lk::RoomParticipantIdentity,
    ) -> Result<(), RpcError> {
        let key = self.required(&request.identity)?;
        let sid =
            self.participants.get(&key).map(|participant| participant.info.sid.clone()).unwrap_or_default();
        let at = if request.revoke_token_ts > 0 { request.revoke_token_ts } else { world.now.unix_seconds() };
        world.revocations.revoke_person(&self.info.name, &request.identity, sid, at, world.now);
        self.remove(world, key, Farewell::REMOVED);
        Ok(())
    }

    /// Mutes somebody's track: from now on nothing of it is forwarded, whatever the client does.
    pub fn mute_track(
        &mut self,
        world: &mut World,
        request: &lk::MuteRoomTrackRequest,
    ) -> Result<lk::TrackInfo, RpcError> {
        let key = self.required(&request.identity)?;
        let sid = &request.track_sid;
        let exists =
            |participant: &Participant| participant.tracks.iter().any(|track| track.info.sid == *sid);
        if !self.participants.get(&key).is_some_and(exists) {
            return Err(RpcError::NO_TRACK);
        }
        if self.set_muted(world, key, sid, request.muted) {
            self.broadcast(world, key, false);
        }
        let Some(participant) = self.participants.get(&key) else { return Err(RpcError::NO_PARTICIPANT) };
        participant
            .send(world, Response::Mute(lk::MuteTrackRequest { sid: sid.clone(), muted: request.muted }));
        let track = participant.tracks.iter().find(|track| track.info.sid == *sid);
        track.map(|track| track.info.clone()).ok_or(RpcError::NO_TRACK)
    }

    /// Changes what somebody may do or what is shown of them.
    pub fn update_participant(
        &mut self,
        world: &mut World,
        request: lk::UpdateParticipantRequest,
    ) -> Result<lk::ParticipantInfo, RpcError> {
        let key = self.required(&request.identity)?;
        if !fits(&request.metadata, &request.name, &request.attributes, world.config.limits.metadata_bytes) {
            return Err(RpcError::TOO_LARGE);
        }
        let Some(participant) = self.participants.get_mut(&key) else { return Err(RpcError::NO_PARTICIPANT) };
        apply_metadata(&mut participant.info, request.metadata, request.name, request.attributes);
        if let Some(permission) = request.permission {
            participant.info.permission = Some(permission);
            participant.link.refresh_at = world.now.instant;
            self.refresh_token(world, key);
            self.enforce_publishing(world, key);
            self.enforce_subscribing(world, key);
        }
        self.broadcast(world, key, true);
        self.get_participant(&request.identity)
    }

    /// Starts or ends somebody's subscriptions.
    pub fn update_subscriptions(
        &mut self,
        world: &mut World,
        request: &lk::UpdateSubscriptionsRequest,
    ) -> Result<(), RpcError> {
        let key = self.required(&request.identity)?;
        let named = request.participant_tracks.iter().flat_map(|tracks| &tracks.track_sids);
        for sid in request.track_sids.iter().chain(named) {
            self.set_subscribed(world, key, sid, request.subscribe);
        }
        Ok(())
    }

    /// Sends data in the server's own name.
    pub fn send_server_data(&mut self, world: &mut World, request: lk::SendDataRequest) {
        let reliable = request.kind() == Kind::Reliable;
        let user = lk::UserPacket {
            payload: request.data,
            topic: request.topic,
            nonce: request.nonce,
            ..Default::default()
        };
        let packet =
            lk::DataPacket { kind: request.kind, value: Some(Value::User(user)), ..Default::default() };
        let by_sid = request.destination_sids;
        let mut destinations = request.destination_identities;
        let named = self.participants.values().filter(|participant| by_sid.contains(&participant.info.sid));
        destinations.extend(named.map(|participant| participant.info.identity.clone()));
        self.send_data(world, None, reliable, &packet, &destinations);
    }

    /// Changes what is shown of the room.
    pub fn update_metadata(&mut self, world: &mut World, metadata: String) -> Result<lk::Room, RpcError> {
        if metadata.len() > world.config.limits.metadata_bytes {
            return Err(RpcError::TOO_LARGE);
        }
        self.info.metadata = metadata;
        let room = self.public_info();
        self.send_to_others(world, None, &Response::RoomUpdate(lk::RoomUpdate { room: Some(room.clone()) }));
        Ok(room)
    }

    /// Puts everybody out for good.
    pub fn delete(&mut self, world: &mut World) {
        world.revocations.revoke_room(&self.info.name, world.now);
        self.clear(world, Farewell::ROOM_DELETED);
    }

    fn required(&self, identity: &str) -> Result<ParticipantKey, RpcError> {
        self.find(identity).ok_or(RpcError::NO_PARTICIPANT)
    }
}
