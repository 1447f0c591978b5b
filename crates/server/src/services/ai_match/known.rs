//! Everyone's words in the eyes of one model, as they are in the database, and what else a list asks about people.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use matching::ai_match::{
    EmbeddedFacets, EmbeddedPhrase, EmbeddingModel, Facet, Facets, Phrase, ProfileTexts, Space, Vector,
};
use model::fold::fold;
use model::id::UserId;
use model::industry::tree;
use model::user::Visibility;
use sha2::{Digest, Sha256};
use store::embedding::{self as rows, ProfileText};

/// Decides which random pairs a space is calibrated with.
const SEED: u64 = 2_026;

/// What a list asks about a person beside their words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// Any number that is the same for the same employer.
    pub employer: Option<u64>,
    /// Any number that is the same for the same industry.
    pub leaf: Option<u64>,
    /// Their zone, where others may know it.
    pub time_zone: Option<String>,
}

/// Everyone's words in the eyes of one model.
pub struct Known {
    /// The vectors.
    pub space: Space,
    notes: HashMap<UserId, Note>,
}

impl Known {
    /// Nobody yet.
    pub fn new(model: EmbeddingModel, dimensions: usize) -> Self {
        Self { space: Space::new(model, dimensions, SEED), notes: HashMap::new() }
    }

    /// Puts in what a person says, or takes its place. Phrases that were not read yet are left out.
    pub fn put(&mut self, text: &ProfileText, phrases: &[rows::EmbeddedPhrase]) {
        let facets = embedded(&facets_of(text), phrases);
        self.notes.insert(text.user_id, note_of(text));
        let put = match text.visibility {
            Visibility::Members => self.space.put(text.user_id, &facets),
            Visibility::Connections | Visibility::Nobody => self.space.put_private(text.user_id, &facets),
        };
        if let Err(error) = put {
            tracing::warn!(%error, user.id = %text.user_id, "a profile's vectors are of another model");
        }
    }

    /// Takes a person out.
    pub fn remove(&mut self, id: UserId) {
        self.space.remove(id);
        self.notes.remove(&id);
    }

    /// What else is known of a person.
    pub fn note(&self, id: UserId) -> Option<&Note> {
        self.notes.get(&id)
    }
}

/// The words of a profile, cut into phrases.
pub fn facets_of(text: &ProfileText) -> Facets {
    Facets::of(&ProfileTexts {
        name: &text.name,
        headline: &text.headline,
        bio: &text.bio,
        interests: &text.interests,
        seeks: &text.seeks,
        offers: &text.offers,
    })
}

/// What stands for the words that are embedded: equal words need not be embedded twice.
pub fn hash_of(phrase: &Phrase) -> Vec<u8> {
    Sha256::digest(phrase.embedded.as_bytes()).to_vec()
}

fn embedded(facets: &Facets, rows: &[rows::EmbeddedPhrase]) -> EmbeddedFacets {
    let by_hash: HashMap<(Facet, &[u8]), &[u8]> =
        rows.iter().map(|row| ((row.facet, row.text_hash.as_slice()), row.vector.as_slice())).collect();
    let of = |facet: Facet| -> Vec<EmbeddedPhrase> {
        let phrases = facets.of_facet(facet).iter();
        phrases
            .filter_map(|phrase| {
                let hash = hash_of(phrase);
                let bytes = by_hash.get(&(facet, hash.as_slice()))?;
                Some(EmbeddedPhrase { text: phrase.text.clone(), vector: Vector::from_bytes(bytes)? })
            })
            .collect()
    };
    EmbeddedFacets { seeks: of(Facet::Seeks), offers: of(Facet::Offers), about: of(Facet::About) }
}

fn note_of(text: &ProfileText) -> Note {
    let company = fold(&text.company);
    let leaf = text.industry_code.as_deref().and_then(|code| tree().by_code(code));
    Note {
        employer: (!company.is_empty()).then(|| number_of(&company)),
        leaf: leaf.map(|node| number_of(&node.code)),
        time_zone: text.known_time_zone.clone(),
    }
}

/// The same for the same text, in this process.
fn number_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
