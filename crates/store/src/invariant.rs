//! What must always be true of the data, whatever happened: each rule is a query that finds nothing.
//!
//! For operators (`homecoming doctor --invariants`) and for every test that breaks something.

use sea_orm::FromQueryResult;

use crate::dialect::{epoch_seconds, statement};
use crate::{Connection, StoreError};

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenInvariant {
    /// The rule in words.
    pub rule: &'static str,
    /// How many rows break it.
    pub rows: i64,
}

/// The rule in words, and what would break it: `SELECT count(*) FROM` this.
const RULES: &[(&str, &str)] = &[
    (
        "an agreed chat has a call and a time",
        "coffee_chat_requests WHERE status IN ('accepted', 'completed', 'no_show', 'not_held', 'cancelled') \
         AND (video_call_id IS NULL OR selected_time IS NULL OR responded_at IS NULL)",
    ),
    (
        "a chat that was not agreed has neither call nor time",
        "coffee_chat_requests WHERE status IN ('pending', 'declined', 'expired', 'withdrawn') \
         AND (video_call_id IS NOT NULL OR selected_time IS NOT NULL)",
    ),
    (
        "the call of a chat names that chat",
        "coffee_chat_requests r WHERE r.video_call_id IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM video_calls c WHERE c.id = r.video_call_id AND c.coffee_chat_request_id = r.id)",
    ),
    (
        "the chat of a call names that call",
        "video_calls c WHERE c.coffee_chat_request_id IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM coffee_chat_requests r WHERE r.id = c.coffee_chat_request_id AND r.video_call_id = c.id)",
    ),
    (
        "a request has one call at most",
        "(SELECT coffee_chat_request_id FROM video_calls WHERE coffee_chat_request_id IS NOT NULL \
          GROUP BY coffee_chat_request_id HAVING count(*) > 1) AS doubled",
    ),
    (
        "somebody is awaited while a request is pending, and only then",
        "coffee_chat_requests WHERE (status = 'pending') <> (awaiting IS NOT NULL)",
    ),
    (
        "between two people one request is pending at most",
        "(SELECT low_id, high_id FROM coffee_chat_requests WHERE status = 'pending' \
          GROUP BY low_id, high_id HAVING count(*) > 1) AS doubled",
    ),
    (
        "the pair of a request is its two people in order",
        "coffee_chat_requests WHERE low_id >= high_id OR NOT ((low_id = requester_id AND high_id = recipient_id) \
         OR (low_id = recipient_id AND high_id = requester_id))",
    ),
    (
        "there are three counter-proposals at most",
        "coffee_chat_requests WHERE counter_count < 0 OR counter_count > 3 OR version <= counter_count",
    ),
    (
        "each end of a chat says what it has to say",
        "coffee_chat_requests WHERE (status = 'completed' AND completed_at IS NULL) \
         OR (status = 'no_show' AND no_show_by IS NULL) OR (status = 'cancelled' AND cancelled_by IS NULL) \
         OR ((status IN ('pending', 'accepted')) <> (closed_at IS NULL))",
    ),
    (
        "an agreed chat and its scheduled call are at the same time",
        "coffee_chat_requests r JOIN video_calls c ON c.id = r.video_call_id \
         WHERE r.status = 'accepted' AND c.status = 'scheduled' AND c.scheduled_at <> r.selected_time",
    ),
    (
        "a chat and its call are called off together",
        "coffee_chat_requests r JOIN video_calls c ON c.id = r.video_call_id \
         WHERE (r.status = 'cancelled') <> (c.status = 'cancelled')",
    ),
    (
        "who asked hosts the call of a chat, who was asked moderates it",
        "coffee_chat_requests r JOIN video_calls c ON c.id = r.video_call_id WHERE c.host_id <> r.requester_id \
         OR NOT EXISTS (SELECT 1 FROM video_call_participants p WHERE p.video_call_id = c.id \
              AND p.user_id = r.requester_id AND p.role = 'host') \
         OR NOT EXISTS (SELECT 1 FROM video_call_participants p WHERE p.video_call_id = c.id \
              AND p.user_id = r.recipient_id AND p.role = 'moderator')",
    ),
    (
        "both people of an agreed chat have promised its time",
        "coffee_chat_requests r JOIN video_calls c ON c.id = r.video_call_id \
         WHERE r.status = 'accepted' AND c.status = 'scheduled' \
         AND (SELECT count(DISTINCT t.user_id) FROM time_cells t WHERE t.video_call_id = c.id) <> 2",
    ),
    (
        "a call that was called off holds nobody's time",
        "time_cells t JOIN video_calls c ON c.id = t.video_call_id WHERE c.status = 'cancelled'",
    ),
    (
        "a call has one host, who stands in its record",
        "video_calls c WHERE (SELECT count(*) FROM video_call_participants p \
         WHERE p.video_call_id = c.id AND p.role = 'host' AND p.user_id = c.host_id) <> 1 \
         OR (SELECT count(*) FROM video_call_participants p WHERE p.video_call_id = c.id AND p.role = 'host') <> 1",
    ),
    (
        "a call for two has no third on its list",
        "video_calls c WHERE c.coffee_chat_request_id IS NOT NULL \
         AND (SELECT count(*) FROM video_call_participants p WHERE p.video_call_id = c.id) <> 2",
    ),
    (
        "a call's instants fit its status",
        "video_calls WHERE (status = 'active' AND started_at IS NULL) OR (status = 'ended' AND ended_at IS NULL) \
         OR (status = 'scheduled' AND (started_at IS NOT NULL OR ended_at IS NOT NULL OR scheduled_at IS NULL)) \
         OR ended_at < started_at",
    ),
    (
        "nobody is in a call that is over",
        "call_sessions s JOIN video_calls c ON c.id = s.video_call_id \
         WHERE s.left_at IS NULL AND c.status IN ('ended', 'cancelled')",
    ),
    ("nobody leaves before they came", "call_sessions WHERE left_at < joined_at"),
    (
        "what people are told has no gaps",
        "(SELECT e.user_id FROM realtime_events e JOIN realtime_heads h ON h.user_id = e.user_id \
          GROUP BY e.user_id, h.head_offset HAVING max(e.event_offset) <> h.head_offset \
          OR count(*) <> max(e.event_offset) - min(e.event_offset) + 1) AS gaps",
    ),
    ("everybody has a profile", "users u WHERE NOT EXISTS (SELECT 1 FROM profiles p WHERE p.user_id = u.id)"),
];

const NOBODY_TWICE: &str = "nobody is in two agreed chats at once";

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// How many rules there are.
pub const COUNT: usize = RULES.len() + 1;

/// The rules that do not hold.
pub async fn broken<C: Connection>(connection: &C) -> Result<Vec<BrokenInvariant>, StoreError> {
    let double_bookings = double_bookings(connection);
    let rules = RULES.iter().map(|(rule, breach)| (*rule, (*breach).to_owned()));
    let mut broken = Vec::new();
    for (rule, breach) in rules.chain([(NOBODY_TWICE, double_bookings)]) {
        let query = statement(connection, &format!("SELECT count(*) AS count FROM {breach}"), []);
        let rows = Count::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count);
        if rows > 0 {
            broken.push(BrokenInvariant { rule, rows });
        }
    }
    Ok(broken)
}

/// Pairs of agreed chats of the same person whose times overlap, read from the chats alone and not from the
/// quarter hours that are to prevent it.
fn double_bookings<C: Connection>(connection: &C) -> String {
    let start = |chat: &str| epoch_seconds(connection, &format!("{chat}.selected_time"));
    let end = |chat: &str| format!("{} + 60 * {chat}.duration_minutes", start(chat));
    format!(
        "coffee_chat_requests a JOIN coffee_chat_requests b ON a.id < b.id \
           AND (a.requester_id IN (b.requester_id, b.recipient_id) OR a.recipient_id IN (b.requester_id, b.recipient_id)) \
         WHERE a.status = 'accepted' AND b.status = 'accepted' AND {} < {} AND {} < {}",
        start("a"),
        end("b"),
        start("b"),
        end("a"),
    )
}
