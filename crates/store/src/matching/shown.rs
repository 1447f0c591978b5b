//! Who was shown to whom, who was put aside, and who may still be shown.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use model::Timestamp;
use model::id::UserId;
use model::person::Person;
use model::suggestion::DismissalReason;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::{Scope, read};
use crate::column::word;
use crate::dialect::{ordered_at_once, padded, placeholders, statement};
use crate::person::{CARD, CardRow};
use crate::{Connection, StoreError, Writer};

/// A person was on somebody's screen on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Who looked.
    pub viewer_id: UserId,
    /// Who was seen.
    pub shown_id: UserId,
    /// The day (UTC).
    pub on: NaiveDate,
    /// Whether the viewer asked the person for a chat afterwards.
    pub is_acted_upon: bool,
}

#[derive(FromQueryResult)]
struct ViewRow {
    viewer_id: Uuid,
    shown_id: Uuid,
    viewed_on: NaiveDate,
    is_acted_upon: bool,
}

const VIEWS: &str = "SELECT v.viewer_id, v.shown_id, v.viewed_on, \
     EXISTS (SELECT 1 FROM coffee_chat_requests r WHERE r.created_at >= v.viewed_at AND r.requester_id = v.viewer_id \
       AND r.recipient_id = v.shown_id) AS is_acted_upon \
     FROM suggestion_views v WHERE v.viewed_on > $1";

/// Views after a day in which the people were seen, in no order.
pub async fn views<C: Connection>(
    connection: &C,
    scope: Scope<'_>,
    after: NaiveDate,
) -> Result<Vec<View>, StoreError> {
    let rows: Vec<ViewRow> = read(connection, VIEWS, &["v.shown_id"], scope, Some(after.into())).await?;
    let read = |row: ViewRow| View {
        viewer_id: UserId(row.viewer_id),
        shown_id: UserId(row.shown_id),
        on: row.viewed_on,
        is_acted_upon: row.is_acted_upon,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Notes that people were on the viewer's screen, once a day each, and tells for whom this was new. Ids that no
/// active member has are passed over.
pub async fn note_views(
    writer: &Writer,
    viewer: UserId,
    shown: &[UserId],
    now: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    let mut noted = Vec::new();
    for id in shown.iter().filter(|id| **id != viewer) {
        let insert = statement(
            writer,
            "INSERT INTO suggestion_views (viewer_id, shown_id, viewed_on, viewed_at) \
             SELECT $1, u.id, $3, $4 FROM users u WHERE u.id = $2 AND u.status = 'active' ON CONFLICT DO NOTHING",
            [viewer.0.into(), id.0.into(), now.date_naive().into(), now.into()],
        );
        if writer.execute_raw(insert).await?.rows_affected() > 0 {
            noted.push(*id);
        }
    }
    Ok(noted)
}

/// A person was put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// By whom.
    pub viewer_id: UserId,
    /// Who.
    pub dismissed_id: UserId,
    /// Why.
    pub reason: DismissalReason,
    /// When.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct DismissalRow {
    viewer_id: Uuid,
    dismissed_id: Uuid,
    reason: String,
    dismissed_at: Timestamp,
}

/// Dismissals since an instant by or of the people.
pub async fn dismissals<C: Connection>(
    connection: &C,
    scope: Scope<'_>,
    since: Timestamp,
) -> Result<Vec<Dismissal>, StoreError> {
    let select = "SELECT viewer_id, dismissed_id, reason, dismissed_at FROM suggestion_dismissals WHERE dismissed_at >= $1";
    let rows: Vec<DismissalRow> =
        read(connection, select, &["viewer_id", "dismissed_id"], scope, Some(since.into())).await?;
    let read = |row: DismissalRow| {
        Ok(Dismissal {
            viewer_id: UserId(row.viewer_id),
            dismissed_id: UserId(row.dismissed_id),
            reason: word("suggestion_dismissals.reason", &row.reason)?,
            at: row.dismissed_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Puts a person aside; a second time counts from then on.
pub async fn dismiss(
    writer: &Writer,
    viewer: UserId,
    person: UserId,
    reason: DismissalReason,
    now: Timestamp,
) -> Result<(), StoreError> {
    let upsert = statement(
        writer,
        "INSERT INTO suggestion_dismissals (viewer_id, dismissed_id, reason, dismissed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (viewer_id, dismissed_id) DO UPDATE \
         SET reason = excluded.reason, dismissed_at = excluded.dismissed_at",
        [viewer.0.into(), person.0.into(), reason.as_str().into(), now.into()],
    );
    writer.execute_raw(upsert).await?;
    Ok(())
}

/// Puts nobody aside any more who was; `false` when the person was not.
pub async fn restore(writer: &Writer, viewer: UserId, person: UserId) -> Result<bool, StoreError> {
    let delete = statement(
        writer,
        "DELETE FROM suggestion_dismissals WHERE viewer_id = $1 AND dismissed_id = $2",
        [viewer.0.into(), person.0.into()],
    );
    Ok(writer.execute_raw(delete).await?.rows_affected() > 0)
}

/// The cards of those of the people who, by what is committed, may be shown to the viewer: in use, visible, open, not on
/// a break, no block, no open request or chat ahead between the two, no request of the viewer declined since then or for
/// ever, not put aside by the viewer, and not a connection unless `shows_connections`.
pub async fn showable<C: Connection>(
    connection: &C,
    viewer: UserId,
    people: &[UserId],
    shows_connections: bool,
    declined_since: Timestamp,
    now: Timestamp,
) -> Result<HashMap<UserId, Person>, StoreError> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let people = padded(people);
    let names = placeholders(7, people.len());
    let sql = format!(
        "SELECT {CARD} {SHOWABLE} AND p.user_id IN ({names}) {}",
        ordered_at_once(connection, "p.user_id")
    );
    let since = |reason: DismissalReason| now - TimeDelta::days(i64::from(reason.rests_days()));
    let (aside, not_now) = (since(DismissalReason::Unstated), since(DismissalReason::NotNow));
    let first: [Value; 6] = [
        viewer.0.into(),
        now.into(),
        shows_connections.into(),
        aside.into(),
        not_now.into(),
        declined_since.into(),
    ];
    let values = first.into_iter().chain(people.iter().map(|id| id.0.into()));
    let query = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = CardRow::find_by_statement(query).all(connection).await?;
    rows.into_iter().map(|row| row.read().map(|person| (person.id, person))).collect()
}

/// What is the viewer's own (blocks, people put aside, requests, connections) is read once, each from one place of the
/// database; of the others nothing is read but the card.
const SHOWABLE: &str = "FROM profiles p JOIN users u ON u.id = p.user_id \
     WHERE u.status = 'active' AND (p.open_to_chats IS NULL OR p.open_to_chats) \
     AND (p.paused_until IS NULL OR p.paused_until <= $2) \
     AND p.user_id NOT IN (SELECT blocked_id FROM blocks WHERE blocker_id = $1 \
       UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = $1) \
     AND p.user_id NOT IN (SELECT dismissed_id FROM suggestion_dismissals WHERE viewer_id = $1 \
       AND (dismissed_at > $5 OR (reason <> 'not_now' AND dismissed_at > $4))) \
     AND p.user_id NOT IN ( \
       SELECT recipient_id FROM coffee_chat_requests WHERE requester_id = $1 \
         AND status IN ('pending', 'accepted', 'declined') AND (status <> 'declined' \
           OR (counter_count % 2 = 0 AND (declined_for_ever OR responded_at > $6))) \
       UNION ALL \
       SELECT requester_id FROM coffee_chat_requests WHERE recipient_id = $1 \
         AND status IN ('pending', 'accepted', 'declined') AND (status <> 'declined' \
           OR (counter_count % 2 = 1 AND (declined_for_ever OR responded_at > $6)))) \
     AND CASE WHEN p.user_id IN (SELECT high_id FROM connections WHERE low_id = $1 AND status = 'accepted' \
         UNION ALL SELECT low_id FROM connections WHERE high_id = $1 AND status = 'accepted') \
       THEN $3 AND p.visibility IN ('members', 'connections') ELSE p.visibility = 'members' END";
