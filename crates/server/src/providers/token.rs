//! The join token of the LiveKit protocol, one for the built-in engine and for LiveKit servers (LIVEKIT-PROTOCOL A2).

use chrono::TimeDelta;
use model::Timestamp;
use serde_json::json;
use sfu::{Claims, VideoGrant};

use super::Visit;

/// A token only has to live until the page has connected; the engine renews it afterwards.
pub(super) const LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// What the token of a visit says: one room, one connection, the sources of the person's role, nothing to administer.
pub(super) fn claims(visit: &Visit, issuer: &str, now: Timestamp) -> Claims {
    let mut sources = vec!["camera".to_owned(), "microphone".to_owned()];
    if visit.may_share {
        sources.extend(["screen_share".to_owned(), "screen_share_audio".to_owned()]);
    }
    let person_id = visit.user_id.to_string();
    Claims {
        iss: issuer.to_owned(),
        sub: visit.identity.clone(),
        exp: (now + LIFETIME).timestamp(),
        name: visit.name.clone(),
        metadata: json!({ "person_id": person_id, "role": visit.role }).to_string(),
        attributes: [("person_id".to_owned(), person_id), ("role".to_owned(), visit.role.to_string())].into(),
        video: VideoGrant {
            room_join: true,
            room: visit.room.clone(),
            can_publish: Some(true),
            can_subscribe: Some(true),
            can_publish_data: Some(visit.may_chat),
            can_publish_sources: Some(sources),
            // The raised hand is an attribute of one's own.
            can_update_own_metadata: Some(true),
            ..VideoGrant::default()
        },
        ..Claims::default()
    }
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
