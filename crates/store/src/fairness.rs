//! How evenly people are shown and asked: counts for the team, never a single person.

use chrono::NaiveDate;
use model::Timestamp;
use model::id::UserId;
use sea_orm::FromQueryResult;

use crate::dialect::statement;
use crate::{Connection, StoreError};

/// Those who take part: their account is in use, they may be found, and they did not say no to chats.
const TAKES_PART: &str = "u.status = 'active' AND p.visibility <> 'nobody' \
     AND (p.open_to_chats IS NULL OR p.open_to_chats)";

/// So many people who take part, with so many appearances each.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ExposureRow {
    /// The first year of the decade of their class years.
    pub decade: Option<i32>,
    /// The code of their industry.
    pub industry_code: Option<String>,
    /// How often each of them was on somebody's screen.
    pub appearances: i64,
    /// How many they are.
    pub people: i64,
}

/// How often those who take part were shown after a day, by class decade and industry.
pub async fn exposure<C: Connection>(
    connection: &C,
    after: NaiveDate,
) -> Result<Vec<ExposureRow>, StoreError> {
    let sql = format!(
        "SELECT p.graduation_year / 10 * 10 AS decade, p.industry_code, \
           coalesce(v.appearances, 0) AS appearances, count(*) AS people \
         FROM profiles p JOIN users u ON u.id = p.user_id \
         LEFT JOIN (SELECT shown_id, count(*) AS appearances FROM suggestion_views WHERE viewed_on > $1 \
           GROUP BY shown_id) v ON v.shown_id = p.user_id \
         WHERE {TAKES_PART} \
         GROUP BY p.graduation_year / 10 * 10, p.industry_code, coalesce(v.appearances, 0)"
    );
    Ok(ExposureRow::find_by_statement(statement(connection, &sql, [after.into()])).all(connection).await?)
}

/// What fills people up, as numbers.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Unanswered requests that fill an inbox.
    pub full_inbox: u32,
    /// Appearances that are enough.
    pub exposure: u32,
    /// The day after which appearances count towards it.
    pub shown_after: NaiveDate,
    /// Since when accepted chats count towards the monthly limit.
    pub accepted_since: Timestamp,
}

/// How many of those who take part cannot be suggested at present, by what keeps them out; somebody may be counted
/// under several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Load {
    /// Unanswered requests at the one who has most.
    pub fullest_inbox: i64,
    /// With enough unanswered requests.
    pub full_inbox: i64,
    /// With enough accepted chats.
    pub full_month: i64,
    /// Shown often enough this week.
    pub at_exposure_cap: i64,
    /// On a break.
    pub paused: i64,
}

/// How full those who take part are now.
pub async fn load<C: Connection>(connection: &C, caps: &Caps, now: Timestamp) -> Result<Load, StoreError> {
    let sql = format!(
        "SELECT coalesce(max(waiting), 0) AS fullest_inbox, \
           count(CASE WHEN waiting >= {full_inbox} THEN 1 END) AS full_inbox, \
           count(CASE WHEN accepted >= monthly_chat_limit THEN 1 END) AS full_month, \
           count(CASE WHEN shown >= {exposure} THEN 1 END) AS at_exposure_cap, \
           count(CASE WHEN paused_until > $1 THEN 1 END) AS paused \
         FROM (SELECT p.monthly_chat_limit, p.paused_until, coalesce(w.waiting, 0) AS waiting, \
             coalesce(a.accepted, 0) AS accepted, coalesce(v.shown, 0) AS shown \
           FROM profiles p JOIN users u ON u.id = p.user_id \
           LEFT JOIN ({WAITING}) w ON w.person = p.user_id \
           LEFT JOIN ({ACCEPTED}) a ON a.person = p.user_id \
           LEFT JOIN (SELECT shown_id AS person, count(*) AS shown FROM suggestion_views WHERE viewed_on > $3 \
             GROUP BY shown_id) v ON v.person = p.user_id \
           WHERE {TAKES_PART}) each_one",
        full_inbox = caps.full_inbox,
        exposure = caps.exposure,
    );
    let values = [now.into(), caps.accepted_since.into(), caps.shown_after.into()];
    let row = Load::find_by_statement(statement(connection, &sql, values)).one(connection).await?;
    Ok(row.unwrap_or(Load { fullest_inbox: 0, full_inbox: 0, full_month: 0, at_exposure_cap: 0, paused: 0 }))
}

const WAITING: &str = "SELECT recipient_id AS person, count(*) AS waiting FROM coffee_chat_requests \
     WHERE status = 'pending' AND awaiting = 'recipient' GROUP BY recipient_id";

/// Chats accepted since `$2` by those who were asked.
const ACCEPTED: &str = "SELECT recipient_id AS person, count(*) AS accepted FROM coffee_chat_requests \
     WHERE responded_at > $2 AND status IN ('accepted', 'completed', 'no_show', 'not_held') GROUP BY recipient_id";

/// Appearances of a person on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct AppearanceRow {
    /// The day (UTC).
    pub viewed_on: NaiveDate,
    /// How often.
    pub count: i64,
}

/// On which days after one a person was shown how often, the oldest first.
pub async fn appearances<C: Connection>(
    connection: &C,
    person: UserId,
    after: NaiveDate,
) -> Result<Vec<AppearanceRow>, StoreError> {
    let sql = "SELECT viewed_on, count(*) AS count FROM suggestion_views WHERE shown_id = $1 AND viewed_on > $2 \
         GROUP BY viewed_on ORDER BY viewed_on";
    let query = statement(connection, sql, [person.0.into(), after.into()]);
    Ok(AppearanceRow::find_by_statement(query).all(connection).await?)
}

#[derive(FromQueryResult)]
struct EarliestRow {
    at: Option<Timestamp>,
}

/// When the first of the requests that wait for a person runs out.
pub async fn first_expiry<C: Connection>(
    connection: &C,
    person: UserId,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT min(expires_at) AS at FROM coffee_chat_requests \
         WHERE recipient_id = $1 AND status = 'pending' AND awaiting = 'recipient'";
    let query = statement(connection, sql, [person.0.into()]);
    Ok(EarliestRow::find_by_statement(query).one(connection).await?.and_then(|row| row.at))
}
