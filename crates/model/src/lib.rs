//! The nouns of the product and their rules: pure, no clock, no chance, no IO.

pub mod access;
pub mod audience;
pub mod call_quality;
pub mod clock;
pub mod coffee_chat;
pub mod connection;
pub mod event;
pub mod facet;
pub mod fold;
pub mod gazetteer;
pub mod health;
pub mod id;
pub mod industry;
pub mod known_place;
pub mod language;
pub mod person;
pub mod place;
pub mod profile;
pub mod report;
pub mod suggestion;
pub mod text;
mod text_enum;
pub mod time_cell;
pub mod user;
pub mod video_call;
pub mod violation;
pub mod wait_list;
pub mod wall_clock;

pub use clock::{Chance, Clock, Timestamp};
pub use violation::{Violation, Violations};
