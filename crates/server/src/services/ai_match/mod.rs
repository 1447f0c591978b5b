//! Who can help whom: everyone's words as vectors, kept in memory, and the list made from them.

mod circumstances;
mod follower;
mod known;
mod list;
mod memory;
mod models;
mod reading;
mod settings;

use std::collections::HashSet;
use std::sync::{Arc, Mutex as PlainMutex, RwLock};

use matching::ai_match::EmbeddingModel;
use model::id::UserId;
use store::StoreError;
use thiserror::Error;
use tokio::sync::{Mutex, watch};

use crate::context::Context;
use crate::insight::EmbedError;
use crate::services::suggestion::{SuggestionError, SuggestionService};
use known::Known;
use memory::Phase;
use models::Models;

pub use list::{AiMatchFound, AiMatchList, AiMatchWish, PLACES, Quote};
pub use reading::{READ_EVERYBODY, READ_PEOPLE};
pub use settings::{EndpointConsent, InsightSettings, SettingsError};

/// Who can help whom.
#[derive(Clone)]
pub struct AiMatchService {
    context: Context,
    suggestions: SuggestionService,
    models: Models,
    known: Arc<RwLock<Option<Known>>>,
    phase: watch::Sender<Phase>,
    /// How far the events are followed.
    position: Arc<Mutex<Option<i64>>>,
    /// Whose words may have changed since they were read.
    changed: Arc<PlainMutex<HashSet<UserId>>>,
}

/// Why there is no list, or nothing was read.
#[derive(Debug, Error)]
pub enum AiMatchError {
    /// The model failed.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The people cannot be described.
    #[error(transparent)]
    Suggestion(#[from] SuggestionError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AiMatchService {
    /// With the shared parts; everyone's words are loaded when a list is first asked for.
    pub fn new(context: Context, suggestions: SuggestionService) -> Self {
        let models = Models::new(context.clone());
        Self {
            context,
            suggestions,
            models,
            known: Arc::default(),
            phase: watch::Sender::default(),
            position: Arc::default(),
            changed: Arc::default(),
        }
    }

    /// Opens the model that the configuration names, so that a folder without one is told at the start.
    ///
    /// # Errors
    /// The file that is missing or broken.
    pub async fn open_model(&self) -> Result<(), EmbedError> {
        self.models.open_ahead().await
    }

    fn read_known(&self) -> std::sync::RwLockReadGuard<'_, Option<Known>> {
        self.known.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn change_known(&self) -> std::sync::RwLockWriteGuard<'_, Option<Known>> {
        self.known.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn change_changed(&self) -> std::sync::MutexGuard<'_, HashSet<UserId>> {
        self.changed.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// What a model's vectors are kept under: `id@version`.
fn key_of(model: &EmbeddingModel) -> String {
    format!("{}@{}", model.id, model.version)
}

/// The model of a key. The version begins after the last `@`.
fn model_of(key: &str) -> EmbeddingModel {
    let (id, version) = key.rsplit_once('@').unwrap_or((key, ""));
    EmbeddingModel { id: id.to_owned(), version: version.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_as_the_model() {
        let model = EmbeddingModel { id: "intfloat/e5@small".to_owned(), version: "2-ab12".to_owned() };
        assert_eq!(model_of(&key_of(&model)), model);
    }
}
