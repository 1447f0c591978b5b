//! Making meaning out of what members write: the models that turn phrases into vectors.

mod built_in;
mod endpoint;
mod local;

use async_trait::async_trait;
use matching::ai_match::{EmbeddedFacets, EmbeddedPhrase, EmbeddingModel, Facet, Facets, Phrase, Vector};

pub use built_in::BuiltIn;
pub use endpoint::Endpoint;
pub use local::LocalModel;

/// A model that turns phrases into vectors.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// Which model it is. Vectors of different models are never compared.
    fn model(&self) -> &EmbeddingModel;

    /// Dimensions of its vectors.
    fn dimensions(&self) -> usize;

    /// The vectors of phrases of one facet, in their order; none for a phrase without meaning.
    ///
    /// # Errors
    /// What kept the model from answering; the whole batch may be tried again.
    async fn embed(&self, facet: Facet, phrases: &[String]) -> Result<Vec<Option<Vector>>, EmbedError>;
}

/// Why phrases have no vectors.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The model does not answer, or not in time: later it may.
    #[error("the model does not answer: {0}")]
    Unreachable(String),
    /// The model answered with something that is no answer.
    #[error("the model gave no usable answer: {0}")]
    Unusable(String),
    /// The folder is no model, or of a kind that cannot be run.
    #[error("insight.model_path (INSIGHT_MODEL_PATH): {0}")]
    NotOpened(#[source] sentence::OpenError),
    /// The texts may not be sent there: the community has not agreed.
    #[error("the community has not agreed to send texts to this model")]
    NoConsent,
}

/// A whole profile as vectors.
///
/// # Errors
/// Those of the model.
pub async fn embed_profile(embedder: &dyn Embedder, facets: &Facets) -> Result<EmbeddedFacets, EmbedError> {
    Ok(EmbeddedFacets {
        seeks: embed_phrases(embedder, Facet::Seeks, &facets.seeks).await?,
        offers: embed_phrases(embedder, Facet::Offers, &facets.offers).await?,
        about: embed_phrases(embedder, Facet::About, &facets.about).await?,
    })
}

async fn embed_phrases(
    embedder: &dyn Embedder,
    facet: Facet,
    phrases: &[Phrase],
) -> Result<Vec<EmbeddedPhrase>, EmbedError> {
    if phrases.is_empty() {
        return Ok(Vec::new());
    }
    let texts: Vec<String> = phrases.iter().map(|phrase| phrase.embedded.clone()).collect();
    let vectors = embedder.embed(facet, &texts).await?;
    let pairs = phrases.iter().zip(vectors);
    let embedded = pairs
        .filter_map(|(phrase, vector)| Some(EmbeddedPhrase { text: phrase.text.clone(), vector: vector? }));
    Ok(embedded.collect())
}
