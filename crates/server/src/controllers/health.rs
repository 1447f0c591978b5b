//! Is the process alive, can people work, and how are the parts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::problem::{Problem, ProblemDocument};
use crate::services::health::HealthService;
use crate::views::health::HealthView;

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 204)))]
pub async fn get_liveness() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// People can work; 503 when they cannot.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200, body = HealthView), (status = 503, body = HealthView)))]
pub async fn get_readiness(State(health): State<HealthService>) -> (StatusCode, Json<HealthView>) {
    let view = HealthView::of(health.check().await, false);
    let status = if view.status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(view))
}

/// How each part is doing, for the platform's team.
#[utoipa::path(get, path = "/api/admin/health", tag = "admin",
    responses((status = 200, body = HealthView), (status = "default", body = ProblemDocument)))]
pub async fn get_health_report(State(health): State<HealthService>) -> Result<Json<HealthView>, Problem> {
    Ok(Json(HealthView::of(health.check().await, true)))
}
