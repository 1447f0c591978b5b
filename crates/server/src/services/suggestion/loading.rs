//! Reads everyone from the database into a new population.

use std::sync::atomic::Ordering;

use matching::{Day, Gathering, Population};
use model::id::UserId;
use model::industry::tree;
use store::matching::{self as rows, ContactList, ProfilePage, Scope};
use store::{StoreError, outbox};
use tokio::sync::mpsc;

use super::SuggestionService;
use super::follower::Position;
use super::ledger::Ledger;

/// People, and lists of contacts, that are read at once.
const PAGE: u64 = 10_000;

impl SuggestionService {
    /// Reads everyone anew: after rows were written without events, as an import of a whole community does.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let mut position = self.position.lock().await;
        let loaded = self.load().await?;
        *position = Some(loaded);
        self.reached.store(loaded.seq, Ordering::Relaxed);
        Ok(())
    }

    /// Reads everyone. The position is taken first: what happens meanwhile is read twice rather than never.
    pub(super) async fn load(&self) -> Result<Position, StoreError> {
        let database = self.context.read();
        let seq = outbox::last_seq(database).await?;
        let ledger = self.ledger(Scope::Everyone, false).await?;
        let views = self.views(Scope::Everyone).await?;
        let (to_profiles, profiles) = mpsc::channel(1);
        let (to_lists, contact_lists) = mpsc::channel(1);
        let empty = self.empty_population();
        let gathered = tokio::task::spawn_blocking(move || gather(empty, profiles, contact_lists, &ledger));
        let read_profiles = |after| rows::profiles_after(database, after, PAGE);
        let read_lists = |after| rows::contact_lists(database, after, PAGE);
        let (gathered, (), ()) = tokio::join!(
            gathered,
            hand_over(to_profiles, read_profiles, ProfilePage::last),
            hand_over(to_lists, read_lists, |lists| Ok(lists.last().map(|(person, _)| *person))),
        );
        let mut population = gathered.expect("putting people in order does not panic")?;
        views.tell(&mut population);
        tracing::info!(people = population.len(), "the population is loaded");
        *self.change_population() = population;
        Ok(Position { seq, read_twice_until: outbox::last_seq(database).await? })
    }

    pub(super) fn empty_population(&self) -> Population {
        let population = self.read_population();
        Population::new(tree(), population.weights(), population.community(), Day::of(self.context.now()))
    }
}

/// Reads page after page, one ahead of whoever takes them, until a page is empty or nobody takes them any more.
async fn hand_over<P, F: Future<Output = Result<P, StoreError>>>(
    pages: mpsc::Sender<Result<P, StoreError>>,
    read: impl Fn(Option<UserId>) -> F,
    last: fn(&P) -> Result<Option<UserId>, StoreError>,
) {
    let mut after = None;
    loop {
        let page = read(after).await.and_then(|page| Ok((last(&page)?, page)));
        after = page.as_ref().ok().and_then(|(last, _)| *last);
        if pages.send(page.map(|(_, page)| page)).await.is_err() || after.is_none() {
            break;
        }
    }
}

fn gather(
    empty: Population,
    mut profiles: mpsc::Receiver<Result<ProfilePage, StoreError>>,
    mut contact_lists: mpsc::Receiver<Result<Vec<ContactList>, StoreError>>,
    ledger: &Ledger,
) -> Result<Population, StoreError> {
    let mut gathering = Gathering::new(empty);
    while let Some(page) = profiles.blocking_recv() {
        for profile in page?.read() {
            gathering.person(ledger.person(profile?));
        }
    }
    while let Some(page) = contact_lists.blocking_recv() {
        page?.into_iter().for_each(|(one, others)| gathering.contacts(one, others, true));
    }
    ledger.contacts().for_each(|met| gathering.contacts(met.a, [met.b], false));
    let mut population = gathering.finish();
    ledger.blocked().for_each(|(a, b)| population.part(a, b));
    ledger.tell(&mut population);
    Ok(population)
}
