//! Whom a member could meet: the population kept in memory, the list made from it, and what is done with the list.

pub mod audit;
mod follower;
pub mod health;
mod ledger;
mod loading;
mod snapshot;
mod wish;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, RwLock};

use chrono::TimeDelta;
use matching::eligibility::DECLINE_RESTS_DAYS;
use matching::{Day, Explanation, Population, Query, Ranked, Ranking, Weights};
use model::Timestamp;
use model::event::{Event, PairChanged, SuggestionsShown};
use model::id::UserId;
use model::industry::tree;
use model::person::Person;
use model::suggestion::DismissalReason;
use model::violation::Violations;
use store::{StoreError, matching as rows, outbox, person};
use thiserror::Error;
use tokio::sync::{Mutex, watch};

use crate::context::Context;
use audit::AuditLog;
use follower::Position;
pub use wish::SuggestionWish;

/// The places of a list.
pub const PLACES: usize = 20;

/// Suggestions.
#[derive(Clone)]
pub struct SuggestionService {
    context: Context,
    population: Arc<RwLock<Population>>,
    position: Arc<Mutex<Option<Position>>>,
    /// How many commits of this node were seen when the population was last brought up to date.
    caught_up: watch::Sender<Option<u64>>,
    audits: Arc<std::sync::Mutex<AuditLog>>,
    /// The last event that is in the population, to be read without waiting.
    reached: Arc<AtomicI64>,
}

/// Why there is no list.
#[derive(Debug, Error)]
pub enum SuggestionError {
    /// The filters cannot be understood.
    #[error("the filters cannot be understood")]
    Invalid(Violations),
    /// The person is not known, or not this one's to know.
    #[error("no such person")]
    UnknownPerson,
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A person worth meeting, with what speaks for it.
pub struct Suggestion {
    /// The card.
    pub person: Person,
    /// The score and its parts.
    pub ranked: Ranked,
    /// What the parts are made of.
    pub explanation: Explanation,
    /// Names of the contacts that may be named.
    pub contact_names: Vec<String>,
    /// Interests of both, as the person wrote them.
    pub shared_interests: Vec<String>,
}

impl SuggestionService {
    /// With the shared parts; the population is loaded when it is first needed, or by [`Self::follow`].
    pub fn new(context: Context) -> Self {
        let weights = &context.config().matching;
        let weights = Weights::new(
            weights.industry_weight,
            weights.proximity_weight,
            weights.mutual_weight,
            weights.activity_weight,
        )
        .expect("the configuration was checked at start");
        let today = Day::of(context.now());
        let community = context.config().site.public_url.clone();
        let population = Population::new(tree(), weights, community, today);
        Self {
            context,
            population: Arc::new(RwLock::new(population)),
            position: Arc::default(),
            caught_up: watch::channel(None).0,
            audits: Arc::default(),
            reached: Arc::default(),
        }
    }

    /// Whom the person could meet, the best first.
    pub async fn suggest(
        &self,
        looker: UserId,
        wish: &SuggestionWish,
    ) -> Result<Vec<Suggestion>, SuggestionError> {
        self.be_current(looker).await?;
        let now = self.context.now();
        let Some(mut ranking) = self.rank(looker, wish, now)? else {
            return Ok(Vec::new());
        };
        let mut cards = HashMap::new();
        loop {
            let list = ranking.list(PLACES);
            let mut asked: Vec<UserId> = list.iter().map(|ranked| ranked.id).collect();
            asked.retain(|id| !cards.contains_key(id));
            if asked.is_empty() {
                return self.describe(looker, list, cards).await;
            }
            cards.extend(self.showable(looker, &asked).await?);
            ranking.retain(|id| cards.contains_key(&id) || !asked.contains(&id));
        }
    }

    /// The cards of those of the people whom the looker's lists may hold by what is committed now, whatever the
    /// population knows.
    pub(in crate::services) async fn showable(
        &self,
        looker: UserId,
        people: &[UserId],
    ) -> Result<HashMap<UserId, Person>, StoreError> {
        let now = self.context.now();
        let shows_connections = self.read_population().suggests_connections(looker);
        let since = declined_since(now);
        rows::showable(self.context.read(), looker, people, shows_connections, since, now).await
    }

    /// Brings the population up to what is committed now, whether or not an event told of the looker.
    pub(in crate::services) async fn be_current(&self, looker: UserId) -> Result<(), StoreError> {
        self.catch_up().await;
        if !self.read_population().knows(looker) {
            self.refresh_person(looker).await?;
        }
        Ok(())
    }

    /// The ranking. It takes half a millisecond in a community of a million: handing it to another thread costs nearly
    /// as much.
    fn rank(
        &self,
        looker: UserId,
        wish: &SuggestionWish,
        now: Timestamp,
    ) -> Result<Option<Ranking>, SuggestionError> {
        let population = self.read_population();
        let filter = wish.filter(population.whereabouts(looker)).map_err(SuggestionError::Invalid)?;
        Ok(population.rank(&Query { looker, filter: &filter, now }))
    }

    /// The people with what speaks for them, in the same order; whoever has no card is left out.
    pub(in crate::services) async fn describe(
        &self,
        looker: UserId,
        list: Vec<Ranked>,
        mut cards: HashMap<UserId, Person>,
    ) -> Result<Vec<Suggestion>, SuggestionError> {
        let explained: Vec<(Ranked, Explanation)> = {
            let population = self.read_population();
            list.into_iter()
                .filter_map(|ranked| Some((ranked, population.explain(looker, ranked.id)?)))
                .collect()
        };
        let contacts = explained.iter().flat_map(|(_, explanation)| &explanation.named_contacts);
        let contacts: BTreeSet<UserId> = contacts.copied().collect();
        let names = person::names(self.context.read(), looker, &Vec::from_iter(contacts)).await?;
        let describe = |(ranked, explanation): (Ranked, Explanation)| {
            let person = cards.remove(&ranked.id)?;
            let contact_names =
                explanation.named_contacts.iter().filter_map(|id| names.get(id).cloned()).collect();
            let shared_interests = shared_interests(&person, &explanation);
            Some(Suggestion { person, ranked, explanation, contact_names, shared_interests })
        };
        Ok(explained.into_iter().filter_map(describe).collect())
    }

    /// Notes that cards were on the person's screen.
    pub async fn note_shown(&self, viewer: UserId, shown: &[UserId]) -> Result<(), SuggestionError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        let new = rows::note_views(&writer, viewer, shown, now).await?;
        if !new.is_empty() {
            let event = Event::SuggestionsShown(SuggestionsShown { viewer_id: viewer, shown_ids: new });
            outbox::publish(&writer, &event, [], now).await?;
        }
        Ok(self.context.commit(writer).await?)
    }

    /// Puts a person aside for half a year.
    pub async fn dismiss(
        &self,
        viewer: UserId,
        person: UserId,
        reason: DismissalReason,
    ) -> Result<(), SuggestionError> {
        let now = self.context.now();
        let visible = person::visible(self.context.read(), viewer, &[person]).await?;
        if viewer == person || visible.is_empty() {
            return Err(SuggestionError::UnknownPerson);
        }
        let writer = self.context.write().await?;
        rows::dismiss(&writer, viewer, person, reason, now).await?;
        let event = Event::PairChanged(PairChanged { a: viewer, b: person });
        outbox::publish(&writer, &event, [], now).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Takes back that a person was put aside. Of somebody who was not there is nothing to do.
    pub async fn restore(&self, viewer: UserId, person: UserId) -> Result<(), SuggestionError> {
        let writer = self.context.write().await?;
        if !rows::restore(&writer, viewer, person).await? {
            return Ok(());
        }
        let event = Event::PairChanged(PairChanged { a: viewer, b: person });
        outbox::publish(&writer, &event, [], self.context.now()).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// The population as it is.
    pub(in crate::services) fn read_population(&self) -> std::sync::RwLockReadGuard<'_, Population> {
        self.population.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn change_population(&self) -> std::sync::RwLockWriteGuard<'_, Population> {
        self.population.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Who declined after this is not shown again yet.
fn declined_since(now: Timestamp) -> Timestamp {
    now - TimeDelta::days(i64::from(DECLINE_RESTS_DAYS))
}

/// The shared interests in the words of the person shown.
fn shared_interests(person: &Person, explanation: &Explanation) -> Vec<String> {
    let is_shared = |interest: &&String| explanation.shared_interests.contains(&model::fold::tag(interest));
    person.interests.iter().filter(is_shared).cloned().collect()
}
