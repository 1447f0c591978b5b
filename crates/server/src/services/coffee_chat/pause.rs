//! Being asked by nobody for a while, together with an answer (SCHEDULING.md 5.1).

use chrono::TimeDelta;
use model::coffee_chat::{CoffeeChatStatus, Side};
use model::event::{Event, PersonChanged};
use model::id::UserId;
use model::profile::Profile;
use store::coffee_chat::{self, ListFilter};
use store::{StoreError, Writer, outbox, profile};

use super::{CoffeeChatError, CoffeeChatService};
use crate::services::wait_list;

/// How long somebody is left in peace.
const PAUSE: TimeDelta = TimeDelta::days(28);

/// More requests than anybody has open at once.
const MOST_OPEN: u64 = 100;

impl CoffeeChatService {
    /// Has nobody ask the person for a while, and takes back, with a kind word, what they asked of others.
    pub(super) async fn pause(&self, writer: &Writer, person: UserId) -> Result<(), CoffeeChatError> {
        let now = self.context.now();
        let profile = profile::find(writer, person).await?.ok_or(CoffeeChatError::NotFound)?;
        let until = now + PAUSE;
        let paused_until = Some(profile.paused_until.map_or(until, |earlier| earlier.max(until)));
        let paused = Profile { paused_until, ..profile };
        if !profile::update(writer, &paused, now).await? {
            return Err(StoreError::Busy("the profile was changed".to_owned()).into());
        }
        self.take_back_all(writer, person).await?;
        wait_list::look_again(&self.context, writer, person).await?;
        Ok(outbox::publish(writer, &Event::PersonChanged(PersonChanged { id: person }), [], now).await?)
    }

    /// Takes back what somebody who begins a break has asked of others, in the transaction of its cause.
    pub async fn take_back_all(&self, writer: &Writer, person: UserId) -> Result<(), CoffeeChatError> {
        let statuses = vec![CoffeeChatStatus::Pending];
        let asked = ListFilter { user: person, side: Side::Requester, statuses, before: None };
        for open in coffee_chat::list(writer, &asked, MOST_OPEN).await? {
            let Some(chat) = coffee_chat::find_locked(writer, open.id).await? else { continue };
            if chat.position.status != CoffeeChatStatus::Pending || self.has_lapsed(&chat) {
                continue;
            }
            let taken_back = self.take_back(writer, &chat, Side::Requester).await?;
            self.write_pause_letter(writer, &taken_back).await?;
        }
        Ok(())
    }
}
