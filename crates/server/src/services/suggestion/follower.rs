//! Keeps the population equal to the database: loads it once, then follows the events.

use std::collections::HashSet;
use std::time::Duration;

use chrono::TimeDelta;
use matching::eligibility::VIEWS_REST_DAYS;
use matching::{Day, Population};
use model::event::{CoffeeChatChanged, ConnectionChanged, Event};
use model::id::{CoffeeChatRequestId, UserId};
use model::industry::tree;
use model::suggestion::DismissalReason;
use store::matching::{self as rows, Scope};
use store::{StoreError, outbox};
use tokio_util::sync::CancellationToken;

use super::SuggestionService;
use super::ledger::{Ledger, ViewLedger};

/// How long the outbox may go unread when nothing wakes the follower: another node may have written.
const POLL: Duration = Duration::from_secs(1);
const BATCH: u64 = 1_000;
/// Views older than this can neither count as appearances nor be part of a rest.
const VIEWS_COUNT_DAYS: i64 = 2 * VIEWS_REST_DAYS as i64;
/// When so many people changed at once (an import), everything is read anew.
const RELOAD_FROM: usize = 5_000;

/// How far the events are followed.
#[derive(Clone, Copy, Debug)]
pub struct Position(i64);

/// Whom the events concern.
#[derive(Debug, Default)]
struct Touched {
    people: HashSet<UserId>,
    pairs: HashSet<(UserId, UserId)>,
    views: HashSet<(UserId, UserId)>,
    chats: HashSet<CoffeeChatRequestId>,
}

impl SuggestionService {
    /// Follows the events until told to stop.
    pub async fn follow(self, stop: CancellationToken) {
        let mut commits = self.context.commits();
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::warn!(%error, "the population cannot be brought up to date");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                _ = commits.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Brings the population up to what is committed now, and to the present day.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let mut position = self.position.lock().await;
        let mut at = match *position {
            Some(position) => position,
            None => self.load().await?,
        };
        loop {
            let entries = outbox::after(self.context.read(), at.0, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { break };
            let mut touched = Touched::default();
            entries.iter().for_each(|entry| touched.note(&entry.event));
            if touched.people.len() >= RELOAD_FROM {
                at = self.load().await?;
                continue;
            }
            self.refresh(touched).await?;
            at = Position(last);
        }
        *position = Some(at);
        self.renew_day();
        Ok(())
    }

    /// Reads everyone anew: after rows were written without events, as an import of a whole community does.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let mut position = self.position.lock().await;
        *position = Some(self.load().await?);
        Ok(())
    }

    /// Reads one person anew, whether or not an event told of them.
    pub(super) async fn refresh_person(&self, id: UserId) -> Result<(), StoreError> {
        let _alone = self.position.lock().await;
        self.refresh(Touched { people: HashSet::from([id]), ..Touched::default() }).await
    }

    fn renew_day(&self) {
        let today = Day::of(self.context.now());
        if self.read_population().today() != today {
            self.change_population().renew(today);
        }
    }

    /// Reads everyone. The position is taken first: what happens meanwhile is read twice rather than never.
    async fn load(&self) -> Result<Position, StoreError> {
        let database = self.context.read();
        let position = Position(outbox::last_seq(database).await?);
        let everyone = Scope::Everyone;
        let (ledger, views) = self.ledgers(everyone).await?;
        let profiles = rows::profiles(database, everyone).await?;
        let mut population = self.empty_population();
        profiles.into_iter().for_each(|profile| population.put(ledger.person(profile)));
        ledger.contacts().for_each(|contact| population.join(contact));
        for (looker, person, history) in ledger.histories() {
            population.set_history(looker, person, history.clone());
        }
        for (looker, person, views) in views.views() {
            population.set_views(looker, person, views);
        }
        for (person, by_day) in views.appearances() {
            population.set_appearances(person, by_day);
        }
        tracing::info!(people = population.len(), "the population is loaded");
        *self.change_population() = population;
        Ok(position)
    }

    fn empty_population(&self) -> Population {
        let population = self.read_population();
        Population::new(tree(), population.weights(), population.community(), Day::of(self.context.now()))
    }

    async fn ledgers(&self, scope: Scope<'_>) -> Result<(Ledger, ViewLedger), StoreError> {
        let database = self.context.read();
        let now = self.context.now();
        let dismissed_since = now - TimeDelta::days(i64::from(DismissalReason::Unstated.rests_days()));
        let viewed_after = now.date_naive() - TimeDelta::days(VIEWS_COUNT_DAYS);
        let ledger = Ledger::new(
            &rows::chats(database, scope).await?,
            &rows::connections(database, scope).await?,
            &rows::blocks(database, scope).await?,
            &rows::dismissals(database, scope, dismissed_since).await?,
        );
        Ok((ledger, ViewLedger::new(&rows::views(database, scope, viewed_after).await?)))
    }

    /// Reads anew whom the events concern.
    async fn refresh(&self, mut touched: Touched) -> Result<(), StoreError> {
        for chat in std::mem::take(&mut touched.chats) {
            if let Some((a, b)) = rows::people_of_chat(self.context.read(), chat).await? {
                touched.pair(a, b);
            }
        }
        let people: Vec<UserId> = touched.everyone();
        if people.is_empty() {
            return Ok(());
        }
        let (ledger, views) = self.ledgers(Scope::People(&people)).await?;
        let profiles = rows::profiles(self.context.read(), Scope::People(&people)).await?;
        let mut population = self.change_population();
        touched.apply(&mut population, &people, profiles, &ledger, &views);
        Ok(())
    }
}

impl Touched {
    fn note(&mut self, event: &Event) {
        match event {
            Event::PersonChanged(person) => drop(self.people.insert(person.id)),
            Event::PairChanged(pair) => self.pair(pair.a, pair.b),
            Event::SuggestionsShown(shown) => {
                self.views.extend(shown.shown_ids.iter().map(|person| (shown.viewer_id, *person)));
            }
            Event::ConnectionRequested(ConnectionChanged { requester_id, addressee_id, .. })
            | Event::ConnectionAccepted(ConnectionChanged { requester_id, addressee_id, .. })
            | Event::ConnectionRemoved(ConnectionChanged { requester_id, addressee_id, .. }) => {
                self.pair(*requester_id, *addressee_id);
            }
            Event::CoffeeChatRequested(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatAccepted(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatDeclined(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatCountered(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatExpired(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatWithdrawn(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatCancelled(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatRescheduled(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatCompleted(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatNoShow(CoffeeChatChanged { id, .. })
            | Event::CoffeeChatNotHeld(CoffeeChatChanged { id, .. }) => drop(self.chats.insert(*id)),
            _ => {}
        }
    }

    fn pair(&mut self, a: UserId, b: UserId) {
        self.people.extend([a, b]);
        self.pairs.insert((a, b));
    }

    fn everyone(&self) -> Vec<UserId> {
        let seen = self.views.iter().map(|(_, person)| *person);
        let everyone: HashSet<UserId> = self.people.iter().copied().chain(seen).collect();
        everyone.into_iter().collect()
    }

    fn apply(
        &self,
        population: &mut Population,
        people: &[UserId],
        profiles: Vec<rows::MatchProfile>,
        ledger: &Ledger,
        views: &ViewLedger,
    ) {
        let found: HashSet<UserId> = profiles.iter().map(|profile| profile.user_id).collect();
        let newcomers: HashSet<UserId> = found.iter().copied().filter(|id| !population.knows(*id)).collect();
        profiles.into_iter().for_each(|profile| population.put(ledger.person(profile)));
        ledger
            .contacts()
            .filter(|contact| newcomers.contains(&contact.a) || newcomers.contains(&contact.b))
            .for_each(|contact| population.join(contact));
        for id in people.iter().filter(|id| !found.contains(id)) {
            population.remove(*id);
        }
        for (a, b) in &self.pairs {
            for (looker, person) in [(*a, *b), (*b, *a)] {
                population.set_history(looker, person, ledger.between(looker, person));
                population.set_views(looker, person, views.between(looker, person));
            }
            match ledger.contact(*a, *b) {
                Some(contact) => population.join(contact),
                None => population.part(*a, *b),
            }
        }
        for (looker, person) in &self.views {
            population.set_views(*looker, *person, views.between(*looker, *person));
        }
        for person in people {
            population.set_appearances(*person, views.appearances_of(*person));
        }
    }
}
