//! The list: the best by their words, checked once more against the database, with quotes that still stand.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use matching::ai_match::{AiMatch, Facet, Facets, Given, ProfileTexts, Purpose, Question};
use matching::{Filter, Ranked};
use model::Timestamp;
use model::id::UserId;
use model::person::Person;
use model::profile::Profile;
use store::{StoreError, embedding, profile, time_cell};

use super::circumstances::{Asker, DAYS_AHEAD};
use super::known::{facets_of, mark_of};
use super::{AiMatchError, AiMatchService};
use crate::services::suggestion::Suggestion;

/// The longest list.
pub const PLACES: usize = 20;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct AiMatchWish {
    /// Whether help goes one way alone.
    pub is_mentorship: bool,
    /// At most so many people.
    pub limit: usize,
}

/// What two people wrote that fits together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The other's words, as they stand in their profile.
    pub theirs: String,
    /// The asker's own words.
    pub mine: String,
}

/// Somebody who can help, or be helped.
pub struct AiMatchFound {
    /// The card, and what the match score is made of.
    pub suggestion: Suggestion,
    /// The score in 0 to 1.
    pub score: f64,
    /// The other's offer that meets a need of the asker.
    pub i_can_get: Vec<Quote>,
    /// The other's need that an offer of the asker meets.
    pub i_can_give: Vec<Quote>,
}

/// The answer.
pub struct AiMatchList {
    /// People, the best first.
    pub items: Vec<AiMatchFound>,
    /// The model that compared the words, as `id@version`; none while nothing is read.
    pub model: Option<String>,
    /// What the asker has not told yet and the list lives on.
    pub missing: Vec<Facet>,
    /// Whether many profiles are still to be read, by the model or into memory.
    pub is_preparing: bool,
}

impl AiMatchService {
    /// Who can help the person, and whom the person can help.
    pub async fn list(&self, asker: UserId, wish: AiMatchWish) -> Result<AiMatchList, AiMatchError> {
        self.suggestions.be_current(asker).await?;
        self.catch_up().await?;
        let are_known = self.are_known().await;
        let missing = self.hear(asker).await?;
        let items = if are_known && !missing.contains(&Facet::Seeks) {
            self.find(asker, wish).await?
        } else {
            Vec::new()
        };
        let model = self.read_known().as_ref().map(|known| super::key_of(known.space.model()));
        let is_preparing = !are_known || self.is_reading_everybody().await?;
        Ok(AiMatchList { items, model, missing, is_preparing })
    }

    /// Reads the asker's own words at once when they have changed, and tells what they leave out.
    async fn hear(&self, asker: UserId) -> Result<Vec<Facet>, StoreError> {
        match self.read_people(&[asker]).await {
            // Not by the event: a follower may have to wait for other transactions to end.
            Ok(()) => self.refresh(&[asker]).await?,
            Err(error) => tracing::warn!(%error, "the asker's words cannot be read; the former ones answer"),
        }
        let texts = embedding::texts(self.context.read(), &[asker]).await?;
        let Some(text) = texts.first() else { return Ok(vec![Facet::Seeks, Facet::Offers]) };
        let facets = facets_of(text);
        let wanted = [(Facet::Seeks, facets.seeks.is_empty()), (Facet::Offers, text.offers.is_empty())];
        Ok(wanted.into_iter().filter(|(_, is_empty)| *is_empty).map(|(facet, _)| facet).collect())
    }

    /// Searches until everybody on the list passes the last check: each turn leaves out at least one more.
    async fn find(&self, asker: UserId, wish: AiMatchWish) -> Result<Vec<AiMatchFound>, AiMatchError> {
        let now = self.context.now();
        let until = now + TimeDelta::days(i64::from(DAYS_AHEAD));
        let promised = time_cell::taken(self.context.read(), asker, now, until).await?.len();
        let mut passed_over = HashSet::new();
        loop {
            let (found, scores) = self.search(asker, wish, now, promised, passed_over.clone()).await;
            let people: Vec<UserId> = found.iter().map(|found| found.person).collect();
            let cards = self.suggestions.showable(asker, &people).await?;
            let gone: Vec<UserId> = people.into_iter().filter(|id| !cards.contains_key(id)).collect();
            if gone.is_empty() {
                return self.describe(asker, found, &scores, cards).await;
            }
            passed_over.extend(gone);
        }
    }

    /// The search, on a thread of its own: it reads the whole community.
    async fn search(
        &self,
        asker: UserId,
        wish: AiMatchWish,
        now: Timestamp,
        promised: usize,
        passed_over: HashSet<UserId>,
    ) -> (Vec<AiMatch>, HashMap<UserId, Ranked>) {
        let service = self.clone();
        let searched = tokio::task::spawn_blocking(move || {
            let mut scores = HashMap::new();
            let known = service.read_known();
            let Some(known) = &*known else { return (Vec::new(), scores) };
            let population = service.suggestions.read_population();
            let filter = Filter::default();
            let asking = Asker {
                id: asker,
                now,
                population: &population,
                filter: &filter,
                known,
                passed_over: &passed_over,
                promised_quarters: u32::try_from(promised).unwrap_or(u32::MAX),
            };
            let purpose = if wish.is_mentorship { Purpose::Mentorship } else { Purpose::Mutual };
            let question = Question { seeker: asker, purpose, limit: wish.limit };
            let found = known.space.answer(&question, asking.circumstances(&mut scores));
            (found, scores)
        });
        searched.await.expect("searching does not panic")
    }

    /// The people with their reasons; whoever no longer says what was found is left out.
    async fn describe(
        &self,
        asker: UserId,
        found: Vec<AiMatch>,
        scores: &HashMap<UserId, Ranked>,
        cards: HashMap<UserId, Person>,
    ) -> Result<Vec<AiMatchFound>, AiMatchError> {
        let people: Vec<UserId> = found.iter().map(|found| found.person).chain([asker]).collect();
        let profiles = profile::find_all(self.context.read(), &people).await?;
        let said: HashMap<UserId, Facets> =
            profiles.iter().map(|profile| (profile.user_id, words_of(profile))).collect();
        let ranked = found.iter().filter_map(|found| scores.get(&found.person).copied()).collect();
        let described = self.suggestions.describe(asker, ranked, cards).await?;
        let mut described: HashMap<UserId, Suggestion> =
            described.into_iter().map(|suggestion| (suggestion.person.id, suggestion)).collect();
        let item = |found: AiMatch| {
            let (mine, theirs) = (said.get(&asker)?, said.get(&found.person)?);
            let (getting, giving) = (given(mine, theirs), given(theirs, mine));
            let (need, offer) = getting.quote(&found.i_can_get?)?;
            let give = found.i_can_give.and_then(|pair| giving.quote(&pair));
            Some(AiMatchFound {
                suggestion: described.remove(&found.person)?,
                score: found.score,
                i_can_get: vec![quote(offer, need)],
                i_can_give: give.map(|(need, offer)| quote(need, offer)).into_iter().collect(),
            })
        };
        Ok(found.into_iter().filter_map(item).collect())
    }
}

fn given<'a>(seeker: &'a Facets, helper: &'a Facets) -> Given<'a> {
    Given { seeker, helper, mark: mark_of }
}

fn quote(theirs: &str, mine: &str) -> Quote {
    Quote { theirs: theirs.to_owned(), mine: mine.to_owned() }
}

fn words_of(profile: &Profile) -> Facets {
    Facets::of(&ProfileTexts {
        name: &profile.name,
        headline: &profile.headline,
        bio: &profile.bio,
        interests: &profile.interests,
        seeks: &profile.seeks,
        offers: &profile.offers,
    })
}
