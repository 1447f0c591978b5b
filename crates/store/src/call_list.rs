//! The calls of a person: those on whose list they are, and open gatherings whose audience they belong to.

use std::collections::BTreeSet;

use model::Timestamp;
use model::id::{UserId, VideoCallId};
use model::video_call::{ParticipantRole, VideoCallStatus, VideoCallType};

use crate::dialect::Query;
use crate::video_call::{self, VideoCall};
use crate::{Connection, StoreError};

/// Which calls of a person to list.
#[derive(Clone, Debug, Default)]
pub struct CallFilter {
    /// Any of these states; empty: all.
    pub statuses: Vec<VideoCallStatus>,
    /// Any of these kinds; empty: all.
    pub kinds: Vec<VideoCallType>,
    /// The person's role is any of these; empty: all.
    pub roles: Vec<ParticipantRole>,
    /// Takes place at or after.
    pub from: Option<Timestamp>,
    /// Takes place before.
    pub to: Option<Timestamp>,
}

/// Where a list goes on: after the call with this instant and id.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallPosition {
    /// When the call takes place.
    pub at: Timestamp,
    /// Its id.
    pub id: VideoCallId,
}

impl std::fmt::Display for CallPosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id)
    }
}

/// The text is not one that a position was written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a position in a list of calls")]
pub struct UnknownPosition;

impl std::str::FromStr for CallPosition {
    type Err = UnknownPosition;
    fn from_str(text: &str) -> Result<Self, UnknownPosition> {
        let (at, id) = text.split_once('.').ok_or(UnknownPosition)?;
        let micros: i64 = at.parse().map_err(|_| UnknownPosition)?;
        // Beyond the year 9999 the databases disagree about what an instant is.
        let micros = Some(micros).filter(|micros| (0..=253_402_300_799_000_000).contains(micros));
        let at = micros.and_then(Timestamp::from_timestamp_micros).ok_or(UnknownPosition)?;
        Ok(Self { at, id: id.parse().map_err(|_| UnknownPosition)? })
    }
}

/// When a call takes place, for order and filters.
pub fn takes_place_at(call: &VideoCall) -> Timestamp {
    call.scheduled_at.unwrap_or(call.created_at)
}

/// Which end of the list comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOrder {
    /// The next to come first.
    SoonestFirst,
    /// The latest first.
    LatestFirst,
}

/// Whose calls: the person, and the keys of the audiences that include them (`model::audience::keys_of`).
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub id: UserId,
    /// The keys.
    pub keys: BTreeSet<String>,
}

/// Calls that the person hosts, is invited to or took part in, and gatherings open to them; at most `limit`, after
/// the position.
pub async fn list<C: Connection>(
    connection: &C,
    viewer: &Viewer,
    filter: &CallFilter,
    order: CallOrder,
    after: Option<CallPosition>,
    limit: u64,
) -> Result<Vec<VideoCall>, StoreError> {
    const AT: &str = "COALESCE(c.scheduled_at, c.created_at)";
    let mut query = Query::new("");
    from_calls_of(&mut query, viewer);
    one_of(&mut query, "c.status", filter.statuses.iter().map(|word| word.as_str()));
    one_of(&mut query, "c.type", filter.kinds.iter().map(|word| word.as_str()));
    one_of(&mut query, "mine.role", filter.roles.iter().map(|word| word.as_str()));
    for (bound, compare) in [(filter.from, ">="), (filter.to, "<")] {
        if let Some(bound) = bound {
            let bound = query.bind(bound);
            query.push(&format!(" AND {AT} {compare} {bound}"));
        }
    }
    let (compare, direction) = match order {
        CallOrder::SoonestFirst => (">", "ASC"),
        CallOrder::LatestFirst => ("<", "DESC"),
    };
    if let Some(after) = after {
        let (at, id) = (query.bind(after.at), query.bind(after.id.0));
        query.push(&format!(" AND ({AT}, c.id) {compare} ({at}, {id})"));
    }
    query.push(&format!(" ORDER BY {AT} {direction}, c.id {direction} LIMIT {limit}"));
    video_call::read(connection, query).await
}

/// The active call that the person is in, or else was asked to, or else may come to: the one they entered last, then
/// those with them on the list, then the newest.
pub async fn active<C: Connection>(connection: &C, viewer: &Viewer) -> Result<Option<VideoCall>, StoreError> {
    let mut query = Query::new("");
    from_calls_of(&mut query, viewer);
    let me = query.bind(viewer.id.0);
    query.push(&format!(
        " AND c.status = 'active' AND mine.response <> 'declined' \
         ORDER BY (SELECT max(s.created_at) FROM call_sessions s \
                   WHERE s.video_call_id = c.id AND s.user_id = {me} AND s.left_at IS NULL) IS NULL, \
           mine.is_listed DESC, c.started_at DESC, c.id DESC LIMIT 1"
    ));
    Ok(video_call::read(connection, query).await?.into_iter().next())
}

/// Begins a query of calls `c` with what the person is to each of them (`mine`). A block with the host hides a call.
fn from_calls_of(query: &mut Query, viewer: &Viewer) {
    let columns = video_call::columns_of("c");
    let me = query.bind(viewer.id.0);
    query.push(&format!(
        "SELECT {columns} FROM (SELECT p.video_call_id AS call_id, p.role AS role, p.response AS response, 1 AS is_listed \
           FROM video_call_participants p WHERE p.user_id = {me} AND p.admission <> 'refused'"
    ));
    if !viewer.keys.is_empty() {
        let keys = query.bind_all(viewer.keys.iter().cloned());
        query.push(&format!(
            " UNION ALL SELECT DISTINCT a.video_call_id, 'participant', 'invited', 0 \
             FROM call_audiences a WHERE a.key IN ({keys}) AND NOT EXISTS \
               (SELECT 1 FROM video_call_participants p \
                WHERE p.video_call_id = a.video_call_id AND p.user_id = {me})"
        ));
    }
    query.push(&format!(
        ") mine JOIN video_calls c ON c.id = mine.call_id WHERE NOT EXISTS \
           (SELECT 1 FROM blocks b WHERE (b.blocker_id = {me} AND b.blocked_id = c.host_id) \
                                      OR (b.blocker_id = c.host_id AND b.blocked_id = {me}))"
    ));
}

fn one_of(query: &mut Query, column: &str, words: impl Iterator<Item = &'static str>) {
    let words = query.bind_all(words);
    if !words.is_empty() {
        query.push(&format!(" AND {column} IN ({words})"));
    }
}
