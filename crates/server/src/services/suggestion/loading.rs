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

type Pages<P> = mpsc::Receiver<Result<P, StoreError>>;

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
        let (profiles, contact_lists) = (self.all_profiles(), self.all_contact_lists());
        let empty = self.empty_population();
        let gathered = tokio::task::spawn_blocking(move || gather(empty, profiles, contact_lists, &ledger));
        let mut population = gathered.await.expect("putting people in order does not panic")?;
        views.tell(&mut population);
        tracing::info!(people = population.len(), "the population is loaded");
        *self.change_population() = population;
        Ok(Position { seq, read_twice_until: outbox::last_seq(database).await? })
    }

    pub(super) fn empty_population(&self) -> Population {
        let population = self.read_population();
        Population::new(tree(), population.weights(), population.community(), Day::of(self.context.now()))
    }

    fn all_profiles(&self) -> Pages<ProfilePage> {
        let database = self.context.read().clone();
        let read = move |after| {
            let database = database.clone();
            async move { rows::profiles_after(&database, after, PAGE).await }
        };
        read_ahead(read, ProfilePage::last)
    }

    fn all_contact_lists(&self) -> Pages<Vec<ContactList>> {
        let database = self.context.read().clone();
        let read = move |after| {
            let database = database.clone();
            async move { rows::contact_lists(&database, after, PAGE).await }
        };
        read_ahead(read, |lists| Ok(lists.last().map(|(person, _)| *person)))
    }
}

/// Reads page after page on a task of its own, ahead of whoever takes them.
fn read_ahead<P, F>(
    read: impl Fn(Option<UserId>) -> F + Send + 'static,
    last: fn(&P) -> Result<Option<UserId>, StoreError>,
) -> Pages<P>
where
    P: Send + 'static,
    F: Future<Output = Result<P, StoreError>> + Send,
{
    let (pages, taken) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut after = None;
        loop {
            let page = read(after).await.and_then(|page| Ok((last(&page)?, page)));
            after = page.as_ref().ok().and_then(|(last, _)| *last);
            if pages.send(page.map(|(_, page)| page)).await.is_err() || after.is_none() {
                break;
            }
        }
    });
    taken
}

fn gather(
    empty: Population,
    mut profiles: Pages<ProfilePage>,
    mut contact_lists: Pages<Vec<ContactList>>,
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
