//! How many packets the engine forwards with one core, and how long it keeps each.
//!
//! `cargo bench -p sfu` runs rooms of several shapes with str0m clients over a simulated network. The
//! clients' own work is not counted; neither is the kernel's, which a real socket adds.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

#[path = "../tests/rooms/client/mod.rs"]
#[expect(dead_code, reason = "shared with the tests, which ask for more")]
mod client;
#[path = "../src/peer/dtls.rs"]
mod dtls;
#[path = "../tests/rooms/stage.rs"]
#[expect(dead_code, reason = "shared with the tests, which ask for more")]
mod stage;

use std::time::Duration;

use sfu::protocol::signal_request::Message as Request;
use sfu::protocol::{Ping, TrackSource};
use stage::{Link, Stage};

/// People in a room, and how many of them publish a picture.
const SHAPES: [(usize, usize); 4] = [(2, 2), (6, 6), (20, 1), (100, 1)];
const WARM_UP: Duration = Duration::from_secs(5);
const MEASURED: Duration = Duration::from_secs(20);

fn main() {
    println!(
        "{:>7} {:>11} {:>9} {:>14} {:>10} {:>10}",
        "people", "publishers", "packets", "packets/s/core", "p50", "p99"
    );
    for (people, publishers) in SHAPES {
        measure(people, publishers);
    }
}

fn measure(people: usize, publishers: usize) {
    let mut stage = Stage::new(Link::GOOD, 1);
    for place in 0..people {
        stage.join(&format!("p{place}"), "room");
        ping(&mut stage);
    }
    for place in 0..publishers {
        stage.publish(place, TrackSource::Camera, &[]);
    }
    run(&mut stage, WARM_UP);
    stage.watch.clear();
    run(&mut stage, MEASURED);
    let watch = &mut stage.watch;
    let per_core = watch.packets as f64 / watch.busy.as_secs_f64();
    let (packets, half, most) = (watch.packets, watch.kept(0.5), watch.kept(0.99));
    println!("{people:>7} {publishers:>11} {packets:>9} {per_core:>14.0} {half:>10.1?} {most:>10.1?}");
}

/// Lets time pass for people who are still there: whoever says nothing for fifteen seconds is taken for lost.
fn run(stage: &mut Stage, duration: Duration) {
    for _ in 0..duration.as_secs() {
        ping(stage);
        stage.run(Duration::from_secs(1));
    }
}

fn ping(stage: &mut Stage) {
    stage.clients.iter_mut().for_each(|client| client.outbox.push_back(Request::PingReq(Ping::default())));
}
