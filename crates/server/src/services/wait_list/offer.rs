//! Telling those who wait that there is a place: one at a time for each place, in their order.

use model::Timestamp;
use model::id::{JobId, UserId};
use model::wait_list::{Moves, OFFER, Wait, moves, next_passing};
use model::wall_clock::{Zone, both_clocks};
use serde_json::json;
use store::job::{self, NewJob};
use store::person_contact::PersonContact;
use store::{StoreError, Writer, eligibility, wait_list};

use super::WaitListService;
use crate::context::Context;
use crate::mail::{Address, Letter, News, Step, Subject, Why};
use crate::services::asking;

/// The job that looks whether those who wait for a person can be told of a place; its payload is
/// `{"person_id": ...}`.
pub const OFFER_PLACES: &str = "offer_places";

/// Has the line for a person looked at, in the transaction of whatever may have opened or taken a place.
pub async fn look_again(context: &Context, writer: &Writer, person: UserId) -> Result<(), StoreError> {
    match wait_list::is_awaited(writer, person).await? {
        true => look_at(context, writer, person, context.now(), None).await,
        false => Ok(()),
    }
}

async fn look_at(
    context: &Context,
    writer: &Writer,
    person: UserId,
    run_at: Timestamp,
    dedupe_key: Option<String>,
) -> Result<(), StoreError> {
    let now = context.now();
    let id = JobId::new(now, context.chance());
    let payload = json!({ "person_id": person });
    job::enqueue(writer, &NewJob { id, kind: OFFER_PLACES, payload, dedupe_key, run_at }, now).await?;
    Ok(())
}

impl WaitListService {
    /// Offers the free places of a person to those who wait for them. The person is told nothing.
    pub async fn offer_places(&self, person: UserId) -> Result<(), StoreError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        eligibility::lock_person(&writer, person).await?;
        let line = wait_list::line(&writer, person).await?;
        let facts = wait_list::rooms(&writer, &[person], asking::month_before(now)).await?.remove(&person);
        let Some(facts) = facts.filter(|_| !line.is_empty()) else { return Ok(()) };
        let break_ends = facts.paused_until.filter(|until| now < *until);
        let room = asking::room(facts, now);
        let places = room.as_ref().map_or(0, |room| room.places(now));
        let may_ask = self.first_who_may_ask(&writer, person, &line, places).await?;
        let moves = moves(&line, places, |waiter| may_ask.contains(&waiter), now);
        write_down(&writer, person, &moves, now).await?;
        let line = wait_list::line(&writer, person).await?;
        let opens_at = room.and_then(|room| room.opens_at(now));
        self.plan_next(&writer, person, [next_passing(&line, now), opens_at, break_ends]).await?;
        self.tell(&writer, person, &moves.offered, now + OFFER).await?;
        self.context.commit(writer).await
    }

    /// As many as there are places, of those who were not told yet.
    async fn first_who_may_ask(
        &self,
        writer: &Writer,
        person: UserId,
        line: &[Wait],
        places: usize,
    ) -> Result<Vec<UserId>, StoreError> {
        let now = self.context.now();
        let mut found = Vec::new();
        for wait in line.iter().filter(|wait| wait.offered_at.is_none() && now < wait.ends_at()) {
            if found.len() >= places {
                break;
            }
            let is_here =
                self.mail.contacts(writer, &[wait.waiter_id]).await?.iter().any(|one| one.is_active);
            if is_here && asking::refusal(writer, wait.waiter_id, person, now).await?.is_none() {
                found.push(wait.waiter_id);
            }
        }
        Ok(found)
    }

    /// Looks again at the first of these instants: an offer passes, a place opens, a break ends.
    async fn plan_next(
        &self,
        writer: &Writer,
        person: UserId,
        instants: [Option<Timestamp>; 3],
    ) -> Result<(), StoreError> {
        let now = self.context.now();
        let Some(next) = instants.into_iter().flatten().filter(|at| now < *at).min() else { return Ok(()) };
        let key = format!("{OFFER_PLACES}:{person}:{}", next.timestamp_micros());
        look_at(&self.context, writer, person, next, Some(key)).await
    }

    async fn tell(
        &self,
        writer: &Writer,
        person: UserId,
        offered: &[UserId],
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let contacts = self.mail.contacts(writer, &[offered, &[person]].concat()).await?;
        let contact = |id: UserId| contacts.iter().find(|contact| contact.id == id);
        let Some(person) = contact(person) else { return Ok(()) };
        for waiter in offered.iter().filter_map(|waiter| contact(*waiter)) {
            let letter = self.letter(waiter, person, until);
            self.mail.write(writer, Address::new(&waiter.name, &waiter.email), &letter).await?;
        }
        for waiter in offered {
            let data = json!({ "person_id": person.id, "person_name": person.given_name(), "until": until });
            self.notifications.notify(writer, *waiter, "wait_list_place", data).await?;
        }
        Ok(())
    }

    fn letter(&self, waiter: &PersonContact, person: &PersonContact, until: Timestamp) -> Letter {
        let words = self.mail.words(waiter.language);
        let zone = Zone::named_or_utc(waiter.time_zone.as_deref());
        let until = both_clocks(until, &zone, None, words.language());
        let name = person.given_name();
        Letter::to(waiter.given_name(), words, Subject::Room(name))
            .tell(News::Room(&person.name, &until))
            .with_button(Step::Ask(name), self.mail.link(&format!("/people/{}", person.id)))
            .because(Why::Waiting(name))
    }
}

async fn write_down(
    writer: &Writer,
    person: UserId,
    moves: &Moves,
    now: Timestamp,
) -> Result<(), StoreError> {
    for waiter in &moves.requeued {
        wait_list::requeue(writer, person, *waiter, now).await?;
    }
    for waiter in &moves.returned {
        wait_list::set_offered(writer, person, *waiter, None).await?;
    }
    for waiter in &moves.offered {
        wait_list::set_offered(writer, person, *waiter, Some(now)).await?;
    }
    Ok(())
}
