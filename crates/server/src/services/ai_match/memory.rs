//! Everyone's words in memory: read when they are first asked for, beside the answers, and then kept.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use matching::ai_match::Vector;
use model::id::UserId;
use store::embedding::{self, EmbeddedPhrase, ProfileNote};
use store::{StoreError, outbox};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::known::Known;
use super::{AiMatchService, key_of, model_of};

/// People read at once.
const PAGE: u64 = 1_000;
/// How long an answer waits for the first reading.
const PATIENCE: Duration = Duration::from_secs(3);

/// How far the words are in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nobody has asked for them yet.
    #[default]
    Unasked,
    /// They are read for the first time.
    Loading,
    /// They are there, and follow the events.
    Ready,
    /// They are read anew while the former ones answer.
    Renewing,
}

impl AiMatchService {
    pub(super) fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Whether everyone's words take up memory: not before somebody has asked for a list.
    pub fn holds_words(&self) -> bool {
        self.read_known().is_some()
    }

    /// Sees to it that the words are there, or will be; tells whether they are after a few seconds at most.
    pub(super) async fn are_known(&self) -> bool {
        if self.phase() == Phase::Unasked {
            self.start_loading();
        }
        let mut phase = self.phase.subscribe();
        let is_there = phase.wait_for(|phase| matches!(phase, Phase::Ready | Phase::Renewing));
        timeout(PATIENCE, is_there).await.is_ok_and(|waited| waited.is_ok())
    }

    /// Reads everyone in the background, unless that is under way.
    pub(super) fn start_loading(&self) {
        let begins = self.phase.send_if_modified(|phase| {
            let next = match *phase {
                Phase::Unasked => Phase::Loading,
                Phase::Ready => Phase::Renewing,
                Phase::Loading | Phase::Renewing => return false,
            };
            *phase = next;
            true
        });
        if begins {
            let service = self.clone();
            tokio::spawn(async move { service.load_and_tell().await });
        }
    }

    async fn load_and_tell(&self) {
        match self.load().await {
            Ok((from, known)) => self.install(from, known).await,
            Err(error) => {
                tracing::warn!(%error, "what profiles say cannot be loaded");
                // Whoever asks next tries again; what was there goes on answering.
                self.phase.send_modify(|phase| {
                    *phase = if *phase == Phase::Loading { Phase::Unasked } else { Phase::Ready };
                });
            }
        }
    }

    /// Puts the words in place. What happened since they were read is followed once more.
    async fn install(&self, from: i64, known: Option<Known>) {
        let former = {
            let mut position = self.position.lock().await;
            let former = std::mem::replace(&mut *self.change_known(), known);
            *position = position.map(|at| at.min(from));
            self.phase.send_replace(Phase::Ready);
            former
        };
        drop(former);
        if let Err(error) = self.catch_up().await {
            tracing::warn!(%error, "what profiles say cannot be brought up to date");
        }
    }

    /// Reads everyone. The position is taken first: what happens meanwhile is read twice rather than never.
    async fn load(&self) -> Result<(i64, Option<Known>), StoreError> {
        let database = self.context.read();
        let position = outbox::last_seq(database).await?;
        let Some(model) = self.models.answering().await? else { return Ok((position, None)) };
        let mut known: Option<Known> = None;
        let mut after = None;
        loop {
            let notes = embedding::notes_after(database, after, PAGE).await?;
            let Some(last) = notes.last().map(|note| note.user_id) else { break };
            let phrases = embedding::phrases_between(database, &model, after, last).await?;
            if known.is_none() {
                known = dimensions(&phrases).map(|dimensions| Known::filling(model_of(&model), dimensions));
            }
            if let Some(known) = &mut known {
                put_all(known, &notes, phrases);
            }
            after = Some(last);
        }
        let Some(known) = known else { return Ok((position, None)) };
        let calibrated = spawn_blocking(move || known.calibrated()).await;
        let known = calibrated.expect("calibrating does not panic");
        tracing::info!(people = known.space.len(), model, "what profiles say is loaded");
        Ok((position, Some(known)))
    }

    /// Reads anew what is kept of these people, when words are kept at all.
    pub(super) async fn refresh(&self, people: &[UserId]) -> Result<(), StoreError> {
        if people.is_empty() || self.phase() != Phase::Ready {
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
        let notes = embedding::notes(database, people).await?;
        let phrases = embedding::phrases_of(database, &model, people).await?;
        let found: HashSet<UserId> = notes.iter().map(|note| note.user_id).collect();
        let mut known = self.change_known();
        if known.is_none() {
            *known = dimensions(&phrases).map(|dimensions| Known::new(model_of(&model), dimensions));
        }
        if let Some(known) = known.as_mut().filter(|known| key_of(known.space.model()) == model) {
            people.iter().filter(|id| !found.contains(id)).for_each(|id| known.remove(*id));
            put_all(known, &notes, phrases);
        }
        Ok(())
    }
}

fn dimensions(phrases: &[EmbeddedPhrase]) -> Option<usize> {
    phrases.iter().find_map(|phrase| Some(Vector::from_bytes(&phrase.vector)?.dimensions()))
}

fn put_all(known: &mut Known, notes: &[ProfileNote], phrases: Vec<EmbeddedPhrase>) {
    let mut by_person: HashMap<UserId, Vec<EmbeddedPhrase>> = HashMap::new();
    for phrase in phrases {
        by_person.entry(phrase.user_id).or_default().push(phrase);
    }
    for note in notes {
        known.put(note, by_person.get(&note.user_id).map_or(&[], Vec::as_slice));
    }
}
