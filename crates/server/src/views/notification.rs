//! The bell in JSON.

use chrono::{DateTime, Utc};
use model::id::NotificationId;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

/// A line of the bell.
#[derive(Serialize, ToSchema)]
pub struct NotificationView {
    /// Its id.
    pub id: NotificationId,
    /// What it is about, such as `coffee_chat_requested`.
    pub kind: String,
    /// The ids and short words that the line speaks of.
    #[schema(value_type = Object)]
    pub data: Json,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A page of the bell.
#[derive(Serialize, ToSchema)]
pub struct BellView {
    /// Lines, newest first.
    pub items: Vec<NotificationView>,
    /// Hand this back as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
    /// All lines that are not read.
    pub unread_count: i64,
}

/// Which lines were read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotifications {
    /// The lines; all when left out.
    pub ids: Option<Vec<NotificationId>>,
}
