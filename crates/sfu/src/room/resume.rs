//! Coming back to a held seat after the signalling connection was cut. Media flowed on meanwhile, or
//! starts again with an ICE restart.

use livekit_protocol as lk;
use lk::signal_response::Message as Response;

use super::leave::Farewell;
use super::participant::Participant;
use super::{Room, server_info};
use crate::admission::Admission;
use crate::ids::{ParticipantKey, SocketId};
use crate::world::World;

impl Room {
    /// Gives a held seat a new socket; whose seat is not known must start anew.
    pub(super) fn resume(
        &mut self,
        world: &mut World,
        socket: SocketId,
        admission: &Admission,
    ) -> Result<(), Farewell> {
        let sid = &admission.request.participant_sid;
        let is_theirs = |participant: &&Participant| {
            participant.info.identity == admission.claims.sub
                && (sid.is_empty() || participant.info.sid == *sid)
        };
        let found = self.participants.values().find(is_theirs);
        let Some(key) =
            found.filter(|p| p.is_single_connection() == admission.single_connection).map(|p| p.key)
        else {
            return Err(Farewell::START_ANEW);
        };
        self.swap_socket(world, key, socket);
        self.welcome_back(world, key);
        if let Some(sync) = &admission.request.sync_state {
            self.on_sync_state(world, key, sync);
        }
        if let Some(offer) = &admission.request.publisher_offer {
            self.on_offer(world, key, offer.clone());
        }
        Ok(())
    }

    fn swap_socket(&mut self, world: &mut World, key: ParticipantKey, socket: SocketId) {
        let seat = self.seat(key);
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let older = participant.link.socket.replace(socket);
        participant.link.lost_at = None;
        participant.link.heard_at = world.now.instant;
        world.sockets.insert(socket, seat);
        if let Some(older) = older {
            world.close_signal(older);
        }
        tracing::info!(participant.sid = %participant.info.sid, "participant resumed");
    }

    /// The first message, then everything that may have been missed.
    fn welcome_back(&mut self, world: &mut World, key: ParticipantKey) {
        let everybody: Vec<lk::ParticipantInfo> = self
            .participants
            .values()
            .filter(|other| other.key == key || !other.is_hidden())
            .map(Participant::public_info)
            .collect();
        let room = self.public_info();
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let reconnect = lk::ReconnectResponse {
            ice_servers: world.config.ice_servers.clone(),
            client_configuration: None,
            server_info: Some(server_info()),
            last_message_seq: participant.data.last_sequence,
        };
        participant.send(world, Response::Reconnect(reconnect));
        participant.send(world, Response::Update(lk::ParticipantUpdate { participants: everybody }));
        participant.send(world, Response::RoomUpdate(lk::RoomUpdate { room: Some(room) }));
        participant.offering.restart_ice = !participant.is_single_connection();
        participant.wants_negotiation = true;
        if participant.subscriber.is_some() {
            // The offer under way, and its sections, may never have arrived.
            participant.subscriptions.values_mut().filter(|s| !s.is_live).for_each(|s| s.mid = None);
        }
        participant.link.refresh_at = world.now.instant;
        self.refresh_token(world, key);
    }

    /// What the client believes. A track it publishes that we do not know, or a mute that got lost, is
    /// put right; reliable data it missed is sent again.
    pub(super) fn on_sync_state(&mut self, world: &mut World, key: ParticipantKey, sync: &lk::SyncState) {
        let Some(participant) = self.participants.get_mut(&key) else { return };
        let is_known = |published: &lk::TrackPublishedResponse| {
            let sid = published.track.as_ref().map(|track| track.sid.as_str());
            participant.tracks.iter().any(|track| Some(track.info.sid.as_str()) == sid)
        };
        if !sync.publish_tracks.iter().all(is_known) {
            return self.remove(world, key, Farewell::START_ANEW);
        }
        participant.replay_data(world, &sync.datachannel_receive_states);
        let muted: Vec<lk::MuteTrackRequest> = sync
            .publish_tracks
            .iter()
            .filter_map(|published| published.track.as_ref())
            .map(|track| lk::MuteTrackRequest { sid: track.sid.clone(), muted: track.muted })
            .collect();
        for request in &muted {
            self.on_mute(world, key, request);
        }
        if let Some(subscription) = &sync.subscription {
            self.on_sync_subscriptions(world, key, subscription);
        }
    }

    /// The client lists the exceptions from what it gets by itself: what it does not want when it gets
    /// everything, what it wants when it gets nothing.
    fn on_sync_subscriptions(
        &mut self,
        world: &mut World,
        key: ParticipantKey,
        listed: &lk::UpdateSubscription,
    ) {
        let is_automatic = self.participants.get(&key).is_some_and(|participant| participant.auto_subscribe);
        if listed.subscribe == is_automatic {
            return;
        }
        self.on_subscription(world, key, listed);
    }
}
