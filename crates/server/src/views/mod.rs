//! JSON shapes and their description in the HTTP document.

pub mod account;
pub mod ai_match;
pub mod api_token;
pub mod auth;
pub mod block;
pub mod call_audience;
pub mod call_participant;
pub mod call_quality;
pub mod call_record;
pub mod coffee_chat;
pub mod connection;
pub mod fairness;
pub mod health;
pub mod import;
pub mod insight;
pub mod member;
pub mod notification;
pub mod page;
pub mod person;
pub mod place;
pub mod profile;
pub mod report;
pub mod suggestion;
pub mod video_call;
pub mod wait_list;

use serde::{Deserialize, Deserializer};

/// Tells a field that is null from one that is left out.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
