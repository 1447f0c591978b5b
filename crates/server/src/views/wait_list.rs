//! Wait lists in JSON.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::person::Person;

/// Whether a person has room for a request of the caller.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct RoomView {
    /// They take coffee chats, and cannot be asked at present because others asked first. One can wait for a place.
    pub is_full: bool,
    /// The day (UTC) on which there is about to be room, if nothing happens before; null when that is not known.
    pub next_opening: Option<NaiveDate>,
    /// That the caller waits for a place; nobody else learns of it.
    pub wait: Option<WaitView>,
}

/// That the caller waits for a place with somebody.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitView {
    /// Since when.
    pub joined_at: DateTime<Utc>,
    /// When this ends by itself.
    pub ends_at: DateTime<Utc>,
    /// Until when a place is kept from others who wait; null when none is offered at present.
    pub offered_until: Option<DateTime<Utc>>,
}

/// Somebody the caller waits for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwaitedPerson {
    /// Who.
    pub person: Person,
    /// Whether they have room.
    #[serde(flatten)]
    pub room: RoomView,
}
