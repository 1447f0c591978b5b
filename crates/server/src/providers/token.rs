//! The join token of the LiveKit protocol, one for the built-in engine and for LiveKit servers (LIVEKIT-PROTOCOL A2).

use std::collections::HashMap;

use chrono::TimeDelta;
use model::Timestamp;
use serde_json::json;
use sfu::protocol as lk;
use sfu::{Claims, VideoGrant};

use super::Visit;

/// A token only has to live until the page has connected; the engine renews it afterwards.
pub(super) const LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// What the token of a visit says: one room, one connection, the sources of the person's role, nothing to administer.
pub(super) fn claims(visit: &Visit, issuer: &str, now: Timestamp) -> Claims {
    Claims {
        iss: issuer.to_owned(),
        sub: visit.identity.clone(),
        exp: (now + LIFETIME).timestamp(),
        name: visit.name.clone(),
        metadata: metadata(visit),
        attributes: attributes(visit),
        video: grant(visit),
        ..Claims::default()
    }
}

/// The same for a connection that is there already, whose rights have changed.
pub(super) fn rights(visit: &Visit) -> lk::UpdateParticipantRequest {
    lk::UpdateParticipantRequest {
        room: visit.room.clone(),
        identity: visit.identity.clone(),
        metadata: metadata(visit),
        attributes: attributes(visit),
        permission: Some(grant(visit).permission()),
        ..Default::default()
    }
}

fn grant(visit: &Visit) -> VideoGrant {
    let mut sources = vec!["camera".to_owned(), "microphone".to_owned()];
    if visit.may_share {
        sources.extend(["screen_share".to_owned(), "screen_share_audio".to_owned()]);
    }
    VideoGrant {
        room_join: true,
        room: visit.room.clone(),
        can_publish: Some(true),
        can_subscribe: Some(true),
        can_publish_data: Some(visit.may_chat),
        can_publish_sources: Some(sources),
        // The raised hand is an attribute of one's own.
        can_update_own_metadata: Some(true),
        ..VideoGrant::default()
    }
}

fn metadata(visit: &Visit) -> String {
    json!({ "person_id": visit.user_id, "role": visit.role }).to_string()
}

fn attributes(visit: &Visit) -> HashMap<String, String> {
    let (person, role) = (visit.user_id.to_string(), visit.role.to_string());
    [("person_id".to_owned(), person), ("role".to_owned(), role)].into()
}

#[cfg(test)]
mod tests {
    use model::id::UserId;
    use model::video_call::ParticipantRole;

    use super::*;

    #[test]
    fn a_token_opens_one_room_for_a_minute_and_administers_nothing() {
        let now = "2027-01-11T09:00:00Z".parse::<Timestamp>().unwrap();
        let visit = Visit {
            room: "room".to_owned(),
            identity: "a:b".to_owned(),
            user_id: UserId(uuid::Uuid::nil()),
            name: "Ada".to_owned(),
            role: ParticipantRole::Host,
            may_share: false,
            may_chat: true,
        };
        let claims = claims(&visit, "key", now);
        assert_eq!(claims.exp - now.timestamp(), 60);
        assert_eq!(claims.video.can_publish_sources.as_deref().unwrap(), ["camera", "microphone"]);
        assert!(!claims.video.room_admin && !claims.video.room_create && !claims.video.room_list);
    }
}
