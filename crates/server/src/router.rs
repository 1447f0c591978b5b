//! Every route of the product on one page.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::app::AppState;
use crate::controllers::{
    account, ai_match, api_token, auth, call_participant, call_record, coffee_chat, connection, fairness,
    health, import, insight, member, metrics, notification, person, place, profile, realtime, report,
    suggestion, test_clock, video_call, wait_list,
};
use crate::edge::{BODY_LIMIT, headers};
use crate::telemetry::{FreshRequestId, REQUEST_ID, measure_request};
use crate::{access, document, problem, spa, words};

fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(document::empty())
        // health
        .routes(routes!(health::get_liveness))
        .routes(routes!(health::get_readiness))
        .routes(routes!(health::get_health_report))
        // sign-in
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(account::request_password_reset))
        .routes(routes!(account::set_password))
        .routes(routes!(auth::get_me))
        .routes(routes!(auth::set_language))
        .routes(routes!(auth::change_password))
        .routes(routes!(auth::list_sessions, auth::end_all_sessions))
        .routes(routes!(auth::end_session))
        // integrators' tokens
        .routes(routes!(api_token::create_api_token, api_token::list_api_tokens))
        .routes(routes!(api_token::revoke_api_token))
        // people
        .routes(routes!(person::list_people))
        .routes(routes!(person::get_person))
        .routes(routes!(person::block_person, person::unblock_person))
        .routes(routes!(person::list_blocks))
        .routes(routes!(person::report_person))
        .routes(routes!(place::list_places))
        .routes(routes!(place::list_industries))
        .routes(routes!(place::list_interests))
        // my profile
        .routes(routes!(profile::get_profile, profile::update_profile))
        .routes(routes!(profile::preview_profile))
        // connections
        .routes(routes!(connection::list_connections, connection::create_connection))
        .routes(routes!(connection::respond_connection))
        .routes(routes!(connection::delete_connection))
        // suggestions
        .routes(routes!(suggestion::list_suggestions))
        .routes(routes!(suggestion::report_shown_suggestions))
        .routes(routes!(suggestion::dismiss_suggestion, suggestion::restore_suggestion))
        // who can help whom
        .routes(routes!(ai_match::list_ai_matches))
        // coffee chats
        .routes(routes!(coffee_chat::request_coffee_chat))
        .routes(routes!(coffee_chat::list_my_coffee_chats))
        .routes(routes!(coffee_chat::list_received_coffee_chats))
        .routes(routes!(coffee_chat::get_coffee_chat))
        .routes(routes!(coffee_chat::respond_to_coffee_chat))
        .routes(routes!(coffee_chat::withdraw_coffee_chat))
        .routes(routes!(coffee_chat::cancel_coffee_chat))
        .routes(routes!(coffee_chat::reschedule_coffee_chat))
        .routes(routes!(coffee_chat::give_coffee_chat_feedback))
        // waiting for a place
        .routes(routes!(wait_list::list_awaited_people))
        .routes(routes!(wait_list::join_wait_list, wait_list::leave_wait_list))
        // calls
        .routes(routes!(video_call::list_video_calls, video_call::create_video_call))
        .routes(routes!(video_call::list_upcoming_video_calls))
        .routes(routes!(video_call::get_active_video_call))
        .routes(routes!(
            video_call::get_video_call,
            video_call::update_video_call,
            video_call::cancel_video_call
        ))
        .routes(routes!(video_call::lock_video_call))
        .routes(routes!(video_call::join_video_call))
        .routes(routes!(video_call::leave_video_call))
        .routes(routes!(video_call::end_video_call))
        .routes(routes!(video_call::heartbeat_video_call))
        .routes(routes!(call_record::report_call_quality))
        .routes(routes!(call_participant::respond_to_video_call))
        .routes(routes!(call_participant::list_call_participants, call_participant::add_call_participant))
        .routes(routes!(call_participant::change_call_participant, call_participant::remove_call_participant))
        .routes(routes!(call_participant::mute_call_participant))
        .routes(routes!(call_participant::ask_to_unmute))
        .routes(routes!(call_participant::stop_screen_share))
        .routes(routes!(call_participant::return_to_lobby))
        .routes(routes!(call_participant::list_lobby))
        .routes(routes!(call_participant::admit_from_lobby))
        .routes(routes!(call_participant::refuse_from_lobby))
        .routes(routes!(call_record::list_call_messages, call_record::post_call_message))
        .routes(routes!(call_record::list_screen_shares))
        .routes(routes!(call_record::rate_video_call))
        .routes(routes!(call_record::report_video_call))
        // people, for the team
        .routes(routes!(member::list_members))
        .merge(lists())
        .routes(routes!(report::list_reports))
        .routes(routes!(report::resolve_report))
        .routes(routes!(insight::get_insight, insight::update_insight))
        // how evenly people are shown
        .routes(routes!(fairness::get_fairness))
        .routes(routes!(fairness::explain_not_shown))
        // the bell
        .routes(routes!(notification::list_notifications))
        .routes(routes!(notification::read_notifications))
        // the team and people's accounts
        .routes(routes!(account::suspend_person))
        .routes(routes!(account::restore_person))
        // what people are told at once
        .routes(routes!(realtime::open_realtime))
}

/// Lists are larger than other bodies.
fn lists() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(import::import_people))
        .routes(routes!(import::import_connections))
        .layer(DefaultBodyLimit::max(import::MOST_BYTES))
}

/// The HTTP document of the product (OpenAPI 3.1).
pub fn document() -> OpenApi {
    let mut document = operations().into_openapi();
    document::add_security(&mut document);
    document::mark_problems(&mut document);
    document
}

/// The router with everything on it.
pub fn build(app: &AppState) -> Router {
    let (api, _) = operations().split_for_parts();
    // The state is cloned for every request: one pointer in place of a hundred.
    let guard = from_fn_with_state(Arc::new(app.clone()), access::guard);
    let mut api = api.layer(DefaultBodyLimit::max(BODY_LIMIT)).layer(guard);
    if app.test_clock.is_some() {
        api = api.route("/api/test/clock", axum::routing::post(test_clock::set_clock));
    }
    api.merge(SwaggerUi::new("/api/docs").url("/api/openapi.json", document()))
        .route("/metrics", get(metrics::get_metrics))
        .layer(from_fn(measure_request))
        .fallback(spa::serve)
        .layer(from_fn(problem::render))
        .layer(from_fn(words::speak))
        .layer(from_fn_with_state(app.security_headers.clone(), headers::add))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, FreshRequestId))
        .with_state(app.clone())
        // Outside of the request log: a token may stand in the query here.
        .merge(app.media.routes())
}
