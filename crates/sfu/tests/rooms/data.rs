//! Data packets.

use std::time::Duration;

use lk::signal_request::Message as Request;
use sfu::protocol as lk;

use crate::stage::{Link, Stage};

const SECOND: Duration = Duration::from_secs(1);

fn three(link: Link) -> Stage {
    let mut stage = Stage::new(link, 11);
    for name in ["alice", "bob", "carol"] {
        stage.join(name, "room");
    }
    stage.run(SECOND);
    stage
}

#[test]
fn reliable_data_arrives_complete_and_in_order_over_a_bad_network() {
    let mut stage = three(Link::BAD);
    let expected: Vec<String> = (0..300).map(|number| format!("{number} {}", "x".repeat(2_000))).collect();
    for text in &expected {
        while !stage.clients[0].send_text(text, &[]) {
            stage.run(Duration::from_millis(50));
        }
    }
    stage.run(SECOND * 20);
    assert_eq!(stage.clients[1].texts(), expected);
    assert_eq!(stage.clients[2].texts(), expected);
    assert!(stage.clients[0].texts().is_empty(), "not to its sender");
}

#[test]
fn more_than_a_channel_holds_waits_and_arrives_complete_and_in_order() {
    let mut stage = three(Link::GOOD);
    let expected: Vec<String> = (0..250).map(|number| format!("{number} {}", "x".repeat(15_000))).collect();
    for text in &expected {
        while !stage.clients[0].send_text(text, &[]) {
            stage.run(Duration::from_millis(50));
        }
    }
    stage.run(SECOND * 20);
    let numbers = |place: usize| -> Vec<String> {
        stage.clients[place]
            .texts()
            .iter()
            .filter_map(|text| text.split(' ').next().map(str::to_owned))
            .collect()
    };
    let wanted: Vec<String> = (0..250).map(|number| number.to_string()).collect();
    assert_eq!(numbers(1), wanted);
    assert_eq!(numbers(2), wanted);
}

#[test]
fn named_receivers_get_it_and_nobody_else_and_the_sender_is_true() {
    let mut stage = three(Link::GOOD);
    assert!(stage.clients[0].send_text("for carol", &["carol"]));
    stage.run(SECOND);
    assert!(stage.clients[1].texts().is_empty());
    assert_eq!(stage.clients[2].texts(), ["for carol"]);
    assert_eq!(stage.clients[2].data[0].participant_identity, "alice");
    assert_eq!(stage.clients[2].data[0].participant_sid, stage.clients[0].sid);
}

#[test]
fn what_a_resumed_client_missed_is_sent_again() {
    let mut stage = three(Link::GOOD);
    for number in 0..5 {
        assert!(stage.clients[0].send_text(&number.to_string(), &[]));
    }
    stage.run(SECOND);
    let alice = stage.clients[0].sid.clone();
    let received = lk::DataChannelReceiveState { publisher_sid: alice, last_seq: 3 };
    stage.clients[1].data.clear();
    let sync = lk::SyncState { datachannel_receive_states: vec![received], ..Default::default() };
    stage.request(1, Request::SyncState(sync));
    stage.run(SECOND);
    assert_eq!(stage.clients[1].texts(), ["3", "4"]);
}

#[test]
fn a_server_sends_data_in_its_own_name() {
    let mut stage = three(Link::GOOD);
    let request = lk::SendDataRequest {
        room: "room".into(),
        data: b"hello".to_vec(),
        destination_identities: vec!["bob".into()],
        ..Default::default()
    };
    let now = stage.time();
    stage.engine.send_data(now, request).unwrap();
    stage.take_output();
    stage.run(SECOND);
    assert_eq!(stage.clients[1].texts(), ["hello"]);
    assert_eq!(stage.clients[1].data[0].participant_identity, "");
    assert!(stage.clients[2].texts().is_empty());
}
