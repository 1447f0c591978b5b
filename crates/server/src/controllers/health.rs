//! Is the process alive, can people work, and how are the parts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::problem::{Problem, ProblemDocument};
use crate::services::health::{HealthService, PartHealth};
use crate::services::suggestion::health::IndexHealth;
use crate::views::health::{HealthView, IndexAuditView, IndexHealthView, IndexState, PartHealthView, detail};

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 204)))]
pub async fn get_liveness() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// People can work; 503 when they cannot.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200, body = HealthView), (status = 503, body = HealthView)))]
pub async fn get_readiness(State(health): State<HealthService>) -> (StatusCode, Json<HealthView>) {
    let view = view(health.check().await, false, None);
    let status = if view.status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(view))
}

/// How each part is doing, for the platform's team.
#[utoipa::path(get, path = "/api/admin/health", tag = "admin",
    responses((status = 200, body = HealthView), (status = "default", body = ProblemDocument)))]
pub async fn get_health_report(State(health): State<HealthService>) -> Result<Json<HealthView>, Problem> {
    let index = index(health.index().await?);
    Ok(Json(view(health.check().await, true, Some(index))))
}

/// With details for the team, without them for everybody else.
fn view(parts: Vec<PartHealth>, with_details: bool, index: Option<IndexHealthView>) -> HealthView {
    let word = |is_healthy| if is_healthy { "ok" } else { "unavailable" };
    let status = word(parts.iter().all(|part| part.is_healthy));
    let checks = parts.into_iter().map(|part| {
        let detail = with_details.then(|| detail(&part.notes));
        (part.name, PartHealthView { status: word(part.is_healthy), detail })
    });
    HealthView { status, checks: checks.collect(), index }
}

fn index(health: IndexHealth) -> IndexHealthView {
    let audit = health.audit;
    IndexHealthView {
        state: if health.is_ready { IndexState::Ready } else { IndexState::Reading },
        people: health.people,
        events_behind: health.events_behind,
        snapshot_at: health.snapshot_at,
        audit: IndexAuditView {
            begun_at: audit.begun_at,
            checked_at: audit.checked_at,
            people: audit.people,
            differences: audit.differences,
            undecided: audit.undecided,
        },
    }
}
