//! The model inside the binary: always there, no network, no download.

use async_trait::async_trait;
use matching::ai_match::{EmbeddingModel, Facet, NgramModel, TenantWords, Vector, ngram};

use super::{EmbedError, Embedder};

/// The built-in model with the weights of one community.
#[derive(Clone, Debug)]
pub struct BuiltIn(NgramModel);

impl BuiltIn {
    /// The model for a community with these common words.
    pub fn new(words: TenantWords) -> Self {
        Self(NgramModel::new(words))
    }
}

#[async_trait]
impl Embedder for BuiltIn {
    fn model(&self) -> &EmbeddingModel {
        self.0.model()
    }

    fn dimensions(&self) -> usize {
        ngram::DIMENSIONS
    }

    async fn embed(&self, _: Facet, phrases: &[String]) -> Result<Vec<Option<Vector>>, EmbedError> {
        Ok(phrases.iter().map(|phrase| self.0.embed(phrase)).collect())
    }
}
