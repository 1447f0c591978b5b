//! Which model reads profiles now, and which one answers: a new model reads everybody while the old one goes on.

use std::sync::{Arc, RwLock};

use matching::ai_match::TenantWords;
use serde::{Deserialize, Serialize};
use store::{Reader, StoreError, Writer, embedding, setting};
use tokio::sync::OnceCell;

use super::{AiMatchError, key_of};
use crate::config::Insight;
use crate::context::Context;
use crate::insight::{BuiltIn, EmbedError, Embedder, Endpoint, LocalModel};

/// The setting that names the model which answers.
const ANSWERING: &str = "insight_model";
/// The setting that keeps the common words of the community.
const WORDS: &str = "insight_words";
/// The words are learnt again once the community has grown by this factor.
const GROWTH: usize = 2;
/// Members whose words are enough to know which are common.
const SAMPLE: u64 = 20_000;
const PAGE: u64 = 500;

/// The common words, and from how many members they were learnt.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct KeptWords {
    people: usize,
    words: String,
}

/// Where the model that reads profiles runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Inside this program.
    BuiltIn,
    /// In a folder of this machine.
    Local,
    /// At an outside service, which the community has agreed to.
    Endpoint,
}

impl Tier {
    /// Its name in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::Local => "local",
            Self::Endpoint => "endpoint",
        }
    }
}

/// The built-in model, and the words it was made with.
type BuiltWith = (String, Arc<BuiltIn>);

/// The models.
#[derive(Clone)]
pub struct Models {
    context: Context,
    built_in: Arc<RwLock<Option<BuiltWith>>>,
    local: Arc<OnceCell<Arc<LocalModel>>>,
    endpoint: Arc<OnceCell<Arc<Endpoint>>>,
}

impl Models {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { context, built_in: Arc::default(), local: Arc::default(), endpoint: Arc::default() }
    }

    pub(super) fn config(&self) -> &Insight {
        &self.context.config().insight
    }

    pub(super) fn reader(&self) -> &Reader {
        self.context.read()
    }

    /// Where profiles are read now: elsewhere when the community has agreed to it, else by the model of the folder, when
    /// one is set.
    pub async fn tier(&self) -> Result<Tier, StoreError> {
        Ok(if self.consent().await?.is_some() {
            Tier::Endpoint
        } else if self.config().model_path.is_some() {
            Tier::Local
        } else {
            Tier::BuiltIn
        })
    }

    /// The model that reads profiles now.
    ///
    /// # Errors
    /// What keeps it from being opened.
    pub async fn reading(&self) -> Result<Arc<dyn Embedder>, AiMatchError> {
        Ok(match self.tier().await? {
            Tier::BuiltIn => self.built_in().await?,
            Tier::Local => Arc::clone(self.local.get_or_try_init(|| self.open_local()).await?) as _,
            Tier::Endpoint => Arc::clone(self.endpoint.get_or_try_init(|| self.open_endpoint()).await?) as _,
        })
    }

    async fn open_local(&self) -> Result<Arc<LocalModel>, EmbedError> {
        let folder = self.config().model_path.clone().unwrap_or_default();
        Ok(Arc::new(LocalModel::open(&folder).await?))
    }

    /// Opens the model of the folder, when one is set.
    pub async fn open_ahead(&self) -> Result<(), EmbedError> {
        if self.config().model_path.is_some() {
            self.local.get_or_try_init(|| self.open_local()).await?;
        }
        Ok(())
    }

    async fn open_endpoint(&self) -> Result<Arc<Endpoint>, EmbedError> {
        let config = self.config();
        let has_consent = self.consent().await.ok().flatten().is_some();
        let (base, model) = (config.endpoint_url.as_deref(), config.endpoint_model.as_deref());
        let key = config.endpoint_key.as_deref();
        let endpoint =
            Endpoint::open(base.unwrap_or_default(), key, model.unwrap_or_default(), has_consent).await?;
        Ok(Arc::new(endpoint))
    }

    async fn built_in(&self) -> Result<Arc<BuiltIn>, StoreError> {
        let kept = self.kept_words().await?;
        let cached = self.built_in.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        if let Some((_, model)) = cached.filter(|(words, _)| *words == kept.words) {
            return Ok(model);
        }
        let model = Arc::new(BuiltIn::new(TenantWords::from_text(&kept.words)));
        *self.built_in.write().unwrap_or_else(|poisoned| poisoned.into_inner()) =
            Some((kept.words, Arc::clone(&model)));
        Ok(model)
    }

    /// What the vectors of the answering model are kept under. The first model answers as it reads; none when it cannot
    /// be opened.
    pub async fn answering(&self) -> Result<Option<String>, StoreError> {
        match setting::find(self.context.read(), ANSWERING).await? {
            Some(key) => Ok(Some(key)),
            None => Ok(self.reading_key().await.ok()),
        }
    }

    /// What the vectors of the reading model are kept under.
    pub async fn reading_key(&self) -> Result<String, AiMatchError> {
        Ok(key_of(self.reading().await?.model()))
    }

    /// Whether everybody has been read by some model.
    pub async fn is_settled(&self) -> Result<bool, StoreError> {
        Ok(setting::find(self.context.read(), ANSWERING).await?.is_some())
    }

    /// Lets the model answer from now on, and forgets what others made. Tells whether another one answered before.
    pub async fn settle(&self, writer: &Writer, key: &str) -> Result<bool, StoreError> {
        if setting::find(writer, ANSWERING).await?.as_deref() == Some(key) {
            return Ok(false);
        }
        setting::replace(writer, ANSWERING, key).await?;
        embedding::forget_all_but(writer, key).await?;
        Ok(true)
    }

    /// Learns which words are common, when that was never done or the community is far larger now.
    pub async fn learn_words(&self) -> Result<(), StoreError> {
        let kept = self.kept_words().await?;
        let (people, phrases) = self.sample().await?;
        if people < kept.people.max(1) * GROWTH {
            return Ok(());
        }
        let words = TenantWords::learn(phrases.iter().map(String::as_str)).to_text();
        let kept = serde_json::to_string(&KeptWords { people, words }).unwrap_or_default();
        let writer = self.context.write().await?;
        setting::replace(&writer, WORDS, &kept).await?;
        self.context.commit(writer).await
    }

    async fn kept_words(&self) -> Result<KeptWords, StoreError> {
        let kept = setting::find(self.context.read(), WORDS).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    /// Phrases of members whom every member can find: what the others say must not shape what is seen.
    async fn sample(&self) -> Result<(usize, Vec<String>), StoreError> {
        let (mut people, mut phrases, mut after) = (0, Vec::new(), None);
        while (people as u64) < SAMPLE {
            let texts = embedding::texts_after(self.context.read(), after, PAGE).await?;
            let Some(last) = texts.last().map(|text| text.user_id) else { break };
            for text in texts.iter().filter(|text| text.visibility == model::user::Visibility::Members) {
                let facets = super::known::facets_of(text);
                let said = [facets.seeks, facets.offers, facets.about].into_iter().flatten();
                phrases.extend(said.map(|phrase| phrase.embedded));
                people += 1;
            }
            after = Some(last);
        }
        Ok((people, phrases))
    }
}
