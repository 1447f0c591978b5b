//! Health in JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use model::health::PartNote;
use serde::Serialize;
use utoipa::ToSchema;

use crate::words::spoken;

/// How the installation is doing.
#[derive(Serialize, ToSchema)]
pub struct HealthView {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// One entry a part: `database`, `realtime`, `video_server`, `recording_service`, `jobs`, `suggestions`.
    pub checks: BTreeMap<&'static str, PartHealthView>,
    /// How the population behind suggestions is doing; for the platform's team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexHealthView>,
}

/// How the population that suggestions are made from is doing on this node.
#[derive(Serialize, ToSchema)]
pub struct IndexHealthView {
    /// Whether it is read; until then suggestions wait.
    pub state: IndexState,
    /// How many people it holds.
    pub people: usize,
    /// Events that are not in it yet.
    pub events_behind: i64,
    /// When it was last written down, for a quick start; null when it never was.
    pub snapshot_at: Option<DateTime<Utc>>,
    /// What holding it against the database has found.
    pub audit: IndexAuditView,
}

/// Whether the population is read.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndexState {
    /// It is being read.
    Reading,
    /// It is read and followed.
    Ready,
}

/// What holding the population against the database has found in the last round of an hour, or in the present one.
#[derive(Serialize, ToSchema)]
pub struct IndexAuditView {
    /// When the round began; null when nobody was looked at yet.
    pub begun_at: Option<DateTime<Utc>>,
    /// When the last person was looked at.
    pub checked_at: Option<DateTime<Utc>>,
    /// How many people were looked at; a round has 100.
    pub people: u32,
    /// What was otherwise than in the database. Must be 0; if it is not, everything was read anew.
    pub differences: u32,
    /// People of whom nothing could be said, because too much happened meanwhile.
    pub undecided: u32,
}

/// How one part is doing.
#[derive(Serialize, ToSchema)]
pub struct PartHealthView {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// What there is to say; for the platform's team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What there is to say of a part, in words.
pub fn detail(notes: &[PartNote]) -> String {
    notes.iter().map(|note| spoken().health(note)).collect::<Vec<_>>().join("; ")
}
