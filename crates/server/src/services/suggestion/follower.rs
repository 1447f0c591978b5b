//! Keeps the population equal to the database by following the events.

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::TimeDelta;
use matching::eligibility::VIEWS_REST_DAYS;
use matching::{Day, Population};
use model::event::{CoffeeChatChanged, ConnectionChanged, Event, SuggestionsShown};
use model::id::{CoffeeChatRequestId, UserId};
use model::suggestion::DismissalReason;
use store::matching::{self as rows, Scope};
use store::outbox::OutboxEntry;
use store::{StoreError, outbox};
use tokio::sync::OwnedMutexGuard;
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
/// How long an answer waits for what was just committed. What must not be shown is checked in the database anyway.
const PATIENCE: Duration = Duration::from_millis(100);
/// How often the population is written down.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(3600);

/// How far the events are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The last event that is in the population.
    pub seq: i64,
    /// Up to here events may be in the population already: counting them again would count twice.
    pub read_twice_until: i64,
}

/// Whom the events concern.
#[derive(Debug, Default)]
struct Touched {
    people: HashSet<UserId>,
    pairs: HashSet<(UserId, UserId)>,
    views: HashSet<(UserId, UserId)>,
    /// Views that are counted as they are told, without reading anything.
    shown: Vec<(SuggestionsShown, Day)>,
    chats: HashSet<CoffeeChatRequestId>,
}

impl SuggestionService {
    /// Follows the events until told to stop; then writes the population down.
    pub async fn follow(self, stop: CancellationToken) {
        let mut commits = self.context.commits();
        self.take_snapshot_up().await;
        let mut written_at = tokio::time::Instant::now();
        loop {
            let seen = *commits.borrow_and_update();
            match self.advance().await {
                Ok(()) => {
                    metrics::gauge!("homecoming_index_people").set(self.read_population().len() as f64);
                    self.caught_up.send_replace(Some(seen));
                }
                Err(error) => tracing::warn!(%error, "the population cannot be brought up to date"),
            }
            if written_at.elapsed() >= SNAPSHOT_EVERY {
                self.write_snapshot().await;
                written_at = tokio::time::Instant::now();
            }
            tokio::select! {
                () = stop.cancelled() => break,
                _ = commits.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        self.write_snapshot().await;
    }

    /// Waits until the population is read, and until what this node committed is in it; for that not long: a list that
    /// lags by a moment is better than none.
    pub async fn catch_up(&self) {
        let committed = *self.context.commits().borrow();
        let mut caught_up = self.caught_up.subscribe();
        caught_up.wait_for(Option::is_some).await.expect("the sender is this service's own");
        let is_current = caught_up.wait_for(|seen| seen.is_some_and(|seen| seen >= committed));
        if tokio::time::timeout(PATIENCE, is_current).await.is_err() {
            metrics::counter!("homecoming_suggestions_behind_total").increment(1);
        }
    }

    /// Brings the population up to what is committed, and to the present day.
    async fn advance(&self) -> Result<(), StoreError> {
        let mut position = self.position.lock().await;
        self.bring_up(&mut position).await
    }

    /// The same for whoever holds the position.
    pub(super) async fn bring_up(&self, position: &mut Option<Position>) -> Result<(), StoreError> {
        let mut at = match *position {
            Some(position) => position,
            None => self.load().await?,
        };
        loop {
            let entries = outbox::after(self.context.read(), at.seq, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { break };
            let touched = Touched::of(&entries, at.read_twice_until);
            if touched.people.len() >= RELOAD_FROM {
                at = self.load().await?;
                continue;
            }
            if self.refresh(touched).await? {
                at.read_twice_until = outbox::last_seq(self.context.read()).await?;
            }
            at.seq = last;
        }
        *position = Some(at);
        self.reached.store(at.seq, Ordering::Relaxed);
        self.renew_day().await;
        Ok(())
    }

    /// Keeps the population as it is while the guard lives, whatever happens.
    pub async fn hold(&self) -> OwnedMutexGuard<Option<Position>> {
        self.position.clone().lock_owned().await
    }

    /// Reads one person anew, whether or not an event told of them.
    pub(super) async fn refresh_person(&self, id: UserId) -> Result<(), StoreError> {
        let Ok(mut position) = tokio::time::timeout(PATIENCE, self.position.lock()).await else {
            return Ok(());
        };
        self.refresh(Touched { people: HashSet::from([id]), ..Touched::default() }).await?;
        if let Some(position) = position.as_mut() {
            position.read_twice_until = outbox::last_seq(self.context.read()).await?;
        }
        Ok(())
    }

    /// Works out the new day beside the present one: answers wait only for the exchange.
    async fn renew_day(&self) {
        let today = Day::of(self.context.now());
        if self.read_population().today() == today {
            return;
        }
        let service = self.clone();
        let renewed = tokio::task::spawn_blocking(move || {
            let renewal = service.read_population().renewal(today);
            service.change_population().install(renewal);
        });
        renewed.await.expect("a new day does not panic");
    }

    /// What was done between people. Connections are left out where they are read otherwise: for everyone they are many.
    pub(super) async fn ledger(
        &self,
        scope: Scope<'_>,
        with_connections: bool,
    ) -> Result<Ledger, StoreError> {
        let database = self.context.read();
        let dismissed_since =
            self.context.now() - TimeDelta::days(i64::from(DismissalReason::Unstated.rests_days()));
        Ok(Ledger::new(
            &rows::chats(database, scope).await?,
            &if with_connections { rows::connections(database, scope).await? } else { Vec::new() },
            &rows::blocks(database, scope).await?,
            &rows::dismissals(database, scope, dismissed_since).await?,
        ))
    }

    /// Who was seen when.
    pub(super) async fn views(&self, scope: Scope<'_>) -> Result<ViewLedger, StoreError> {
        let viewed_after = self.context.now().date_naive() - TimeDelta::days(VIEWS_COUNT_DAYS);
        Ok(ViewLedger::new(&rows::views(self.context.read(), scope, viewed_after).await?))
    }

    /// Reads anew whom the events concern, and counts views. `true` when something was read.
    async fn refresh(&self, mut touched: Touched) -> Result<bool, StoreError> {
        for chat in std::mem::take(&mut touched.chats) {
            if let Some((a, b)) = rows::people_of_chat(self.context.read(), chat).await? {
                touched.pair(a, b);
            }
        }
        let people: Vec<UserId> = touched.everyone();
        if people.is_empty() {
            touched.count_views(&mut self.change_population());
            return Ok(false);
        }
        let ledger = self.ledger(Scope::People(&people), true).await?;
        let views = self.views(Scope::People(&people)).await?;
        let profiles = rows::profiles(self.context.read(), Scope::People(&people)).await?;
        let mut population = self.change_population();
        touched.apply(&mut population, &people, profiles, &ledger, &views);
        touched.count_views(&mut population);
        Ok(true)
    }
}

impl Touched {
    /// Whom the events concern. Views up to `read_twice_until` may have been read from the database before.
    fn of(entries: &[OutboxEntry], read_twice_until: i64) -> Self {
        let mut touched = Self::default();
        for entry in entries {
            match &entry.event {
                Event::SuggestionsShown(shown) if entry.seq > read_twice_until => {
                    touched.shown.push((shown.clone(), Day::of(entry.created_at)));
                }
                event => touched.note(event),
            }
        }
        touched
    }

    /// Counts views of people who were not read anew.
    fn count_views(&self, population: &mut Population) {
        let read: HashSet<UserId> = self.everyone().into_iter().collect();
        for (shown, day) in &self.shown {
            for person in shown.shown_ids.iter().filter(|person| !read.contains(person)) {
                population.add_view(shown.viewer_id, *person, *day);
            }
        }
    }

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
