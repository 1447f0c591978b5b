//! People over HTTP: the directory, pages, blocks and reports.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::id::UserId;

use super::wait_list::room;
use crate::access::Caller;
use crate::context::Context;
use crate::input::{Body, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::block::{BlockError, BlockService, BlockedPerson, NewReport};
use crate::services::directory_filter::TypedFilter;
use crate::services::person::{DirectoryError, PersonService, Position};
use crate::services::wait_list::WaitListService;
use crate::views::block::{BlockView, ReportPerson, ReportReceipt};
use crate::views::page::{Page, PageQuery};
use crate::views::person::{DirectoryPerson, DirectoryQuery, PersonView};

/// Everybody I may find, by name.
#[utoipa::path(get, path = "/api/people", tag = "people", params(DirectoryQuery),
    responses((status = 200, body = Page<DirectoryPerson>), (status = "default", body = ProblemDocument)))]
pub async fn list_people(
    State(people): State<PersonService>,
    State(waits): State<WaitListService>,
    State(context): State<Context>,
    caller: Caller,
    Query(query): Query<DirectoryQuery>,
) -> Result<Json<Page<DirectoryPerson>>, Problem> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let limit = page.limit()?;
    let after: Option<Position> = page.cursor()?;
    let found = people.directory(caller.user_id, &typed(query), after.as_ref(), limit).await?;
    let ids: Vec<UserId> = found.people.iter().map(|person| person.id).collect();
    let mut rooms = waits.rooms(caller.user_id, &ids).await?;
    let view = |card: model::person::Person| DirectoryPerson {
        room: room(rooms.remove(&card.id).unwrap_or_default(), &context),
        person: card.into(),
    };
    Ok(Json(Page {
        items: found.people.into_iter().map(view).collect(),
        next_cursor: found.next.map(|position| position.to_string()),
    }))
}

fn typed(query: DirectoryQuery) -> TypedFilter {
    TypedFilter {
        q: query.q,
        industry: query.industry,
        location: query.location,
        radius_km: query.radius_km,
        interests: query.interests,
        wants_every_interest: query.interests_match.wants_all(),
        graduation_year: query.graduation_year,
        company: query.company,
    }
}

/// A person's page, as I may see it.
#[utoipa::path(get, path = "/api/people/{id}", tag = "people", params(("id" = UserId, Path)),
    responses((status = 200, body = PersonView), (status = "default", body = ProblemDocument)))]
pub async fn get_person(
    State(people): State<PersonService>,
    State(waits): State<WaitListService>,
    State(context): State<Context>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<Json<PersonView>, Problem> {
    let page = people.page(caller.user_id, id).await?.ok_or_else(Problem::not_found)?;
    let seen = waits.rooms(caller.user_id, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(Json(PersonView::new(page, room(seen, &context))))
}

/// Block a person: neither of us finds the other any more. They are not told.
#[utoipa::path(post, path = "/api/people/{id}/block", tag = "people", params(("id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn block_person(
    State(blocks): State<BlockService>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    blocks.block(caller.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a block back.
#[utoipa::path(delete, path = "/api/people/{id}/block", tag = "people", params(("id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn unblock_person(
    State(blocks): State<BlockService>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    blocks.unblock(caller.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// People I have blocked.
#[utoipa::path(get, path = "/api/me/blocks", tag = "people", params(PageQuery),
    responses((status = 200, body = Page<BlockView>), (status = "default", body = ProblemDocument)))]
pub async fn list_blocks(
    State(blocks): State<BlockService>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<BlockView>>, Problem> {
    let limit = page.limit()?;
    let found = blocks.list(caller.user_id, page.cursor()?, limit).await?;
    let view = |one: BlockedPerson| BlockView {
        person_id: one.person_id,
        name: one.name,
        created_at: one.created_at,
    };
    let items = found.into_iter().map(view).collect();
    Ok(Json(Page::cut(items, limit, |last: &BlockView| last.person_id.to_string())))
}

/// Tell the platform's team about a person. They are not told.
#[utoipa::path(post, path = "/api/people/{id}/report", tag = "people", params(("id" = UserId, Path)),
    request_body = ReportPerson,
    responses((status = 201, body = ReportReceipt), (status = "default", body = ProblemDocument)))]
pub async fn report_person(
    State(blocks): State<BlockService>,
    caller: Caller,
    Path(id): Path<UserId>,
    Body(body): Body<ReportPerson>,
) -> Result<(StatusCode, Json<ReportReceipt>), Problem> {
    let report = NewReport { reason: body.reason, note: body.note, video_call_id: body.video_call_id };
    let id = blocks.report(caller.user_id, id, report).await?;
    Ok((StatusCode::CREATED, Json(ReportReceipt { id })))
}

impl From<BlockError> for Problem {
    fn from(error: BlockError) -> Self {
        match error {
            BlockError::NotFound => Self::not_found(),
            BlockError::Yourself => Self::conflict("self", "This is you."),
            BlockError::TooMany => Self::too_many_requests(3600),
            BlockError::Invalid(faults) => faults.into(),
            BlockError::Store(error) => error.into(),
        }
    }
}

impl From<DirectoryError> for Problem {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Invalid(faults) => faults.into(),
            DirectoryError::Store(error) => error.into(),
        }
    }
}
