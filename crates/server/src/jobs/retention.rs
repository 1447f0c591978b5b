//! Once a day: forgets what need not be kept.

use model::id::JobId;
use serde_json::json;
use store::job::NewJob;

use super::JobError;
use crate::app::AppState;
use crate::services::auth::LONGEST_IDLE;

/// The name of the job.
pub const KIND: &str = "forget_old_rows";

/// A client away for longer than this reloads instead of resuming.
const REALTIME_DAYS: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// Links too old to work are kept so long, for those who ask why.
const LINK_DAYS: chrono::TimeDelta = chrono::TimeDelta::days(30);
/// A request sent again after this is a new one; a day is promised.
const REPEAT_DAYS: chrono::TimeDelta = chrono::TimeDelta::days(2);

/// Forgets old rows.
pub async fn run(app: &AppState) -> Result<(), JobError> {
    let now = app.context.now();
    let writer = app.context.write().await?;
    store::realtime::forget_before(&writer, now - REALTIME_DAYS).await?;
    store::session::forget_over(&writer, now - LONGEST_IDLE, now).await?;
    store::mail_link::forget_before(&writer, now - LINK_DAYS).await?;
    store::wait_list::forget_over(&writer, now).await?;
    store::idempotency::forget_before(&writer, now - REPEAT_DAYS).await?;
    app.context.commit(writer).await?;
    Ok(())
}

/// The next run; while one waits, a second is not added.
pub fn tomorrow(app: &AppState) -> NewJob {
    let now = app.context.now();
    NewJob {
        id: JobId::new(now, app.context.chance()),
        kind: KIND,
        payload: json!({}),
        dedupe_key: Some(KIND.to_owned()),
        run_at: now + chrono::TimeDelta::days(1),
    }
}
