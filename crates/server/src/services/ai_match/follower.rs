//! Keeps the words in memory equal to the database: loads them once, then follows the events.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use model::event::Event;
use model::id::UserId;
use store::embedding::{self as rows, EmbeddedPhrase, ProfileText};
use store::outbox::{self, OutboxEntry};
use store::{StoreError, embedding};
use tokio_util::sync::CancellationToken;

use super::known::Known;
use super::{AiMatchError, AiMatchService, key_of, model_of};

/// How long the outbox may go unread when nothing wakes the follower: another node may have written.
const POLL: Duration = Duration::from_secs(1);
const BATCH: u64 = 1_000;
/// Profiles read at once.
const PAGE: u64 = 500;
/// When so many people changed at once (an import), everything is read anew.
const RELOAD_FROM: usize = 5_000;

/// Whom the events concern.
#[derive(Debug, Default)]
struct Touched {
    /// Something about them may have changed.
    people: HashSet<UserId>,
    /// Their words may have changed.
    speakers: HashSet<UserId>,
    is_other_model: bool,
}

impl Touched {
    fn of(entries: &[OutboxEntry]) -> Self {
        let mut touched = Self::default();
        for entry in entries {
            match &entry.event {
                Event::PersonChanged(person) => {
                    touched.people.insert(person.id);
                    touched.speakers.insert(person.id);
                }
                Event::ProfilesEmbedded(embedded) => touched.people.extend(&embedded.person_ids),
                Event::InsightModelChanged(_) => touched.is_other_model = true,
                _ => {}
            }
        }
        touched
    }
}

impl AiMatchService {
    /// Follows the events until told to stop, and has changed profiles read.
    pub async fn follow(self, stop: CancellationToken) {
        let mut commits = self.context.commits();
        loop {
            if let Err(error) = self.keep_up().await {
                tracing::warn!(%error, "what profiles say cannot be brought up to date");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                _ = commits.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    async fn keep_up(&self) -> Result<(), AiMatchError> {
        self.catch_up().await?;
        self.plan_reading().await
    }

    /// Brings the words up to what is committed now.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let mut position = self.position.lock().await;
        let mut at = match *position {
            Some(at) => at,
            None => self.load().await?,
        };
        loop {
            let entries = outbox::after(self.context.read(), at, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { break };
            let touched = Touched::of(&entries);
            self.change_changed().extend(&touched.speakers);
            if touched.is_other_model || touched.people.len() >= RELOAD_FROM {
                at = self.load().await?;
                continue;
            }
            let people: Vec<UserId> = touched.people.into_iter().collect();
            self.refresh(&people).await?;
            at = last;
        }
        *position = Some(at);
        Ok(())
    }

    /// Reads everyone. The position is taken first: what happens meanwhile is read twice rather than never.
    async fn load(&self) -> Result<i64, StoreError> {
        let database = self.context.read();
        let position = outbox::last_seq(database).await?;
        let Some(model) = self.models.answering().await? else { return Ok(position) };
        let mut known: Option<Known> = None;
        let mut after = None;
        loop {
            let texts = embedding::texts_after(database, after, PAGE).await?;
            let Some(last) = texts.last().map(|text| text.user_id) else { break };
            let people: Vec<UserId> = texts.iter().map(|text| text.user_id).collect();
            let phrases = embedding::phrases_of(database, &model, &people).await?;
            if known.is_none() {
                known = dimensions(&phrases).map(|dimensions| Known::new(model_of(&model), dimensions));
            }
            if let Some(known) = &mut known {
                put_all(known, &texts, phrases);
            }
            after = Some(last);
        }
        if let Some(known) = &mut known {
            known.space.calibrate();
            tracing::info!(people = known.space.len(), model, "what profiles say is loaded");
        }
        *self.change_known() = known;
        Ok(position)
    }

    /// Reads anew what is kept of these people.
    pub(super) async fn refresh(&self, people: &[UserId]) -> Result<(), StoreError> {
        if people.is_empty() {
            return Ok(());
        }
        let database = self.context.read();
        let answering = self.read_known().as_ref().map(|known| key_of(known.space.model()));
        let model = match answering {
            Some(model) => model,
            None => match self.models.answering().await? {
                Some(model) => model,
                None => return Ok(()),
            },
        };
        let texts = embedding::texts(database, people).await?;
        let phrases = embedding::phrases_of(database, &model, people).await?;
        let found: HashSet<UserId> = texts.iter().map(|text| text.user_id).collect();
        let mut known = self.change_known();
        if known.is_none() {
            *known = dimensions(&phrases).map(|dimensions| Known::new(model_of(&model), dimensions));
        }
        if let Some(known) = &mut *known {
            people.iter().filter(|id| !found.contains(id)).for_each(|id| known.remove(*id));
            put_all(known, &texts, phrases);
        }
        Ok(())
    }
}

fn dimensions(phrases: &[EmbeddedPhrase]) -> Option<usize> {
    phrases
        .iter()
        .find_map(|phrase| Some(matching::ai_match::Vector::from_bytes(&phrase.vector)?.dimensions()))
}

fn put_all(known: &mut Known, texts: &[ProfileText], phrases: Vec<rows::EmbeddedPhrase>) {
    let mut by_person: HashMap<UserId, Vec<EmbeddedPhrase>> = HashMap::new();
    for phrase in phrases {
        by_person.entry(phrase.user_id).or_default().push(phrase);
    }
    for text in texts {
        known.put(text, by_person.get(&text.user_id).map_or(&[], Vec::as_slice));
    }
}
