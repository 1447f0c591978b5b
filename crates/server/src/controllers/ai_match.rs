//! Who can help whom, over HTTP.

use axum::Json;
use axum::extract::State;

use super::suggestion::described;
use crate::access::Caller;
use crate::input::Query;
use crate::problem::{Problem, ProblemDocument};
use crate::services::ai_match::{AiMatchError, AiMatchFound, AiMatchService, AiMatchWish, PLACES, Quote};
use crate::views::ai_match::{AiMatchListView, AiMatchQuery, DescribedMatch};

/// The places of a list when nothing is said.
const USUAL_PLACES: usize = 10;

/// Who can help me, and whom I can help, each with the words that fit together.
#[utoipa::path(get, path = "/api/coffee-chat/ai-matches", tag = "coffee chat", params(AiMatchQuery),
    responses((status = 200, body = AiMatchListView), (status = "default", body = ProblemDocument)))]
pub async fn list_ai_matches(
    State(matches): State<AiMatchService>,
    caller: Caller,
    Query(query): Query<AiMatchQuery>,
) -> Result<Json<AiMatchListView>, Problem> {
    let limit = query.limit(USUAL_PLACES, PLACES)?;
    let wish = AiMatchWish { is_mentorship: query.is_mentorship()?, limit };
    let list = matches.list(caller.user_id, wish).await?;
    let model = list.model.unwrap_or_default();
    Ok(Json(AiMatchListView {
        items: list.items.into_iter().map(|found| shown(found, model.clone()).into()).collect(),
        missing: list.missing.into_iter().map(|facet| facet.as_str()).collect(),
        is_preparing: list.is_preparing,
    }))
}

fn shown(found: AiMatchFound, model: String) -> DescribedMatch {
    let words = |quotes: Vec<Quote>| quotes.into_iter().map(|quote| (quote.theirs, quote.mine)).collect();
    DescribedMatch {
        person_id: found.suggestion.person.id,
        card: described(found.suggestion).into(),
        score: found.score,
        i_can_get: words(found.i_can_get),
        i_can_give: words(found.i_can_give),
        model,
    }
}

impl From<AiMatchError> for Problem {
    fn from(error: AiMatchError) -> Self {
        match error {
            AiMatchError::Suggestion(error) => error.into(),
            AiMatchError::Store(error) => error.into(),
            AiMatchError::Embed(error) => Self::internal(&error),
        }
    }
}
