//! Going, or being made to.

use livekit_protocol as lk;
use lk::leave_request::Action;
use lk::participant_info::State;
use lk::signal_response::Message as Response;

use super::Room;
use crate::event::{LeaveReason, MediaEventKind};
use crate::ids::{ParticipantKey, TrackKey};
use crate::world::World;

/// The end of a stay: what the record keeps, and what the client is told to do, if anything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Farewell {
    pub reason: LeaveReason,
    protocol_reason: lk::DisconnectReason,
    action: Option<Action>,
}

impl Farewell {
    /// They said goodbye.
    pub const CLIENT_LEFT: Self =
        Self::silent(LeaveReason::ClientLeft, lk::DisconnectReason::ClientInitiated);
    /// They were gone for too long.
    pub const CONNECTION_LOST: Self =
        Self::silent(LeaveReason::ConnectionLost, lk::DisconnectReason::SignalClose);
    /// They came in again.
    pub const DUPLICATE_IDENTITY: Self = Self::told(
        LeaveReason::DuplicateIdentity,
        lk::DisconnectReason::DuplicateIdentity,
        Action::Disconnect,
    );
    /// They were put out.
    pub const REMOVED: Self =
        Self::told(LeaveReason::Removed, lk::DisconnectReason::ParticipantRemoved, Action::Disconnect);
    /// The room was closed.
    pub const ROOM_DELETED: Self =
        Self::told(LeaveReason::RoomDeleted, lk::DisconnectReason::RoomDeleted, Action::Disconnect);
    /// The server stops; they may find another.
    pub const SERVER_SHUTDOWN: Self =
        Self::told(LeaveReason::ServerShutdown, lk::DisconnectReason::ServerShutdown, Action::Reconnect);
    /// The server stops, and they are asked not to come back.
    pub const SERVER_LEAVE: Self =
        Self::told(LeaveReason::ServerShutdown, lk::DisconnectReason::ServerShutdown, Action::Disconnect);
    /// What they hold and what we hold differ; they are asked to join again.
    pub const START_ANEW: Self =
        Self::told(LeaveReason::StateMismatch, lk::DisconnectReason::StateMismatch, Action::Reconnect);
    /// No seat is free.
    pub const ROOM_FULL: Self =
        Self::told(LeaveReason::Misbehaved, lk::DisconnectReason::JoinFailure, Action::Disconnect);
    /// They broke the protocol or its limits.
    pub const MISBEHAVED: Self =
        Self::told(LeaveReason::Misbehaved, lk::DisconnectReason::StateMismatch, Action::Disconnect);

    const fn silent(reason: LeaveReason, protocol_reason: lk::DisconnectReason) -> Self {
        Self { reason, protocol_reason, action: None }
    }

    const fn told(reason: LeaveReason, protocol_reason: lk::DisconnectReason, action: Action) -> Self {
        Self { reason, protocol_reason, action: Some(action) }
    }

    /// The message for the client, if it is to be told.
    pub fn message(&self) -> Option<Response> {
        self.action.map(|action| {
            Response::Leave(lk::LeaveRequest {
                can_reconnect: action != Action::Disconnect,
                reason: self.protocol_reason as i32,
                action: action as i32,
                regions: None,
            })
        })
    }
}

impl Room {
    /// Takes somebody out of the room and tells everybody.
    pub fn remove(&mut self, world: &mut World, key: ParticipantKey, farewell: Farewell) {
        self.forget_subscriptions_of(key);
        let Some(mut gone) = self.participants.remove(&key) else { return };
        if let Some(message) = farewell.message() {
            gone.send(world, message);
        }
        if let Some(socket) = gone.link.socket {
            world.close_signal(socket);
        }
        gone.close_peers(world);
        tracing::info!(participant.sid = %gone.info.sid, reason = ?farewell.reason, "participant left");
        let who = gone.who();
        for track in gone.tracks.iter().filter(|track| track.is_announced()) {
            world.tell(&self.info, MediaEventKind::TrackUnpublished(who.clone(), track.facts()));
        }
        let ended: Vec<TrackKey> = gone.tracks.iter().map(|track| track.key).collect();
        self.end_subscriptions_to(world, &ended);
        gone.tracks.clear();
        gone.info.state = State::Disconnected as i32;
        gone.info.disconnect_reason = farewell.protocol_reason as i32;
        gone.info.version += 1;
        if !gone.is_hidden() {
            let update = lk::ParticipantUpdate { participants: vec![gone.public_info()] };
            self.send_to_others(world, None, &Response::Update(update));
        }
        world.tell(&self.info, MediaEventKind::ParticipantLeft(who, farewell.reason));
        if self.participants.is_empty() {
            self.empty_since = Some(world.now.instant);
        }
    }

    /// Puts everybody out.
    pub fn clear(&mut self, world: &mut World, farewell: Farewell) {
        let everybody: Vec<ParticipantKey> = self.participants.keys().copied().collect();
        for key in everybody {
            self.remove(world, key, farewell);
        }
    }

    /// Nobody has been here for as long as the room allows.
    pub fn is_over(&self, world: &World) -> bool {
        let allowed = if self.was_joined { self.info.departure_timeout } else { self.info.empty_timeout };
        let empty_for = self.empty_since.map(|since| world.now.instant.saturating_duration_since(since));
        empty_for.is_some_and(|passed| passed.as_secs() >= u64::from(allowed))
    }

    /// Closes the record of the room.
    pub fn finish(&self, world: &mut World) {
        world.tell(&self.info, MediaEventKind::RoomFinished);
    }
}
