//! A sentence model in a folder of this machine.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use matching::ai_match::phrase::EMBEDDED_AS;
use matching::ai_match::{EmbeddingModel, Facet, Vector};
use sentence::{SentenceModel, Side};
use tokio::task::spawn_blocking;

use super::{EmbedError, Embedder};

/// A model in memory.
#[derive(Clone)]
pub struct LocalModel {
    model: EmbeddingModel,
    inside: Arc<SentenceModel>,
}

impl LocalModel {
    /// Reads the folder.
    ///
    /// # Errors
    /// [`EmbedError::NotOpened`] with the file that is missing or broken, or tells of a kind that cannot be run.
    pub async fn open(folder: &Path) -> Result<Self, EmbedError> {
        let folder = folder.to_owned();
        let opened = spawn_blocking(move || SentenceModel::open(&folder)).await.map_err(unusable)?;
        let inside = Arc::new(opened.map_err(EmbedError::NotOpened)?);
        let model = EmbeddingModel {
            id: inside.id().to_owned(),
            version: format!("{}-{EMBEDDED_AS}", inside.version()),
        };
        Ok(Self { model, inside })
    }
}

#[async_trait]
impl Embedder for LocalModel {
    fn model(&self) -> &EmbeddingModel {
        &self.model
    }

    fn dimensions(&self) -> usize {
        self.inside.dimensions()
    }

    async fn embed(&self, facet: Facet, phrases: &[String]) -> Result<Vec<Option<Vector>>, EmbedError> {
        let (inside, phrases) = (Arc::clone(&self.inside), phrases.to_vec());
        let side = match facet {
            Facet::Seeks => Side::Query,
            Facet::Offers | Facet::About => Side::Passage,
        };
        let rows = spawn_blocking(move || inside.embed(side, &phrases)).await.map_err(unusable)?;
        Ok(rows.map_err(unusable)?.iter().map(|row| Vector::of(row)).collect())
    }
}

fn unusable(error: impl ToString) -> EmbedError {
    EmbedError::Unusable(error.to_string())
}
