//! Signalling messages of clients, one by one.

use std::collections::HashMap;

use livekit_protocol as lk;
use lk::request_response::Reason;
use lk::signal_request::Message as Request;
use lk::signal_response::Message as Response;
use lk::simulate_scenario::Scenario;

use super::Room;
use super::leave::Farewell;
use crate::ids::{Leg, ParticipantKey, SocketId};
use crate::world::World;

impl Room {
    /// A signalling message. Too many of them end the stay.
    pub fn on_message(&mut self, world: &mut World, key: ParticipantKey, message: Request) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        participant.link.heard_at = world.now.instant;
        if !participant.link.allowance.take(world.now.instant) {
            tracing::warn!(participant.sid = %participant.info.sid, "too many signalling messages");
            return self.remove(world, key, Farewell::MISBEHAVED);
        }
        match message {
            Request::Offer(offer) => self.on_offer(world, key, offer),
            Request::Answer(answer) => self.on_answer(world, key, &answer),
            Request::Trickle(trickle) => self.on_trickle(world, key, &trickle),
            Request::AddTrack(request) => self.on_add_track(world, key, request),
            Request::Mute(request) => self.on_mute(world, key, &request),
            Request::Subscription(request) => self.on_subscription(world, key, &request),
            Request::TrackSetting(request) => self.on_track_setting(world, key, &request),
            Request::Leave(_) => self.remove(world, key, Farewell::CLIENT_LEFT),
            Request::SyncState(sync) => self.on_sync_state(world, key, &sync),
            Request::Simulate(scenario) => self.on_simulate(world, key, &scenario),
            Request::Ping(_) => self.reply(world, key, Response::Pong),
            Request::PingReq(ping) => self.reply(world, key, |now_ms| {
                Response::PongResp(lk::Pong { last_ping_timestamp: ping.timestamp, timestamp: now_ms })
            }),
            Request::UpdateMetadata(request) => self.on_update_metadata(world, key, request),
            Request::UpdateAudioTrack(request) => self.on_update_audio_track(world, key, request),
            Request::UpdateVideoTrack(request) => self.on_update_video_track(world, key, &request),
            _ => {}
        }
    }

    /// The signalling connection went away; the seat is held.
    pub fn on_closed(&mut self, world: &mut World, key: ParticipantKey, socket: SocketId) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        if participant.link.socket == Some(socket) {
            participant.link.socket = None;
            participant.link.lost_at = Some(world.now.instant);
        }
    }

    fn reply(&self, world: &mut World, key: ParticipantKey, response: impl FnOnce(i64) -> Response) {
        if let Some(participant) = self.participants.get(&key) {
            let response = response(world.now.unix_ms);
            participant.send(world, response);
        }
    }

    /// A candidate of the client. Ours are in every description, so only clients that cannot dial need
    /// theirs known.
    fn on_trickle(&mut self, world: &mut World, key: ParticipantKey, trickle: &lk::TrickleRequest) {
        let Ok(init) = serde_json::from_str::<serde_json::Value>(&trickle.candidate_init) else { return };
        let Some(candidate) = init.get("candidate").and_then(serde_json::Value::as_str) else { return };
        let leg =
            if trickle.target() == lk::SignalTarget::Subscriber { Leg::Subscriber } else { Leg::Publisher };
        let Some(participant) = self.participants.get_mut(&key) else { return };
        if let Some(peer) = participant.peer(leg) {
            peer.add_candidate(world, candidate);
        }
    }

    fn on_update_metadata(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        request: lk::UpdateParticipantMetadata,
    ) {
        let limit = world.config.limits.metadata_bytes;
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let (reason, message) = if !participant.permission().can_update_metadata {
            (Reason::NotAllowed, "not allowed to change own metadata")
        } else if !fits(&request.metadata, &request.name, &request.attributes, limit) {
            (Reason::LimitExceeded, "metadata is too large")
        } else {
            (Reason::Ok, "")
        };
        let response = lk::RequestResponse {
            request_id: request.request_id,
            reason: reason as i32,
            message: message.to_owned(),
            request: None,
        };
        participant.send(world, Response::RequestResponse(response));
        if reason == Reason::Ok {
            apply_metadata(&mut participant.info, request.metadata, request.name, request.attributes);
            self.broadcast(world, key, true);
        }
    }

    fn on_update_audio_track(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        request: lk::UpdateLocalAudioTrack,
    ) {
        self.update_track(world, key, &request.track_sid, |track| track.audio_features = request.features);
    }

    fn on_update_video_track(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        request: &lk::UpdateLocalVideoTrack,
    ) {
        self.update_track(world, key, &request.track_sid, |track| {
            track.width = request.width;
            track.height = request.height;
        });
    }

    fn update_track(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        sid: &str,
        change: impl FnOnce(&mut lk::TrackInfo),
    ) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let Some(track) = participant.tracks.iter_mut().find(|track| track.info.sid == sid) else { return };
        change(&mut track.info);
        self.broadcast(world, key, false);
    }

    /// Faults clients may ask for, to test themselves.
    fn on_simulate(&mut self, world: &mut World, key: ParticipantKey, scenario: &lk::SimulateScenario) {
        match scenario.scenario {
            Some(Scenario::ServerLeave(_)) => self.remove(world, key, Farewell::SERVER_LEAVE),
            Some(Scenario::LeaveRequestFullReconnect(_)) => self.remove(world, key, Farewell::START_ANEW),
            Some(Scenario::NodeFailure(_)) => self.remove(world, key, Farewell::CONNECTION_LOST),
            _ => {}
        }
    }
}

/// Name, metadata and attributes keep to the limit.
pub(super) fn fits(metadata: &str, name: &str, attributes: &HashMap<String, String>, limit: usize) -> bool {
    let attributes: usize = attributes.iter().map(|(key, value)| key.len() + value.len()).sum();
    metadata.len() <= limit && name.len() + attributes <= limit
}

/// Changes what is given; an empty attribute is taken away.
pub(super) fn apply_metadata(
    info: &mut lk::ParticipantInfo,
    metadata: String,
    name: String,
    attributes: HashMap<String, String>,
) {
    if !metadata.is_empty() {
        info.metadata = metadata;
    }
    if !name.is_empty() {
        info.name = name;
    }
    for (key, value) in attributes {
        if value.is_empty() {
            info.attributes.remove(&key);
        } else {
            info.attributes.insert(key, value);
        }
    }
}
