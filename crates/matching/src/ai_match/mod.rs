//! Who can help whom: what members seek against what others offer, both ways.
//!
//! [`Facets`] are the three texts of a profile, cut into phrases. An embedder turns each phrase into a [`Vector`];
//! [`Space`] holds everyone's vectors of one model and answers with the people whose needs and offers meet.
//! Suggestions (the score of [`crate::score`]) answer "who is like me"; this answers "who can help me, whom can I
//! help".

mod answer;
#[cfg(test)]
mod answer_tests;
pub mod blend;
pub mod calibration;
pub mod diversity;
pub mod explanation;
mod language;
mod lexicon;
pub mod ngram;
mod origin;
pub mod phrase;
pub mod reciprocity;
mod rows;
mod sampling;
pub mod space;
pub mod tenant_words;
pub mod vector;
mod word_map;

pub use blend::{Blend, Circumstances};
pub use calibration::Calibration;
pub use explanation::{Given, PhrasePair};
pub use model::facet::Facet;
pub use ngram::NgramModel;
pub use phrase::{Facets, Phrase, ProfileTexts};
pub use space::{
    AiMatch, EmbeddedFacets, EmbeddedPhrase, EmbeddingModel, Purpose, Question, Space, WrongModel,
};
pub use tenant_words::TenantWords;
pub use vector::Vector;
