//! Making meaning out of what members write: the models that turn phrases into vectors.

mod built_in;
mod endpoint;
mod local;

use async_trait::async_trait;
use matching::ai_match::{EmbeddingModel, Facet, Vector};

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
