//! Whether somebody may ask a person for a chat (MATCHING.md 3.7), as the database stands.

use chrono::TimeDelta;
use matching::eligibility::room::Room;
use matching::eligibility::{Exclusion, MONTH_DAYS, PairHistory, Standing, request_exclusion};
use model::Timestamp;
use model::id::UserId;
use model::profile::takes_chats;
use store::eligibility::{self, PairFacts, PersonFacts};
use store::wait_list::RoomFacts;
use store::{Connection, StoreError};

/// The first rule that forbids a request. Somebody who does not exist is like somebody whose account is closed.
pub async fn refusal<C: Connection>(
    connection: &C,
    asker: UserId,
    person: UserId,
    now: Timestamp,
) -> Result<Option<Exclusion>, StoreError> {
    let Some(facts) = eligibility::person_facts(connection, person, month_before(now)).await? else {
        return Ok(Some(Exclusion::Deactivated));
    };
    let pair = eligibility::pair_facts(connection, asker, person).await?;
    let history = PairHistory { is_self: asker == person, ..history(&pair) };
    Ok(request_exclusion(&standing(facts), &history, now))
}

/// Since when accepted chats fill a month.
pub fn month_before(now: Timestamp) -> Timestamp {
    now - TimeDelta::days(i64::from(MONTH_DAYS))
}

/// What fills a person up; nothing for somebody who takes no chats, which is another thing than being full.
pub fn room(facts: RoomFacts, now: Timestamp) -> Option<Room> {
    takes_chats(facts.open_to_chats, facts.paused_until, now).then(|| Room {
        waiting_until: facts.waiting_until,
        accepted_at: facts.accepted_at,
        monthly_chat_limit: limit(facts.monthly_chat_limit),
    })
}

fn standing(facts: PersonFacts) -> Standing {
    Standing {
        is_active: facts.is_active,
        visibility: facts.visibility,
        is_open: facts.open_to_chats != Some(false),
        paused_until: facts.paused_until,
        waiting_requests: u32::try_from(facts.waiting_requests).unwrap_or(u32::MAX),
        accepted_at: facts.accepted_at.into_boxed_slice(),
        monthly_chat_limit: limit(facts.monthly_chat_limit),
        ..Standing::default()
    }
}

fn limit(chats: i32) -> u8 {
    u8::try_from(chats).unwrap_or(0)
}

fn history(pair: &PairFacts) -> PairHistory {
    PairHistory {
        is_blocked: pair.is_blocked,
        is_connected: pair.is_connected,
        is_pending: pair.is_pending,
        is_scheduled: pair.is_scheduled,
        declined_at: pair.declined_at,
        is_declined_for_ever: pair.is_declined_for_ever,
        ..PairHistory::default()
    }
}
