//! Places, industries and interests to choose from, over HTTP.

use axum::Json;
use axum::extract::State;
use model::fold::tag;
use model::gazetteer::gazetteer;

use crate::access::Caller;
use crate::input::Query;
use crate::problem::{Problem, ProblemDocument};
use crate::services::person::PersonService;
use crate::views::page::Page;
use crate::views::place::{IndustryNode, InterestView, PlaceView, TypedText};

const MOST: usize = 20;

/// Places whose name begins so, the largest first. `portland, or` finds Oregon's.
#[utoipa::path(get, path = "/api/places", tag = "people", params(TypedText),
    responses((status = 200, body = Page<PlaceView>), (status = "default", body = ProblemDocument)))]
pub async fn list_places(Query(typed): Query<TypedText>) -> Json<Page<PlaceView>> {
    let items = gazetteer().search(&typed.q, MOST).into_iter().map(PlaceView::from).collect();
    Json(Page { items, next_cursor: None })
}

/// The industry tree.
#[utoipa::path(get, path = "/api/industries", tag = "people",
    responses((status = 200, body = Page<IndustryNode>), (status = "default", body = ProblemDocument)))]
pub async fn list_industries() -> Json<Page<IndustryNode>> {
    Json(Page { items: IndustryNode::all(), next_cursor: None })
}

/// Interests of people here that begin so.
#[utoipa::path(get, path = "/api/interests", tag = "people", params(TypedText),
    responses((status = 200, body = Page<InterestView>), (status = "default", body = ProblemDocument)))]
pub async fn list_interests(
    State(people): State<PersonService>,
    _: Caller,
    Query(typed): Query<TypedText>,
) -> Result<Json<Page<InterestView>>, Problem> {
    let found = people.interests(&tag(&typed.q), MOST as u64).await?;
    let items = found.into_iter().map(|one| InterestView { tag: one.tag, count: one.people }).collect();
    Ok(Json(Page { items, next_cursor: None }))
}
