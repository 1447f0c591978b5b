//! Waiting for a place with somebody who is full. It is a private wish: the person waited for never learns of it.

mod offer;

use std::collections::HashMap;

use chrono::NaiveDate;
use matching::eligibility::{Exclusion, RequestAnswer};
use model::Timestamp;
use model::id::UserId;
use model::wait_list::{MOST_WAITS, Wait};
use store::{StoreError, Writer, person, wait_list};
use thiserror::Error;

use crate::context::Context;
use crate::services::asking;
use crate::services::mail::MailService;
use crate::services::notification::NotificationService;

pub use offer::{OFFER_PLACES, look_again};

/// Wait lists.
#[derive(Clone)]
pub struct WaitListService {
    context: Context,
    mail: MailService,
    notifications: NotificationService,
}

/// Why nobody is put in the line.
#[derive(Debug, Error)]
pub enum WaitListError {
    /// No such person, or not the caller's to know.
    #[error("there is no such person")]
    NotFound,
    /// The person is not full: they can be asked.
    #[error("there is room now")]
    HasRoom,
    /// The person could not be asked even with room; the slug says why.
    #[error("not possible: {0}")]
    NotPossible(&'static str),
    /// The caller waits for enough people.
    #[error("the caller waits for enough people")]
    WaitsEnough,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a person has room for a request, as another sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenRoom {
    /// They take chats, and cannot be asked at present because others asked first.
    pub is_full: bool,
    /// The day (UTC) on which there is about to be room; nothing when that is not known.
    pub next_opening: Option<NaiveDate>,
    /// That the viewer waits for them.
    pub wait: Option<Wait>,
}

impl WaitListService {
    /// With the shared parts.
    pub fn new(context: Context, mail: MailService, notifications: NotificationService) -> Self {
        Self { context, mail, notifications }
    }

    /// Puts somebody in the line for a person who is full. Who stands in it already keeps their turn.
    pub async fn join(&self, waiter: UserId, person: UserId) -> Result<SeenRoom, WaitListError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        let waits = wait_list::of(&writer, waiter, now).await?;
        if !waits.iter().any(|(waited_for, _)| *waited_for == person) {
            check_full(asking::refusal(&writer, waiter, person, now).await?)?;
            if waits.len() >= MOST_WAITS {
                return Err(WaitListError::WaitsEnough);
            }
            wait_list::join(&writer, waiter, person, now).await?;
            look_again(&self.context, &writer, person).await?;
        } else if person::visible(&writer, waiter, &[person]).await?.is_empty() {
            return Err(WaitListError::NotFound);
        }
        self.context.commit(writer).await?;
        Ok(self.rooms(waiter, &[person]).await?.remove(&person).unwrap_or_default())
    }

    /// Takes somebody out of the line. Whether they stood in it, and whether there is such a person, makes no
    /// difference.
    pub async fn leave(&self, waiter: UserId, person: UserId) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        if wait_list::leave(&writer, waiter, person).await? {
            look_again(&self.context, &writer, person).await?;
        }
        self.context.commit(writer).await
    }

    /// Whom somebody waits for and may look up, the longest first.
    pub async fn list(&self, waiter: UserId) -> Result<Vec<UserId>, StoreError> {
        let waits = wait_list::of(self.context.read(), waiter, self.context.now()).await?;
        let people: Vec<UserId> = waits.into_iter().map(|(person, _)| person).collect();
        let visible = person::visible(self.context.read(), waiter, &people).await?;
        Ok(people.into_iter().filter(|person| visible.contains_key(person)).collect())
    }

    /// Whether people whom the viewer sees have room.
    pub async fn rooms(
        &self,
        viewer: UserId,
        people: &[UserId],
    ) -> Result<HashMap<UserId, SeenRoom>, StoreError> {
        let now = self.context.now();
        let mut waits: HashMap<UserId, Wait> =
            wait_list::of(self.context.read(), viewer, now).await?.into_iter().collect();
        let others: Vec<UserId> = people.iter().copied().filter(|person| *person != viewer).collect();
        let facts = wait_list::rooms(self.context.read(), &others, asking::month_before(now)).await?;
        let seen = |(person, facts)| {
            let room = asking::room(facts, now);
            let is_full = room.as_ref().is_some_and(|room| room.is_full(now));
            let next_opening = room.and_then(|room| room.opens_on(now)).map(|day| day.date());
            (person, SeenRoom { is_full, next_opening, wait: waits.remove(&person) })
        };
        Ok(facts.into_iter().map(seen).collect())
    }
}

/// The day (UTC) on which a person who is full is about to have room.
pub async fn next_opening(
    writer: &Writer,
    person: UserId,
    now: Timestamp,
) -> Result<Option<NaiveDate>, StoreError> {
    let facts = wait_list::rooms(writer, &[person], asking::month_before(now)).await?.remove(&person);
    let day = facts.and_then(|facts| asking::room(facts, now)).and_then(|room| room.opens_on(now));
    Ok(day.map(|day| day.date()))
}

fn check_full(refusal: Option<Exclusion>) -> Result<(), WaitListError> {
    match refusal {
        Some(Exclusion::FullInbox | Exclusion::FullMonth) => Ok(()),
        Some(rule) if rule.request_answer() == RequestAnswer::Unknown => Err(WaitListError::NotFound),
        Some(rule) => Err(WaitListError::NotPossible(rule.code())),
        None => Err(WaitListError::HasRoom),
    }
}
