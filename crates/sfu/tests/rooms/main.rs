//! Rooms as the people in them notice them: str0m clients against the engine, under a clock that the
//! test moves and over a network that loses, delays and reorders.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod client;
mod data;
#[path = "../../src/peer/dtls.rs"]
mod dtls;
mod hostile;
mod media;
mod rights;
mod seats;
mod stage;
mod tokens;
