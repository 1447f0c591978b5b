//! Sentence models read from a folder: words in, vectors out. Nothing is downloaded.
//!
//! Any BERT encoder with mean pooling serves, such as all-MiniLM-L6-v2 or multilingual-e5-small.

mod bert;
#[cfg(feature = "invented")]
pub mod invented;
mod model;

pub use model::{FILES, OpenError, ReadError, SentenceModel, Side};
