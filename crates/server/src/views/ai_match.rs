//! Who can help whom, in JSON.

use model::id::UserId;
use model::violation::Violations;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::person::Person;
use super::suggestion::{SuggestionReason, SuggestionView};

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AiMatchQuery {
    /// `coffee_chat` (help both ways, when left out) or `mentorship` (help for me; nothing is asked in return).
    #[param(value_type = Option<AiMatchPurpose>)]
    pub r#type: Option<String>,
    /// 1 to 20; 10 when left out.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 20)]
    pub limit: Option<String>,
}

/// Which way help goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AiMatchPurpose {
    /// Both ways.
    CoffeeChat,
    /// To the one who asks.
    Mentorship,
}

impl AiMatchQuery {
    /// Whether help goes one way alone.
    pub fn is_mentorship(&self) -> Result<bool, Violations> {
        match self.r#type.as_deref() {
            None | Some("coffee_chat") => Ok(false),
            Some("mentorship") => Ok(true),
            Some(_) => Err(Violations::one("/type", "unknown_value", "is coffee_chat or mentorship")),
        }
    }

    /// The places of the list, `usual` when nothing is said and at most `most`.
    pub fn limit(&self, usual: usize, most: usize) -> Result<usize, Violations> {
        let Some(text) = &self.limit else { return Ok(usual) };
        let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
        limit.ok_or_else(|| Violations::one("/limit", "out_of_range", format!("is 1 to {most}")))
    }
}

/// Who can help me, and whom I can help, the best first. There is no second page.
#[derive(Serialize, ToSchema)]
pub struct AiMatchListView {
    /// At most 20 people.
    #[schema(max_items = 20)]
    pub items: Vec<AiMatchView>,
    /// What my profile does not say yet and this list lives on: `seeks`, `offers`. Without `seeks` the list is empty.
    pub missing: Vec<&'static str>,
    /// Whether many profiles are still to be read: the list may be shorter than it will be.
    pub is_preparing: bool,
}

/// Somebody who can help, or be helped.
#[derive(Serialize, ToSchema)]
pub struct AiMatchView {
    /// Who.
    pub person: Person,
    /// How well the two fit, in whole percent.
    #[schema(maximum = 100)]
    pub score: u8,
    /// What the person can help me with.
    pub i_can_get: Vec<QuoteView>,
    /// What I can help the person with.
    pub i_can_give: Vec<QuoteView>,
    /// What else speaks for a chat, the strongest first.
    #[schema(max_items = 2)]
    pub reasons: Vec<SuggestionReason>,
    /// Interests of both, as the person wrote them.
    pub shared_interests: Vec<String>,
    /// The model that compared the words.
    pub model: String,
}

/// Words of the other person, exactly as they stand in the profile that I may see, and the words of mine that they
/// answer.
#[derive(Serialize, ToSchema)]
pub struct QuoteView {
    /// The words: an offer in what I can get, a need in what I can give.
    pub text: String,
    /// Whose profile they are quoted from.
    pub from: UserId,
    /// My own words that they go with: my need, or my offer.
    pub mine: String,
}

/// A match with the words that made it, as it is described.
pub struct DescribedMatch {
    /// The card, the reasons and the interests.
    pub card: SuggestionView,
    /// Whose card it is.
    pub person_id: UserId,
    /// The score in 0 to 1.
    pub score: f64,
    /// The person's words and mine: what I can get.
    pub i_can_get: Vec<(String, String)>,
    /// The person's words and mine: what I can give.
    pub i_can_give: Vec<(String, String)>,
    /// The model that compared the words.
    pub model: String,
}

/// Facts beside the words that a card tells.
const MOST_REASONS: usize = 2;

impl From<DescribedMatch> for AiMatchView {
    fn from(found: DescribedMatch) -> Self {
        let quotes = |pairs: Vec<(String, String)>| {
            let quote = |(text, mine)| QuoteView { text, from: found.person_id, mine };
            pairs.into_iter().map(quote).collect()
        };
        Self {
            score: matching::score::whole_percent(found.score),
            i_can_get: quotes(found.i_can_get),
            i_can_give: quotes(found.i_can_give),
            reasons: found.card.reasons.into_iter().take(MOST_REASONS).collect(),
            shared_interests: found.card.shared_interests,
            person: found.card.person,
            model: found.model,
        }
    }
}
