//! Suggestions in JSON.

use matching::Reason;
use model::id::UserId;
use model::industry::tree;
use model::suggestion::DismissalReason;
use model::violation::Violations;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::person::Person;
use crate::words::{Words, spoken};

/// What the list is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct SuggestionQuery {
    /// Codes or names of the industry tree, with everything below them; several with commas.
    pub industry: Option<String>,
    /// The number of a place (several with commas), or the name or code of a city, a region or a country.
    pub location: Option<String>,
    /// 50, 100, 250, 500 or 1000 around `location`, or around my own place. A city alone means 50.
    #[param(value_type = Option<u32>, minimum = 50, maximum = 1000)]
    pub radius_km: Option<String>,
    /// Interests; several with commas.
    pub interests: Option<String>,
    /// `any` (one shared interest is enough) or `all`.
    #[param(value_type = Option<InterestsWanted>)]
    pub interests_match: Option<String>,
    /// 1 to 20; 20 when left out.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 20)]
    pub limit: Option<String>,
}

/// Whether one shared interest is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InterestsWanted {
    /// One is enough.
    Any,
    /// All are wanted.
    All,
}

impl SuggestionQuery {
    /// The radius in kilometres, when one is given.
    pub fn radius_km(&self) -> Result<Option<u32>, Violations> {
        let unknown = |_| Violations::one("/radius_km", "unknown_radius", "is 50, 100, 250, 500 or 1000");
        self.radius_km.as_deref().map(|text| text.parse().map_err(unknown)).transpose()
    }

    /// Whether all interests are wanted.
    pub fn wants_all_interests(&self) -> Result<bool, Violations> {
        match self.interests_match.as_deref() {
            None | Some("any") => Ok(false),
            Some("all") => Ok(true),
            Some(_) => Err(Violations::one("/interests_match", "unknown_value", "is any or all")),
        }
    }

    /// The places of the list, at most `most`.
    pub fn limit(&self, most: usize) -> Result<usize, Violations> {
        let Some(text) = &self.limit else { return Ok(most) };
        let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
        limit.ok_or_else(|| Violations::one("/limit", "out_of_range", format!("is 1 to {most}")))
    }
}

/// The words of a list with commas.
pub fn words(list: Option<&str>) -> Vec<String> {
    let words = list.unwrap_or_default().split(',').map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whom I could meet, the best first. There is no second page.
#[derive(Serialize, ToSchema)]
pub struct SuggestionList {
    /// At most 20 people.
    #[schema(max_items = 20)]
    pub items: Vec<SuggestionView>,
}

/// A person worth meeting.
#[derive(Serialize, ToSchema)]
pub struct SuggestionView {
    /// Who.
    pub person: Person,
    /// How well the two fit, in whole percent.
    #[schema(maximum = 100)]
    pub score: u8,
    /// `strong`, `good`, `possible` or `a stretch`.
    pub label: &'static str,
    /// What the score is made of.
    pub parts: SuggestionParts,
    /// What speaks for a chat, the strongest first.
    pub reasons: Vec<SuggestionReason>,
    /// Interests of both, as the person wrote them.
    pub shared_interests: Vec<String>,
    /// How much of the usual information the score is based on, in whole percent.
    #[schema(maximum = 100)]
    pub coverage: u8,
}

/// What a score is made of.
#[derive(Serialize, ToSchema)]
pub struct SuggestionParts {
    /// How close the two work.
    pub industry: IndustryPart,
    /// How close the two live.
    pub proximity: ProximityPart,
    /// Whom both know.
    pub mutual: MutualPart,
    /// How active the person is.
    pub activity: ActivityPart,
}

/// How close the two work.
#[derive(Serialize, ToSchema)]
pub struct IndustryPart {
    /// In whole percent.
    #[schema(maximum = 100)]
    pub score: u8,
    /// In words.
    pub text: String,
}

/// How close the two live; a band, since a number could be turned into a place.
#[derive(Serialize, ToSchema)]
pub struct ProximityPart {
    /// `same_area` (to 50 km), `region` (to 250 km), `country`, `far` or `unknown`.
    pub band: &'static str,
    /// In words.
    pub text: &'static str,
}

/// Whom both know.
#[derive(Serialize, ToSchema)]
pub struct MutualPart {
    /// How many; 3 stands for three or more.
    #[schema(maximum = 3)]
    pub count: usize,
    /// In words.
    pub text: String,
}

/// How active the person is.
#[derive(Serialize, ToSchema)]
pub struct ActivityPart {
    /// `high`, `middle` or `low`.
    pub level: &'static str,
    /// In words.
    pub text: &'static str,
}

/// One thing that speaks for a chat.
#[derive(Serialize, ToSchema)]
pub struct SuggestionReason {
    /// What kind of thing.
    pub code: &'static str,
    /// In words.
    pub text: String,
}

/// What a suggestion looks like from outside.
pub struct Described {
    /// The card.
    pub person: model::person::Person,
    /// The score and its parts.
    pub ranked: matching::Ranked,
    /// What the parts are made of.
    pub explanation: matching::Explanation,
    /// Names of the contacts that may be named.
    pub contact_names: Vec<String>,
    /// Interests of both.
    pub shared_interests: Vec<String>,
}

impl Described {
    fn text(&self, reason: Reason, words: &dyn Words) -> String {
        match reason {
            Reason::SameField | Reason::SameIndustry | Reason::SameSector | Reason::RelatedSector => {
                words.fields(&self.explanation.fields(tree()))
            }
            Reason::MutualContacts => self.mutual_text(words),
            Reason::SharedInterests => words.shared_interests(&self.shared_interests),
            Reason::SameArea | Reason::SameRegion | Reason::SameCountry => {
                words.band(self.explanation.band).to_owned()
            }
            Reason::Active => words.recency(self.explanation.recency()).to_owned(),
        }
    }

    fn mutual_text(&self, words: &dyn Words) -> String {
        words.mutual_contacts(self.explanation.told_mutual_count(), &self.contact_names)
    }

    fn parts(&self, words: &dyn Words) -> SuggestionParts {
        let explanation = &self.explanation;
        SuggestionParts {
            industry: IndustryPart {
                score: matching::score::whole_percent(self.ranked.parts.industry),
                text: words.fields(&explanation.fields(tree())),
            },
            proximity: ProximityPart { band: explanation.band.as_str(), text: words.band(explanation.band) },
            mutual: MutualPart { count: explanation.told_mutual_count(), text: self.mutual_text(words) },
            activity: ActivityPart {
                level: explanation.recency().level(),
                text: words.recency(explanation.recency()),
            },
        }
    }
}

impl From<Described> for SuggestionView {
    fn from(suggestion: Described) -> Self {
        let words = spoken();
        let reason =
            |reason: Reason| SuggestionReason { code: reason.code(), text: suggestion.text(reason, words) };
        Self {
            score: suggestion.ranked.score.percent(),
            label: suggestion.ranked.score.label().as_str(),
            parts: suggestion.parts(words),
            reasons: suggestion.explanation.reasons().into_iter().map(reason).collect(),
            coverage: suggestion.ranked.coverage_percent,
            shared_interests: suggestion.shared_interests,
            person: suggestion.person.into(),
        }
    }
}

/// Whose cards were on my screen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportShownSuggestions {
    /// The people, at most 100.
    #[schema(max_items = 100)]
    pub person_ids: Vec<UserId>,
}

/// Why a person is put aside.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DismissSuggestion {
    /// The reason, if one is given.
    pub reason: Option<DismissalReason>,
}
