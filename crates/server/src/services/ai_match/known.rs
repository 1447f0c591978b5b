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
use store::embedding::{self as rows, ProfileNote, ProfileText};

/// Decides which random pairs a space is calibrated with.
const SEED: u64 = 2_026;

/// What a list asks about a person beside their words, in few bytes: zero is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Note {
    employer: u32,
    leaf: u16,
    zone: u16,
}

impl Note {
    /// Any number that is the same for the same employer.
    pub fn employer(self) -> Option<u64> {
        (self.employer > 0).then_some(self.employer.into())
    }

    /// Any number that is the same for the same industry.
    pub fn leaf(self) -> Option<u64> {
        (self.leaf > 0).then_some(self.leaf.into())
    }

    /// The number of their zone, where others may know it.
    pub fn zone(self) -> Option<usize> {
        usize::from(self.zone).checked_sub(1)
    }
}

/// Everyone's words in the eyes of one model.
pub struct Known {
    /// The vectors.
    pub space: Space,
    notes: HashMap<UserId, Note>,
    zones: Vec<String>,
}

impl Known {
    /// Nobody yet.
    pub fn new(model: EmbeddingModel, dimensions: usize) -> Self {
        Self { space: Space::new(model, dimensions, SEED), notes: HashMap::new(), zones: Vec::new() }
    }

    /// Nobody yet, and everybody soon: [`Self::calibrated`] must follow.
    pub fn filling(model: EmbeddingModel, dimensions: usize) -> Self {
        let mut known = Self::new(model, dimensions);
        known.space.begin_filling();
        known
    }

    /// Everybody is in.
    pub fn calibrated(mut self) -> Self {
        self.space.calibrate();
        self
    }

    /// Puts in what a person says, or takes its place.
    pub fn put(&mut self, note: &ProfileNote, phrases: &[rows::EmbeddedPhrase]) {
        let id = note.user_id;
        let kept = self.note_of(note);
        self.notes.insert(id, kept);
        let facets = embedded(phrases);
        let put = match note.visibility {
            Visibility::Members => self.space.put(id, &facets),
            Visibility::Connections | Visibility::Nobody => self.space.put_private(id, &facets),
        };
        if let Err(error) = put {
            tracing::warn!(%error, user.id = %id, "a profile's vectors are of another model");
        }
    }

    /// Takes a person out.
    pub fn remove(&mut self, id: UserId) {
        self.space.remove(id);
        self.notes.remove(&id);
    }

    /// What else is known of a person.
    pub fn note(&self, id: UserId) -> Option<Note> {
        self.notes.get(&id).copied()
    }

    /// The IANA names of the zones, by number.
    pub fn zones(&self) -> &[String] {
        &self.zones
    }

    fn note_of(&mut self, note: &ProfileNote) -> Note {
        let company = fold(&note.company);
        let leaf = note.industry_code.as_deref().and_then(|code| tree().by_code(code));
        Note {
            employer: if company.is_empty() { 0 } else { number_of(&company) },
            leaf: leaf.map_or(0, |node| node.id.index() as u16 + 1),
            zone: note.known_time_zone.as_deref().map_or(0, |zone| self.zone_number(zone)),
        }
    }

    fn zone_number(&mut self, zone: &str) -> u16 {
        let at = self.zones.iter().position(|known| known == zone).unwrap_or_else(|| {
            self.zones.push(zone.to_owned());
            self.zones.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(0)
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

/// What a phrase is known by in memory: the beginning of its hash, enough among the phrases of one profile.
pub fn mark_of(phrase: &Phrase) -> u32 {
    beginning(&hash_of(phrase))
}

fn beginning(hash: &[u8]) -> u32 {
    hash.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn embedded(rows: &[rows::EmbeddedPhrase]) -> EmbeddedFacets {
    let mut facets = EmbeddedFacets::default();
    for row in rows {
        let Some(vector) = Vector::from_bytes(&row.vector) else { continue };
        let phrase = EmbeddedPhrase { mark: beginning(&row.text_hash), vector };
        match row.facet {
            Facet::Seeks => facets.seeks.push(phrase),
            Facet::Offers => facets.offers.push(phrase),
            Facet::About => facets.about.push(phrase),
        }
    }
    facets
}

/// The same for the same text, in this process, and never zero.
fn number_of(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    (hasher.finish() as u32).max(1)
}
