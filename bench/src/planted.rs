//! The frozen thousand people of `data/planted.json`, who know each other's answers and do not say so alike.

use std::collections::HashMap;

use h3o::CellIndex;
use matching::ai_match::{Circumstances, Facets, ProfileTexts};
use matching::score::Parts;
use matching::{Weights, industry, proximity};
use model::gazetteer::gazetteer;
use model::id::UserId;
use model::industry::{IndustryId, tree};
use model::place::cell_distance_km;
use serde::Deserialize;

use crate::community::id;

/// Half-hours that any two have free: the same for all, so that time decides nothing here.
const COMMON_HALF_HOURS: u32 = 6;
/// The activity part of a new member, the same for all.
const ACTIVITY: f64 = 0.6333;

/// The evaluation set.
#[derive(Deserialize)]
pub struct Planted {
    /// Everyone.
    pub profiles: Vec<Profile>,
    /// Who can help each other.
    pub mutual_pairs: Vec<MutualPair>,
    /// Who can help whom, and gets nothing back.
    pub one_sided_pairs: Vec<OneSidedPair>,
    /// The same people with another pronoun, country or university in their bio.
    pub swaps: Vec<Swap>,
}

/// An invented member.
#[derive(Clone, Deserialize)]
pub struct Profile {
    /// From 1.
    pub id: usize,
    /// What they look for.
    pub seeks: Vec<String>,
    /// What they can help with.
    pub offers: Vec<String>,
    /// About them.
    pub bio: String,
    /// Their interests.
    pub interests: Vec<String>,
    /// A code of the tree.
    pub industry: String,
    /// A name that occurs once in the gazetteer.
    pub city: String,
}

/// What one of the thousand wrote, in another language.
#[derive(Deserialize)]
struct Translation {
    id: usize,
    seeks: Vec<String>,
    offers: Vec<String>,
    bio: String,
}

impl Translation {
    fn of(self, planted: &Planted) -> Profile {
        let Self { id, seeks, offers, bio } = self;
        Profile { seeks, offers, bio, ..planted.profile(id).clone() }
    }
}

/// Languages that a hundred of the profiles are translated to (ISO 639-1), with the translations.
const TRANSLATIONS: [(&str, &str); 5] = [
    ("de", include_str!("../data/planted.de.json")),
    ("fr", include_str!("../data/planted.fr.json")),
    ("es", include_str!("../data/planted.es.json")),
    ("it", include_str!("../data/planted.it.json")),
    ("pt", include_str!("../data/planted.pt.json")),
];

/// Two who can help each other.
#[derive(Deserialize)]
pub struct MutualPair {
    /// One.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Whether need and offer share no content word, in both directions.
    pub is_disjoint: bool,
}

/// Two of whom one helps and gets nothing.
#[derive(Deserialize)]
pub struct OneSidedPair {
    /// Who needs.
    pub seeker: usize,
    /// Who offers.
    pub helper: usize,
}

/// Another bio for the same person.
#[derive(Deserialize)]
pub struct Swap {
    /// Whose.
    pub id: usize,
    /// The bio with one thing changed.
    pub bio: String,
}

impl Planted {
    /// The set as it was frozen.
    pub fn load() -> Self {
        serde_json::from_str(include_str!("../data/planted.json")).expect("the frozen set is whole")
    }

    /// By the code of another language, a hundred of the people as they would write in it: `a` of every fourth pair.
    pub fn translations(&self) -> Vec<(&'static str, Vec<Profile>)> {
        let translated = TRANSLATIONS.map(|(code, text)| {
            let all: Vec<Translation> = serde_json::from_str(text).expect("the translations are whole");
            (code, all.into_iter().map(|translation| translation.of(self)).collect())
        });
        translated.into()
    }

    /// The person with this number.
    pub fn profile(&self, number: usize) -> &Profile {
        &self.profiles[number - 1]
    }
}

impl Profile {
    /// Their id.
    pub fn user(&self) -> UserId {
        id(self.id)
    }

    /// Their phrases.
    pub fn facets(&self) -> Facets {
        Facets::of(&ProfileTexts {
            bio: &self.bio,
            interests: &self.interests,
            seeks: &self.seeks,
            offers: &self.offers,
            ..ProfileTexts::default()
        })
    }
}

/// What the match score reads of everyone.
pub struct Structure {
    by_user: HashMap<UserId, (IndustryId, CellIndex)>,
}

impl Structure {
    /// That of the set.
    pub fn of(planted: &Planted) -> Self {
        let by_user = planted.profiles.iter().map(|profile| {
            let industry = tree().by_code(&profile.industry).expect("a code of the tree").id;
            let place = gazetteer().find(&profile.city, None).expect("a city of the gazetteer");
            (profile.user(), (industry, place.area_cell()))
        });
        Self { by_user: by_user.collect() }
    }

    /// S of two people of the set, who have no contacts in common.
    pub fn match_score(&self, looker: UserId, candidate: UserId) -> f64 {
        let (mine, here) = self.by_user[&looker];
        let (theirs, there) = self.by_user[&candidate];
        let parts = Parts {
            industry: industry::similarity(tree(), mine, theirs),
            proximity: proximity::by_distance(cell_distance_km(here, there)),
            mutual: 0.0,
            activity: ACTIVITY,
        };
        f64::from(Weights::default().score(&parts).millionths()) / 1e6
    }

    /// What stands between two people besides their words.
    pub fn circumstances(&self, looker: UserId, candidate: UserId) -> Option<Circumstances> {
        Some(Circumstances {
            match_score: self.match_score(looker, candidate),
            common_half_hours: COMMON_HALF_HOURS,
            appearances: 0,
            employer: None,
            leaf: Some(self.by_user[&candidate].0.index() as u64),
        })
    }
}
