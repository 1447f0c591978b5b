//! Moves the clock of a server started with `--test-clock`; the route does not exist otherwise.

use axum::extract::State;
use axum::http::StatusCode;
use model::Timestamp;
use serde::Deserialize;

use crate::app::AppState;
use crate::input::Body;
use crate::problem::Problem;

/// The instant to move to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    now: Timestamp,
}

/// Sets the clock and lets due jobs run.
pub async fn set_clock(
    State(app): State<AppState>,
    Body(body): Body<SetClock>,
) -> Result<StatusCode, Problem> {
    let clock = app.test_clock.as_ref().ok_or_else(Problem::not_found)?;
    clock.set(body.now);
    app.context.wake_followers();
    Ok(StatusCode::NO_CONTENT)
}
