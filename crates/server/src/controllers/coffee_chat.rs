//! Coffee chats over HTTP.

mod present;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::coffee_chat::{CoffeeChatType, Side};
use model::id::CoffeeChatRequestId;

use crate::access::Caller;
use crate::input::{Body, OptionalBody, Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::coffee_chat::{CoffeeChatService, Proposal, Reply, SeenChat};
use crate::services::person::PersonService;
use crate::views::coffee_chat::{
    CancelCoffeeChat, CoffeeChatQuery, CoffeeChatRequestView, GiveCoffeeChatFeedback, RequestCoffeeChat,
    RescheduleCoffeeChat, RespondToCoffeeChat,
};
use crate::views::page::Page;

type Chats = State<CoffeeChatService>;
type People = State<PersonService>;
type Answer = Result<Json<CoffeeChatRequestView>, Problem>;

const USUAL_MINUTES: i32 = 30;

/// Ask somebody for a coffee chat.
#[utoipa::path(post, path = "/api/coffee-chat/request", tag = "coffee-chat", request_body = RequestCoffeeChat,
    responses((status = 201, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn request_coffee_chat(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Body(body): Body<RequestCoffeeChat>,
) -> Result<(StatusCode, Json<CoffeeChatRequestView>), Problem> {
    let proposal = Proposal {
        recipient_id: body.recipient_id,
        kind: body.r#type.unwrap_or(CoffeeChatType::CoffeeChat),
        message: body.message.unwrap_or_default(),
        proposed_times: body.proposed_times,
        duration_minutes: body.duration_minutes.unwrap_or(USUAL_MINUTES),
        time_zone: body.time_zone,
    };
    let seen = chats.request(caller.user_id, &proposal).await?;
    Ok((StatusCode::CREATED, show(&people, &caller, seen).await?))
}

/// Accept, decline, or propose other times.
#[utoipa::path(post, path = "/api/coffee-chat/{id}/respond", tag = "coffee-chat", request_body = RespondToCoffeeChat,
    params(("id" = CoffeeChatRequestId, Path)),
    responses((status = 200, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn respond_to_coffee_chat(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Path(id): Path<CoffeeChatRequestId>,
    Body(body): Body<RespondToCoffeeChat>,
) -> Answer {
    let reply = match body {
        RespondToCoffeeChat::Accept { selected_time, pause } => {
            Reply::Accept { selected_time, pauses: pause }
        }
        RespondToCoffeeChat::Decline { message, do_not_ask_again, pause } => {
            Reply::Decline { message, is_for_ever: do_not_ask_again, pauses: pause }
        }
        RespondToCoffeeChat::Counter { proposed_times, message } => {
            Reply::Counter { proposed_times, message }
        }
    };
    show(&people, &caller, chats.respond(caller.user_id, id, &reply).await?).await
}

/// One request.
#[utoipa::path(get, path = "/api/coffee-chat/{id}", tag = "coffee-chat", params(("id" = CoffeeChatRequestId, Path)),
    responses((status = 200, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn get_coffee_chat(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Path(id): Path<CoffeeChatRequestId>,
) -> Answer {
    show(&people, &caller, chats.find(caller.user_id, id).await?).await
}

/// The requests I sent, newest first.
#[utoipa::path(get, path = "/api/coffee-chat/my-requests", tag = "coffee-chat", params(CoffeeChatQuery),
    responses((status = 200, body = Page<CoffeeChatRequestView>), (status = "default", body = ProblemDocument)))]
pub async fn list_my_coffee_chats(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Query(query): Query<CoffeeChatQuery>,
) -> Result<Json<Page<CoffeeChatRequestView>>, Problem> {
    present::page(&chats, &people, &caller, Side::Requester, &query).await
}

/// The requests I received, newest first.
#[utoipa::path(get, path = "/api/coffee-chat/received-requests", tag = "coffee-chat", params(CoffeeChatQuery),
    responses((status = 200, body = Page<CoffeeChatRequestView>), (status = "default", body = ProblemDocument)))]
pub async fn list_received_coffee_chats(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Query(query): Query<CoffeeChatQuery>,
) -> Result<Json<Page<CoffeeChatRequestView>>, Problem> {
    present::page(&chats, &people, &caller, Side::Recipient, &query).await
}

/// Take an open proposal back.
#[utoipa::path(post, path = "/api/coffee-chat/{id}/withdraw", tag = "coffee-chat",
    params(("id" = CoffeeChatRequestId, Path)),
    responses((status = 200, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn withdraw_coffee_chat(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Path(id): Path<CoffeeChatRequestId>,
) -> Answer {
    show(&people, &caller, chats.withdraw(caller.user_id, id).await?).await
}

/// Call an agreed chat off, with its call.
#[utoipa::path(post, path = "/api/coffee-chat/{id}/cancel", tag = "coffee-chat", request_body = CancelCoffeeChat,
    params(("id" = CoffeeChatRequestId, Path)),
    responses((status = 200, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn cancel_coffee_chat(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Path(id): Path<CoffeeChatRequestId>,
    OptionalBody(body): OptionalBody<CancelCoffeeChat>,
) -> Answer {
    show(&people, &caller, chats.cancel(caller.user_id, id, body.reason).await?).await
}

/// Move an agreed chat, with its call.
#[utoipa::path(post, path = "/api/coffee-chat/{id}/reschedule", tag = "coffee-chat",
    request_body = RescheduleCoffeeChat, params(("id" = CoffeeChatRequestId, Path)),
    responses((status = 200, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn reschedule_coffee_chat(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Path(id): Path<CoffeeChatRequestId>,
    Body(body): Body<RescheduleCoffeeChat>,
) -> Answer {
    let seen = chats.reschedule(caller.user_id, id, body.selected_time, body.reason).await?;
    show(&people, &caller, seen).await
}

/// Say how it was.
#[utoipa::path(post, path = "/api/coffee-chat/{id}/feedback", tag = "coffee-chat",
    request_body = GiveCoffeeChatFeedback, params(("id" = CoffeeChatRequestId, Path)),
    responses((status = 200, body = CoffeeChatRequestView), (status = "default", body = ProblemDocument)))]
pub async fn give_coffee_chat_feedback(
    State(chats): Chats,
    State(people): People,
    caller: Caller,
    Path(id): Path<CoffeeChatRequestId>,
    Body(body): Body<GiveCoffeeChatFeedback>,
) -> Answer {
    let seen = chats.feedback(caller.user_id, id, &present::said(body)).await?;
    show(&people, &caller, seen).await
}

async fn show(people: &PersonService, caller: &Caller, seen: SeenChat) -> Answer {
    let views = present::views(people, caller, vec![seen]).await?;
    views.into_iter().next().map(Json).ok_or_else(Problem::not_found)
}
