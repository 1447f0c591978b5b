//! What somebody may do in a room, and what becomes of it when that changes while they are there.

use std::time::Duration;

use lk::TrackSource::{Camera, Microphone, ScreenShare, ScreenShareAudio};
use lk::signal_response::Message as Response;
use sfu::protocol as lk;
use sfu::{MediaEventKind, VideoGrant};

use crate::stage::{KEY, Link, SECRET, Stage};

const SECOND: Duration = Duration::from_secs(1);

fn grant(may_share: bool) -> VideoGrant {
    let mut sources = vec!["camera".to_owned(), "microphone".to_owned()];
    if may_share {
        sources.extend(["screen_share".to_owned(), "screen_share_audio".to_owned()]);
    }
    VideoGrant {
        room_join: true,
        room: "room".into(),
        can_publish_sources: Some(sources),
        ..Default::default()
    }
}

/// Alice, who may share her screen or not, and Bob, who looks on.
fn alice_and_bob(may_share: bool, is_single: bool) -> Stage {
    let mut stage = Stage::new(Link::GOOD, 11);
    for (name, grant) in [("alice", grant(may_share)), ("bob", grant(false))] {
        let token = stage.token_with(name, grant);
        stage.join_with(&token, is_single);
    }
    stage
}

fn permit(stage: &mut Stage, may_share: bool) {
    let request = lk::UpdateParticipantRequest {
        room: "room".into(),
        identity: "alice".into(),
        permission: Some(grant(may_share).permission()),
        ..Default::default()
    };
    let now = stage.time();
    stage.engine.update_participant(now, request).expect("alice is there");
    stage.take_output();
    stage.run(Duration::from_millis(200));
}

fn published(stage: &Stage) -> usize {
    stage.told(|what| matches!(what, MediaEventKind::TrackPublished(..)))
}

fn refusals(stage: &Stage) -> usize {
    let is_refusal = |message: &&Response| match message {
        Response::RequestResponse(response) => {
            response.reason == lk::request_response::Reason::NotAllowed as i32
        }
        _ => false,
    };
    stage.clients[0].seen.iter().filter(is_refusal).count()
}

#[test]
fn who_may_not_share_a_screen_cannot_publish_one() {
    for is_single in [true, false] {
        let mut stage = alice_and_bob(false, is_single);
        stage.publish(0, ScreenShare, &[]);
        stage.publish(0, ScreenShareAudio, &[]);
        stage.run(SECOND * 2);
        assert_eq!((published(&stage), refusals(&stage)), (0, 2));
        assert!(stage.clients[1].heard.is_empty(), "what was refused is not forwarded");
        stage.publish(0, Microphone, &[]);
        stage.run(SECOND);
        assert!(stage.clients[1].heard_of("TR_AM").len() > 20, "what is allowed still is");
    }
}

#[test]
fn a_right_taken_away_ends_what_it_carried_at_once_and_can_come_back() {
    let mut stage = alice_and_bob(true, true);
    stage.publish(0, Camera, &[]);
    stage.publish(0, ScreenShare, &[]);
    stage.run(SECOND * 2);
    assert!(stage.clients[1].heard_of("TR_VS").len() > 20, "the screen is seen");

    permit(&mut stage, false);
    assert_eq!(stage.told(|what| matches!(what, MediaEventKind::TrackUnpublished(..))), 1);
    let seen = stage.clients[1].heard_of("TR_VS").len();
    let faces = stage.clients[1].heard_of("TR_VC").len();
    stage.run(SECOND);
    assert_eq!(stage.clients[1].heard_of("TR_VS").len(), seen, "although alice goes on sending");
    assert!(stage.clients[1].heard_of("TR_VC").len() > faces + 20, "her face stays");
    stage.publish(0, ScreenShare, &[]);
    stage.run(SECOND);
    assert_eq!((published(&stage), refusals(&stage)), (2, 1));

    permit(&mut stage, true);
    stage.publish(0, ScreenShare, &[]);
    stage.run(SECOND * 2);
    assert_eq!(published(&stage), 3);
    assert!(stage.clients[1].heard.iter().any(|(sid, heard)| sid.starts_with("TR_VS") && heard.len() > 20));
}

#[test]
fn a_changed_right_is_told_to_the_page_and_written_into_its_next_token() {
    let mut stage = alice_and_bob(true, true);
    stage.publish(0, ScreenShare, &[]);
    stage.run(SECOND);
    stage.clients[0].seen.clear();
    permit(&mut stage, false);
    let sid = stage.clients[0].sid.clone();
    let (mut is_unpublished, mut shown, mut token) = (false, None, None);
    for message in &stage.clients[0].seen {
        match message {
            Response::TrackUnpublished(_) => is_unpublished = true,
            Response::Update(update) => {
                let mine = update.participants.iter().find(|one| one.sid == sid);
                shown = mine.and_then(|one| one.permission.clone()).or(shown);
            }
            Response::RefreshToken(fresh) => token = Some(fresh.clone()),
            _ => {}
        }
    }
    assert!(is_unpublished, "the page takes its share down");
    let may_publish = shown.expect("an update of herself").can_publish_sources;
    assert_eq!(may_publish, [Camera as i32, Microphone as i32]);
    let now = stage.time().unix_seconds();
    let claims = sfu::verify(&token.expect("a fresh token"), KEY, SECRET, now).expect("a good one");
    assert_eq!(claims.video.can_publish_sources.expect("named"), ["camera", "microphone"]);
}
