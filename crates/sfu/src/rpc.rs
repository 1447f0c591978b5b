//! The RoomService verbs as Twirp has them: protobuf or JSON in, the same out, errors as JSON.
//!
//! Twirp: <https://twitchtv.github.io/twirp/docs/spec_v7.html>. Verbs: livekit_room.proto.

use livekit_protocol as lk;
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::Now;
use crate::engine::Engine;
use crate::token::VideoGrant;

/// A refused call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{msg}")]
pub struct RpcError {
    /// The HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// Twirp's code.
    pub code: &'static str,
    /// For people.
    pub msg: &'static str,
}

impl RpcError {
    pub(crate) const NO_ROOM: Self = Self::new(404, "not_found", "requested room does not exist");
    pub(crate) const NO_PARTICIPANT: Self = Self::new(404, "not_found", "participant does not exist");
    pub(crate) const NO_TRACK: Self = Self::new(404, "not_found", "track does not exist");
    pub(crate) const NO_NAME: Self = Self::new(400, "invalid_argument", "a room needs a name");
    pub(crate) const TOO_LARGE: Self = Self::new(400, "invalid_argument", "metadata is too large");
    pub(crate) const TOO_MANY_ROOMS: Self = Self::new(429, "resource_exhausted", "too many rooms");
    const MALFORMED: Self = Self::new(400, "malformed", "the body is not what this verb takes");
    const NO_VERB: Self = Self::new(404, "bad_route", "unknown verb");
    const DENIED: Self = Self::new(403, "permission_denied", "permission denied");

    const fn new(status: u16, code: &'static str, msg: &'static str) -> Self {
        Self { status, code, msg }
    }
}

/// How bodies are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `application/protobuf`
    Protobuf,
    /// `application/json`
    Json,
}

impl Format {
    fn read<T: Message + Default + DeserializeOwned>(self, body: &[u8]) -> Result<T, RpcError> {
        let read = match self {
            Self::Protobuf => T::decode(body).ok(),
            Self::Json => serde_json::from_slice(body).ok(),
        };
        read.ok_or(RpcError::MALFORMED)
    }

    fn write(self, reply: &(impl Message + Serialize)) -> Vec<u8> {
        match self {
            Self::Protobuf => reply.encode_to_vec(),
            Self::Json => serde_json::to_vec(reply).expect("protocol messages are plain JSON"),
        }
    }
}

/// A call as it came by HTTP.
#[derive(Clone, Copy, Debug)]
pub struct RoomServiceCall<'a> {
    /// The last part of the path.
    pub verb: &'a str,
    /// By content type.
    pub format: Format,
    /// The body.
    pub body: &'a [u8],
}

impl Engine {
    /// Does what a RoomService verb asks, if the grant allows it, and returns the reply's body.
    pub fn room_service(
        &mut self,
        now: Now,
        grant: &VideoGrant,
        call: RoomServiceCall<'_>,
    ) -> Result<Vec<u8>, RpcError> {
        let RoomServiceCall { verb, format, body } = call;
        let admin = |room: &str| permit(grant.room_admin && grant.room == room);
        match verb {
            "CreateRoom" => {
                permit(grant.room_create)?;
                Ok(format.write(&self.create_room(now, format.read(body)?)?))
            }
            "ListRooms" => {
                permit(grant.room_list)?;
                let request: lk::ListRoomsRequest = format.read(body)?;
                Ok(format.write(&lk::ListRoomsResponse { rooms: self.list_rooms(&request.names) }))
            }
            "DeleteRoom" => {
                permit(grant.room_create)?;
                let request: lk::DeleteRoomRequest = format.read(body)?;
                self.delete_room(now, &request.room)?;
                Ok(format.write(&lk::DeleteRoomResponse::default()))
            }
            "ListParticipants" => {
                let request: lk::ListParticipantsRequest = format.read(body)?;
                admin(&request.room)?;
                let participants = self.list_participants(&request.room)?;
                Ok(format.write(&lk::ListParticipantsResponse { participants }))
            }
            "GetParticipant" => {
                let request: lk::RoomParticipantIdentity = format.read(body)?;
                admin(&request.room)?;
                Ok(format.write(&self.get_participant(&request.room, &request.identity)?))
            }
            "RemoveParticipant" => {
                let request: lk::RoomParticipantIdentity = format.read(body)?;
                admin(&request.room)?;
                self.remove_participant(now, &request)?;
                Ok(format.write(&lk::RemoveParticipantResponse::default()))
            }
            "MutePublishedTrack" => {
                let request: lk::MuteRoomTrackRequest = format.read(body)?;
                admin(&request.room)?;
                let track = Some(self.mute_track(now, &request)?);
                Ok(format.write(&lk::MuteRoomTrackResponse { track }))
            }
            "UpdateParticipant" => {
                let request: lk::UpdateParticipantRequest = format.read(body)?;
                admin(&request.room)?;
                Ok(format.write(&self.update_participant(now, request)?))
            }
            "UpdateSubscriptions" => {
                let request: lk::UpdateSubscriptionsRequest = format.read(body)?;
                admin(&request.room)?;
                self.update_subscriptions(now, &request)?;
                Ok(format.write(&lk::UpdateSubscriptionsResponse::default()))
            }
            "SendData" => {
                let request: lk::SendDataRequest = format.read(body)?;
                admin(&request.room)?;
                self.send_data(now, request)?;
                Ok(format.write(&lk::SendDataResponse::default()))
            }
            "UpdateRoomMetadata" => {
                let request: lk::UpdateRoomMetadataRequest = format.read(body)?;
                admin(&request.room)?;
                Ok(format.write(&self.update_room_metadata(now, &request.room, request.metadata)?))
            }
            _ => Err(RpcError::NO_VERB),
        }
    }
}

fn permit(allowed: bool) -> Result<(), RpcError> {
    if allowed { Ok(()) } else { Err(RpcError::DENIED) }
}
