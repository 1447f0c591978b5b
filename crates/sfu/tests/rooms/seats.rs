//! Coming, going, coming back.

use std::time::Duration;

use lk::TrackSource::Camera;
use lk::signal_request::Message as Request;
use lk::signal_response::Message as Response;
use sfu::protocol as lk;
use sfu::{LeaveReason, MediaEventKind, VideoGrant};

use crate::stage::{Link, Stage};

const SECOND: Duration = Duration::from_secs(1);

fn left(stage: &Stage, reason: LeaveReason) -> usize {
    stage.told(|what| matches!(what, MediaEventKind::ParticipantLeft(_, why) if *why == reason))
}

fn last_leave(stage: &Stage, place: usize) -> Option<lk::LeaveRequest> {
    stage.clients[place].seen.iter().rev().find_map(|message| match message {
        Response::Leave(leave) => Some(leave.clone()),
        _ => None,
    })
}

fn resume_request(stage: &Stage, place: usize) -> lk::JoinRequest {
    lk::JoinRequest {
        reconnect: true,
        participant_sid: stage.clients[place].sid.clone(),
        ..Default::default()
    }
}

#[test]
fn a_newcomer_is_told_of_everybody_and_everybody_of_the_newcomer() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    stage.publish(0, Camera, &[]);
    stage.join("bob", "room");
    let join = stage.clients[1].seen.iter().find_map(|message| match message {
        Response::Join(join) => Some(join.clone()),
        _ => None,
    });
    let join = join.expect("the first message is join");
    assert!(matches!(stage.clients[1].seen[0], Response::Join(_)));
    assert_eq!(join.other_participants[0].identity, "alice");
    assert_eq!(join.other_participants[0].tracks.len(), 1);
    assert_eq!((join.ping_interval, join.ping_timeout), (5, 15));
    assert_eq!(join.server_info.expect("server info").version, "1.9.0");
    assert!(join.participant.expect("self").permission.expect("permission").can_publish);
    let updates = stage.clients[0].seen.iter().filter_map(|message| match message {
        Response::Update(update) => Some(&update.participants),
        _ => None,
    });
    let versions: Vec<u32> = updates
        .flatten()
        .filter(|participant| participant.identity == "bob")
        .map(|participant| participant.version)
        .collect();
    assert!(versions.len() >= 2, "joined, then active");
    assert!(versions.windows(2).all(|pair| pair[1] > pair[0]), "clients drop versions that do not grow");
}

#[test]
fn who_leaves_is_gone_at_once() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    stage.join("bob", "room");
    stage.request(0, Request::Leave(lk::LeaveRequest::default()));
    assert_eq!(left(&stage, LeaveReason::ClientLeft), 1);
    let state = stage.clients[1].seen.iter().rev().find_map(|message| match message {
        Response::Update(update) => Some(update.participants[0].state),
        _ => None,
    });
    assert_eq!(state, Some(lk::participant_info::State::Disconnected as i32));
}

#[test]
fn the_same_identity_takes_the_older_seat() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    stage.join("alice", "room");
    let leave = last_leave(&stage, 0).expect("the older is told");
    assert_eq!(leave.reason, lk::DisconnectReason::DuplicateIdentity as i32);
    assert_eq!(leave.action, lk::leave_request::Action::Disconnect as i32);
    assert!(stage.clients[0].closed && !stage.clients[1].closed);
    assert_eq!(stage.engine.list_participants("room").unwrap().len(), 1);
}

#[test]
fn a_cut_socket_resumes_and_media_never_stops() {
    for single in [true, false] {
        let mut stage = Stage::new(Link::GOOD, 1);
        for name in ["alice", "bob"] {
            let token = stage.token(name, "room");
            stage.join_with(&token, single);
        }
        stage.publish(0, Camera, &[]);
        stage.run(SECOND);
        stage.close_socket(0);
        let before = stage.clients[1].heard_of("TR_VC").len();
        stage.run(SECOND * 5);
        assert!(stage.clients[1].heard_of("TR_VC").len() > before + 100, "media flows on");
        assert_eq!(stage.told(|what| matches!(what, MediaEventKind::ParticipantReconnecting(_))), 1);

        let first = stage.clients[0].seen.len();
        let (token, request) = (stage.token("alice", "room"), resume_request(&stage, 0));
        stage.connect(0, &token, request);
        assert!(matches!(stage.clients[0].seen[first], Response::Reconnect(_)), "reconnect comes first");
        stage.run(SECOND * 2);
        assert_eq!(stage.told(|what| matches!(what, MediaEventKind::ParticipantReconnected(_))), 1);
        assert_eq!(stage.told(|what| matches!(what, MediaEventKind::ParticipantLeft(..))), 0);
    }
}

#[test]
fn a_seat_is_held_for_twenty_seconds() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    stage.join("bob", "room");
    stage.close_socket(0);
    stage.run(SECOND * 19);
    assert_eq!(stage.engine.list_participants("room").unwrap().len(), 2);
    stage.run(SECOND * 2);
    assert_eq!(left(&stage, LeaveReason::ConnectionLost), 1);

    let (token, request) = (stage.token("alice", "room"), resume_request(&stage, 0));
    stage.clients[0].seen.clear();
    stage.connect(0, &token, request);
    let leave = last_leave(&stage, 0).expect("there is nothing to come back to");
    assert_eq!(leave.action, lk::leave_request::Action::Reconnect as i32);
}

#[test]
fn a_socket_without_pings_counts_as_lost() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    stage.run(SECOND * 10);
    stage.request(0, Request::PingReq(lk::Ping::default()));
    assert!(stage.clients[0].seen.iter().any(|message| matches!(message, Response::PongResp(_))));
    stage.run(SECOND * 14);
    assert!(!stage.clients[0].closed);
    stage.run(SECOND * 2);
    assert!(stage.clients[0].closed);
}

#[test]
fn a_resume_with_an_unknown_track_starts_anew() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    let unknown = lk::TrackInfo { sid: "TR_unknown".into(), ..Default::default() };
    let published = lk::TrackPublishedResponse { track: Some(unknown), ..Default::default() };
    stage.request(
        0,
        Request::SyncState(lk::SyncState { publish_tracks: vec![published], ..Default::default() }),
    );
    assert_eq!(last_leave(&stage, 0).expect("told").action, lk::leave_request::Action::Reconnect as i32);
}

#[test]
fn an_empty_room_ends_after_its_time_and_its_name_is_free() {
    let mut stage = Stage::new(Link::GOOD, 1);
    let now = stage.time();
    let request = lk::CreateRoomRequest {
        name: "room".into(),
        empty_timeout: 5,
        departure_timeout: 2,
        ..Default::default()
    };
    let sid = stage.engine.create_room(now, request.clone()).unwrap().sid;
    stage.take_output();
    stage.run(SECOND * 4);
    stage.join("alice", "room");
    stage.run(SECOND * 4);
    stage.request(0, Request::Leave(lk::LeaveRequest::default()));
    stage.run(SECOND);
    assert_eq!(stage.told(|what| *what == MediaEventKind::RoomFinished), 0);
    stage.run(SECOND * 2);
    assert_eq!(stage.told(|what| *what == MediaEventKind::RoomFinished), 1);
    let now = stage.time();
    assert_ne!(stage.engine.create_room(now, request).unwrap().sid, sid);
}

#[test]
fn a_full_room_refuses() {
    let mut stage = Stage::new(Link::GOOD, 1);
    let now = stage.time();
    let request = lk::CreateRoomRequest { name: "room".into(), max_participants: 1, ..Default::default() };
    stage.engine.create_room(now, request).unwrap();
    stage.take_output();
    stage.join("alice", "room");
    stage.join("bob", "room");
    assert_eq!(last_leave(&stage, 1).expect("told").reason, lk::DisconnectReason::JoinFailure as i32);
    assert!(!stage.clients[0].closed);
}

#[test]
fn who_was_put_out_needs_a_new_token() {
    let mut stage = Stage::new(Link::GOOD, 1);
    let old = stage.token("alice", "room");
    stage.join_with(&old, true);
    stage.join("bob", "room");
    let refreshed = stage.clients[0].seen.iter().find_map(|message| match message {
        Response::RefreshToken(token) => Some(token.clone()),
        _ => None,
    });
    stage.run(SECOND * 2);
    let now = stage.time();
    let request =
        lk::RoomParticipantIdentity { room: "room".into(), identity: "alice".into(), ..Default::default() };
    stage.engine.remove_participant(now, &request).unwrap();
    stage.take_output();
    for token in [old, refreshed.expect("handed out at joining")] {
        let place = stage.join_with(&token, true);
        assert!(stage.clients[place].closed, "the old token is refused");
    }
    stage.run(SECOND);
    let place = stage.join("alice", "room");
    assert!(!stage.clients[place].closed, "the host let them in again");
}

#[test]
fn publishing_what_is_not_allowed_is_refused_and_taking_the_right_away_ends_it() {
    let mut stage = Stage::new(Link::GOOD, 1);
    let grant = VideoGrant {
        room_join: true,
        room: "room".into(),
        can_publish_sources: Some(vec!["microphone".into()]),
        ..Default::default()
    };
    let token = stage.token_with("alice", grant);
    stage.join_with(&token, true);
    stage.publish(0, Camera, &[]);
    let refused = stage.clients[0].seen.iter().any(|message| {
        matches!(message, Response::RequestResponse(r) if r.reason == lk::request_response::Reason::NotAllowed as i32)
    });
    assert!(refused);

    stage.join("bob", "room");
    stage.publish(1, Camera, &[]);
    let permission = lk::ParticipantPermission { can_subscribe: true, ..Default::default() };
    let request = lk::UpdateParticipantRequest {
        room: "room".into(),
        identity: "bob".into(),
        permission: Some(permission),
        ..Default::default()
    };
    let now = stage.time();
    stage.engine.update_participant(now, request).unwrap();
    stage.take_output();
    assert_eq!(stage.told(|what| matches!(what, MediaEventKind::TrackUnpublished(..))), 1);
}

#[test]
fn everybody_is_told_when_the_server_stops() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    let now = stage.time();
    stage.engine.shut_down(now);
    stage.take_output();
    stage.run(Duration::from_millis(10));
    assert_eq!(last_leave(&stage, 0).expect("told").reason, lk::DisconnectReason::ServerShutdown as i32);
    assert_eq!(stage.told(|what| *what == MediaEventKind::RoomFinished), 1);
}

#[test]
fn a_hidden_participant_is_not_shown() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    let grant = VideoGrant { room_join: true, room: "room".into(), hidden: true, ..Default::default() };
    let token = stage.token_with("ghost", grant);
    stage.join_with(&token, true);
    let shown = stage.clients[0].seen.iter().any(|message| {
        matches!(message, Response::Update(update) if update.participants.iter().any(|p| p.identity == "ghost"))
    });
    assert!(!shown);
}

#[test]
fn a_closed_room_is_not_opened_again_by_tokens_from_before() {
    let mut stage = Stage::new(Link::GOOD, 1);
    let old = stage.token("alice", "room");
    stage.join_with(&old, true);
    stage.run(SECOND * 2);
    let now = stage.time();
    stage.engine.delete_room(now, "room").unwrap();
    stage.take_output();
    stage.run(Duration::from_millis(10));
    assert_eq!(last_leave(&stage, 0).expect("told").reason, lk::DisconnectReason::RoomDeleted as i32);
    let place = stage.join_with(&old, true);
    assert!(stage.clients[place].closed);
    assert!(stage.engine.list_rooms(&[]).is_empty(), "no room is left behind");
}
