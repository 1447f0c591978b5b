//! Suggestions over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::id::UserId;
use model::suggestion::DismissalReason;
use model::violation::Violations;

use crate::access::Caller;
use crate::input::{Body, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::suggestion::{PLACES, Suggestion, SuggestionError, SuggestionService, SuggestionWish};
use crate::views::suggestion::{
    Described, DismissSuggestion, ReportShownSuggestions, SuggestionList, SuggestionQuery, words,
};

/// Reports of what was on a screen hold at most so many people.
const MOST_SHOWN: usize = 100;

/// People to meet, in descending score, each with its reasons.
#[utoipa::path(get, path = "/api/coffee-chat/suggestions", tag = "coffee chat", params(SuggestionQuery),
    responses((status = 200, body = SuggestionList), (status = "default", body = ProblemDocument)))]
pub async fn list_suggestions(
    State(suggestions): State<SuggestionService>,
    caller: Caller,
    Query(query): Query<SuggestionQuery>,
) -> Result<Json<SuggestionList>, Problem> {
    let limit = query.limit(PLACES)?;
    let wish = SuggestionWish {
        industries: words(query.industry.as_deref()),
        location: query.location.clone().filter(|location| !location.trim().is_empty()),
        radius_km: query.radius_km()?,
        interests: words(query.interests.as_deref()),
        wants_all_interests: query.wants_all_interests()?,
    };
    let list = suggestions.suggest(caller.user_id, &wish).await?;
    Ok(Json(SuggestionList {
        items: list.into_iter().take(limit).map(|found| described(found).into()).collect(),
    }))
}

/// Say whose cards were on the screen: somebody seen often without action makes room for others.
#[utoipa::path(post, path = "/api/coffee-chat/suggestions/shown", tag = "coffee chat",
    request_body = ReportShownSuggestions,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn report_shown_suggestions(
    State(suggestions): State<SuggestionService>,
    caller: Caller,
    Body(body): Body<ReportShownSuggestions>,
) -> Result<StatusCode, Problem> {
    if body.person_ids.len() > MOST_SHOWN {
        return Err(
            Violations::one("/person_ids", "too_many", format!("may hold {MOST_SHOWN} people")).into()
        );
    }
    suggestions.note_shown(caller.user_id, &body.person_ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a suggested person aside for half a year.
#[utoipa::path(post, path = "/api/coffee-chat/suggestions/{person_id}/dismiss", tag = "coffee chat",
    params(("person_id" = UserId, Path)), request_body = DismissSuggestion,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn dismiss_suggestion(
    State(suggestions): State<SuggestionService>,
    caller: Caller,
    Path(person_id): Path<UserId>,
    Body(body): Body<DismissSuggestion>,
) -> Result<StatusCode, Problem> {
    let reason = body.reason.unwrap_or(DismissalReason::Unstated);
    suggestions.dismiss(caller.user_id, person_id, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take back that a suggested person was put aside.
#[utoipa::path(delete, path = "/api/coffee-chat/suggestions/{person_id}/dismiss", tag = "coffee chat",
    params(("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn restore_suggestion(
    State(suggestions): State<SuggestionService>,
    caller: Caller,
    Path(person_id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    suggestions.restore(caller.user_id, person_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn described(suggestion: Suggestion) -> Described {
    Described {
        person: suggestion.person,
        ranked: suggestion.ranked,
        explanation: suggestion.explanation,
        contact_names: suggestion.contact_names,
        shared_interests: suggestion.shared_interests,
    }
}

impl From<SuggestionError> for Problem {
    fn from(error: SuggestionError) -> Self {
        match error {
            SuggestionError::Invalid(violations) => violations.into(),
            SuggestionError::UnknownPerson => Self::not_found(),
            SuggestionError::Store(error) => error.into(),
        }
    }
}
