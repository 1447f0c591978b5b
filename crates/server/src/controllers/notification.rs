//! The bell over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::access::Caller;
use crate::input::{Body, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::notification::NotificationService;
use crate::views::notification::{BellView, NotificationView, ReadNotifications};
use crate::views::page::PageQuery;

/// My notifications, newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", params(PageQuery),
    responses((status = 200, body = BellView), (status = "default", body = ProblemDocument)))]
pub async fn list_notifications(
    State(notifications): State<NotificationService>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<BellView>, Problem> {
    let limit = page.limit()?;
    let bell = notifications.list(caller.user_id, page.cursor()?, limit).await?;
    let has_more = bell.lines.len() as u64 > limit;
    let items: Vec<NotificationView> = bell
        .lines
        .into_iter()
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .map(|line| NotificationView {
            id: line.id,
            kind: line.kind,
            data: line.data,
            created_at: line.created_at,
            read_at: line.read_at,
        })
        .collect();
    let next_cursor = items.last().filter(|_| has_more).map(|line| line.id.to_string());
    Ok(Json(BellView { items, next_cursor, unread_count: bell.unread_count }))
}

/// Mark notifications read: those named, or all.
#[utoipa::path(post, path = "/api/notifications/read", tag = "notifications", request_body = ReadNotifications,
    responses((status = 204), (status = "default", body = ProblemDocument)))]
pub async fn read_notifications(
    State(notifications): State<NotificationService>,
    caller: Caller,
    Body(body): Body<ReadNotifications>,
) -> Result<StatusCode, Problem> {
    notifications.mark_read(caller.user_id, body.ids.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
