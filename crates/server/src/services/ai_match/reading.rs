//! Has profiles read by the model: those that changed at once, everybody when the model is another one.
//!
//! Reading may happen twice, also at the same time: what stands in the database already is not read again, and an older
//! version never takes the place of a newer one.

use std::collections::{HashMap, HashSet};

use matching::ai_match::{Facet, Facets, Phrase};
use model::event::{Event, InsightModelChanged, ProfilesEmbedded};
use model::id::{JobId, UserId};
use serde_json::json;
use store::embedding::{self, EmbeddedPhrase, EmbeddingState, ProfileText};
use store::job::{self, NewJob};
use store::{StoreError, Writer, outbox};

use super::known::{facets_of, hash_of};
use super::{AiMatchError, AiMatchService, key_of};
use crate::insight::Embedder;

/// The job that reads some people.
pub const READ_PEOPLE: &str = "read_profiles";
/// The job that reads everybody who is not read yet.
pub const READ_EVERYBODY: &str = "read_all_profiles";

/// Profiles written in one transaction.
const BATCH: usize = 100;
/// Profiles looked through at once.
const PAGE: u64 = 500;
/// When so many people changed, everybody is looked through instead.
const EVERYBODY_FROM: usize = 200;

type Vectors = HashMap<(Facet, Vec<u8>), Vec<u8>>;

impl AiMatchService {
    /// Has everybody read who is not read by the present model, in the background.
    pub async fn plan_reading_everybody(&self) -> Result<(), StoreError> {
        // A model that cannot be opened yet may be when the job runs.
        let key = match self.models.reading_key().await {
            Ok(key) => key,
            Err(_) => self.models.tier().await?.as_str().to_owned(),
        };
        let writer = self.context.write().await?;
        self.enqueue(&writer, READ_EVERYBODY, format!("{READ_EVERYBODY}:{key}"), json!({})).await?;
        self.context.commit(writer).await
    }

    /// Whether everybody is being looked through, or has never been.
    pub(super) async fn is_reading_everybody(&self) -> Result<bool, StoreError> {
        let is_at_work = job::is_at_work(self.context.read(), READ_EVERYBODY, self.context.now()).await?;
        Ok(is_at_work || !self.models.is_settled().await?)
    }

    /// Has those read whose words have changed, in the background.
    pub(super) async fn plan_reading(&self) -> Result<(), AiMatchError> {
        let changed: Vec<UserId> = self.change_changed().iter().copied().collect();
        if changed.len() >= EVERYBODY_FROM {
            self.plan_reading_everybody().await?;
        } else if !changed.is_empty() {
            self.plan_reading_of(&changed).await?;
        }
        let mut waiting = self.change_changed();
        for id in &changed {
            waiting.remove(id);
        }
        Ok(())
    }

    async fn plan_reading_of(&self, changed: &[UserId]) -> Result<(), AiMatchError> {
        let key = self.models.reading_key().await?;
        let states = embedding::states(self.context.read(), &key, changed).await?;
        let stale: Vec<EmbeddingState> = states.into_iter().filter(EmbeddingState::is_stale).collect();
        if stale.is_empty() {
            return Ok(());
        }
        let writer = self.context.write().await?;
        for state in stale {
            let (id, version) = (state.user_id, state.profile_version);
            let dedupe_key = format!("{READ_PEOPLE}:{key}:{id}:{version}");
            self.enqueue(&writer, READ_PEOPLE, dedupe_key, json!({ "person_ids": [id] })).await?;
        }
        Ok(self.context.commit(writer).await?)
    }

    async fn enqueue(
        &self,
        writer: &Writer,
        kind: &'static str,
        dedupe_key: String,
        payload: serde_json::Value,
    ) -> Result<(), StoreError> {
        let now = self.context.now();
        let id = JobId::new(now, self.context.chance());
        let job = NewJob { id, kind, payload, dedupe_key: Some(dedupe_key), run_at: now };
        job::enqueue(writer, &job, now).await?;
        Ok(())
    }

    /// Reads everybody who is not read by the present model, which then answers.
    pub async fn read_everybody(&self) -> Result<(), AiMatchError> {
        self.models.learn_words().await?;
        let embedder = self.models.reading().await?;
        let key = key_of(embedder.model());
        let mut after = None;
        loop {
            let states = embedding::states_after(self.context.read(), &key, after, PAGE).await?;
            let Some(last) = states.last().map(|state| state.user_id) else { break };
            let stale: Vec<UserId> =
                states.iter().filter(|state| state.is_stale()).map(|state| state.user_id).collect();
            for batch in stale.chunks(BATCH) {
                // The community may have taken its agreement back meanwhile.
                if self.models.reading_key().await? != key {
                    return Ok(());
                }
                self.read_batch(&*embedder, &key, batch).await?;
            }
            after = Some(last);
        }
        self.settle(&key).await
    }

    /// Reads those of the people who are not read by the present model.
    pub async fn read_people(&self, people: &[UserId]) -> Result<(), AiMatchError> {
        let embedder = self.models.reading().await?;
        let key = key_of(embedder.model());
        let states = embedding::states(self.context.read(), &key, people).await?;
        let stale: Vec<UserId> =
            states.iter().filter(|state| state.is_stale()).map(|state| state.user_id).collect();
        for batch in stale.chunks(BATCH) {
            self.read_batch(&*embedder, &key, batch).await?;
        }
        Ok(())
    }

    /// Lets the model answer, unless another has become the present one meanwhile.
    async fn settle(&self, key: &str) -> Result<(), AiMatchError> {
        if self.models.reading_key().await? != key {
            return Ok(());
        }
        let writer = self.context.write().await?;
        if self.models.settle(&writer, key).await? {
            let event = Event::InsightModelChanged(InsightModelChanged { model: key.to_owned() });
            outbox::publish(&writer, &event, [], self.context.now()).await?;
        }
        Ok(self.context.commit(writer).await?)
    }

    async fn read_batch(
        &self,
        embedder: &dyn Embedder,
        key: &str,
        people: &[UserId],
    ) -> Result<(), AiMatchError> {
        let database = self.context.read();
        let texts = embedding::texts(database, people).await?;
        if texts.is_empty() {
            return Ok(());
        }
        let said: Vec<(ProfileText, Facets)> = texts
            .into_iter()
            .map(|text| {
                let facets = facets_of(&text);
                (text, facets)
            })
            .collect();
        let mut vectors: Vectors = embedding::phrases_of(database, key, people)
            .await?
            .into_iter()
            .map(|row| ((row.facet, row.text_hash), row.vector))
            .collect();
        for &facet in Facet::ALL {
            embed_new(embedder, facet, &said, &mut vectors).await?;
        }
        Ok(self.write(key, &said, &vectors).await?)
    }

    async fn write(
        &self,
        key: &str,
        said: &[(ProfileText, Facets)],
        vectors: &Vectors,
    ) -> Result<(), StoreError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        let mut written = Vec::with_capacity(said.len());
        for (text, facets) in said {
            let rows = rows_of(text.user_id, facets, vectors);
            if embedding::replace(&writer, key, text.user_id, text.version, &rows, now).await? {
                written.push(text.user_id);
            }
        }
        let event = Event::ProfilesEmbedded(ProfilesEmbedded { model: key.to_owned(), person_ids: written });
        outbox::publish(&writer, &event, [], now).await?;
        self.context.commit(writer).await
    }
}

/// Embeds the phrases of a facet that have no vector yet.
async fn embed_new(
    embedder: &dyn Embedder,
    facet: Facet,
    said: &[(ProfileText, Facets)],
    vectors: &mut Vectors,
) -> Result<(), AiMatchError> {
    let mut seen = HashSet::new();
    let new: Vec<&Phrase> = said
        .iter()
        .flat_map(|(_, facets)| facets.of_facet(facet))
        .filter(|phrase| !vectors.contains_key(&(facet, hash_of(phrase))) && seen.insert(&phrase.embedded))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = new.iter().map(|phrase| phrase.embedded.clone()).collect();
    let made = embedder.embed(facet, &words).await?;
    for (phrase, vector) in new.into_iter().zip(made) {
        if let Some(vector) = vector {
            vectors.insert((facet, hash_of(phrase)), vector.to_bytes());
        }
    }
    Ok(())
}

fn rows_of(user_id: UserId, facets: &Facets, vectors: &Vectors) -> Vec<EmbeddedPhrase> {
    let mut rows = Vec::new();
    for &facet in Facet::ALL {
        for (position, phrase) in (0..).zip(facets.of_facet(facet)) {
            let text_hash = hash_of(phrase);
            if let Some(vector) = vectors.get(&(facet, text_hash.clone())) {
                let vector = vector.clone();
                rows.push(EmbeddedPhrase { user_id, facet, position, text_hash, vector });
            }
        }
    }
    rows
}
