//! Rooms as the people in them notice them: str0m clients against the engine, under a clock that the
//! test moves and over a network that loses, delays and reorders.

mod client;
mod data;
mod hostile;
mod media;
mod seats;
mod stage;
mod tokens;
