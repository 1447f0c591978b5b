//! Wait lists over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::id::UserId;

use crate::access::Caller;
use crate::context::Context;
use crate::input::Path;
use crate::problem::{Problem, ProblemDocument};
use crate::services::person::PersonService;
use crate::services::wait_list::{SeenRoom, WaitListError, WaitListService};
use crate::views::page::Page;
use crate::views::wait_list::{AwaitedPerson, RoomView, WaitView};

/// The people I wait for, the longest first.
#[utoipa::path(get, path = "/api/coffee-chat/wait-list", tag = "coffee-chat",
    responses((status = 200, body = Page<AwaitedPerson>), (status = "default", body = ProblemDocument)))]
pub async fn list_awaited_people(
    State(waits): State<WaitListService>,
    State(people): State<PersonService>,
    State(context): State<Context>,
    caller: Caller,
) -> Result<Json<Page<AwaitedPerson>>, Problem> {
    let ids = waits.list(caller.user_id).await?;
    let mut cards = people.cards(caller.user_id, &ids).await?;
    let mut rooms = waits.rooms(caller.user_id, &ids).await?;
    let view = |id: &UserId| {
        let person = cards.remove(id)?.into();
        Some(AwaitedPerson { person, room: room(rooms.remove(id).unwrap_or_default(), &context) })
    };
    Ok(Json(Page { items: ids.iter().filter_map(view).collect(), next_cursor: None }))
}

/// Wait for a place with somebody who is full. They are not told. Whoever waits is told of a place in the order of
/// joining, for 48 hours before the next; it ends when one asks, leaves, or after 180 days.
#[utoipa::path(put, path = "/api/coffee-chat/wait-list/{person_id}", tag = "coffee-chat",
    params(("person_id" = UserId, Path)),
    responses((status = 200, body = RoomView), (status = "default", body = ProblemDocument)))]
pub async fn join_wait_list(
    State(waits): State<WaitListService>,
    State(context): State<Context>,
    caller: Caller,
    Path(person): Path<UserId>,
) -> Result<Json<RoomView>, Problem> {
    Ok(Json(room(waits.join(caller.user_id, person).await?, &context)))
}

/// Wait no longer.
#[utoipa::path(delete, path = "/api/coffee-chat/wait-list/{person_id}", tag = "coffee-chat",
    params(("person_id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn leave_wait_list(
    State(waits): State<WaitListService>,
    caller: Caller,
    Path(person): Path<UserId>,
) -> Result<StatusCode, Problem> {
    waits.leave(caller.user_id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether there is room, as the caller sees it.
pub fn room(seen: SeenRoom, context: &Context) -> RoomView {
    RoomView {
        is_full: seen.is_full,
        next_opening: seen.next_opening,
        wait: seen.wait.map(|wait| WaitView {
            joined_at: wait.joined_at,
            ends_at: wait.ends_at(),
            offered_until: wait.offered_until(context.now()),
        }),
    }
}

impl From<WaitListError> for Problem {
    fn from(error: WaitListError) -> Self {
        match error {
            WaitListError::NotFound => Self::not_found(),
            WaitListError::HasRoom => Self::conflict("has_room", "There is room: ask."),
            WaitListError::NotPossible(reason) => {
                Self::new(StatusCode::CONFLICT, "not-possible-now", "This person cannot be asked now")
                    .with("reason", reason)
            }
            WaitListError::WaitsEnough => Self::conflict(
                "waits_enough",
                "You wait for as many people as one can. Leave one of the lists first.",
            ),
            WaitListError::Store(error) => error.into(),
        }
    }
}
