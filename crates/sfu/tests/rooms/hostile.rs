//! What breaks the protocol harms nobody but its sender.

use std::time::Duration;

use lk::signal_request::Message as Request;
use lk::signal_response::Message as Response;
use proptest::prelude::*;
use prost::Message as _;
use sfu::protocol as lk;
use sfu::{Input, LeaveReason, MediaEventKind};

use crate::stage::{Link, Stage};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_flood_of_messages_ends_the_senders_stay_alone() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    stage.join("bob", "room");
    for _ in 0..600 {
        stage.clients[0].outbox.push_back(Request::PingReq(lk::Ping::default()));
    }
    stage.run(Duration::from_millis(10));
    assert!(stage.clients[0].closed);
    assert!(!stage.clients[1].closed);
    let misbehaved =
        |what: &MediaEventKind| matches!(what, MediaEventKind::ParticipantLeft(_, LeaveReason::Misbehaved));
    assert_eq!(stage.told(misbehaved), 1);
}

#[test]
fn a_message_that_is_none_ends_the_stay() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    let socket = stage.clients[0].socket.expect("joined");
    stage.input(Input::Message { socket, bytes: &[0xff; 40] });
    assert!(stage.clients[0].closed);
}

#[test]
fn metadata_beyond_the_limit_is_refused() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    let metadata = "x".repeat(100_000);
    stage.request(
        0,
        Request::UpdateMetadata(lk::UpdateParticipantMetadata {
            metadata,
            request_id: 9,
            ..Default::default()
        }),
    );
    let refused = stage.clients[0].seen.iter().any(|message| {
        matches!(message, Response::RequestResponse(r) if r.request_id == 9 && r.reason == lk::request_response::Reason::LimitExceeded as i32)
    });
    assert!(refused);
}

#[test]
fn a_datagram_from_nowhere_is_dropped() {
    let mut stage = Stage::new(Link::GOOD, 1);
    stage.join("alice", "room");
    let datagrams: [&[u8]; 5] = [&[], &[0], &[0; 20], &[0x80; 200], &[22; 64]];
    for bytes in datagrams {
        let datagram = sfu::Datagram {
            transport: sfu::Transport::Udp,
            source: "203.0.113.9:9".parse().unwrap(),
            destination: "192.0.2.1:7882".parse().unwrap(),
            bytes,
        };
        stage.input(Input::Datagram(datagram));
    }
    stage.run(SECOND);
    assert!(!stage.clients[0].closed);
}

fn mangled_sdp() -> impl Strategy<Value = String> {
    let good = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n\
        a=mid:0\r\na=sendonly\r\na=msid:- x\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=setup:actpass\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n";
    (0..good.len(), 0..good.len(), any::<char>()).prop_map(move |(from, to, with)| {
        let mut text: Vec<char> = good.chars().collect();
        let (from, to) = (from.min(to), from.max(to));
        text.splice(from..to.min(from + 12), [with]);
        text.into_iter().collect()
    })
}

fn request() -> impl Strategy<Value = Request> {
    let description = |sdp: String| lk::SessionDescription { sdp, ..Default::default() };
    prop_oneof![
        mangled_sdp().prop_map(move |sdp| Request::Offer(description(sdp))),
        mangled_sdp().prop_map(move |sdp| Request::Answer(description(sdp))),
        any::<String>().prop_map(|text| Request::Trickle(lk::TrickleRequest {
            candidate_init: text,
            ..Default::default()
        })),
        (any::<String>(), any::<i32>(), any::<i32>(), any::<u32>()).prop_map(
            |(cid, r#type, source, width)| {
                Request::AddTrack(lk::AddTrackRequest { cid, r#type, source, width, ..Default::default() })
            }
        ),
        (any::<String>(), any::<bool>())
            .prop_map(|(sid, muted)| Request::Mute(lk::MuteTrackRequest { sid, muted })),
        (any::<String>(), any::<i32>(), any::<u32>()).prop_map(|(sid, quality, width)| {
            Request::TrackSetting(lk::UpdateTrackSettings {
                track_sids: vec![sid],
                quality,
                width,
                ..Default::default()
            })
        }),
        any::<String>().prop_map(|sid| {
            Request::Subscription(lk::UpdateSubscription {
                track_sids: vec![sid],
                subscribe: true,
                ..Default::default()
            })
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_message_stops_the_engine(requests in prop::collection::vec(request(), 1..12), noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut stage = Stage::new(Link::GOOD, 1);
        stage.join("bob", "room");
        stage.join("mallory", "room");
        for request in requests {
            let Some(socket) = stage.clients[1].socket else { break };
            let bytes = lk::SignalRequest { message: Some(request) }.encode_to_vec();
            stage.input(Input::Message { socket, bytes: &bytes });
        }
        if let Some(socket) = stage.clients[1].socket {
            stage.input(Input::Message { socket, bytes: &noise });
        }
        prop_assert!(!stage.clients[0].closed);
        prop_assert!(stage.engine.get_participant("room", "bob").is_ok());
    }
}
