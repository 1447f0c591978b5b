//! The figures that the platform's team watches.

use store::measure::{self, LabelledCount};
use store::{StoreError, job};

use crate::context::Context;

/// Sets the gauges that are read from the database; called at each scrape.
pub async fn refresh_gauges(context: &Context) -> Result<(), StoreError> {
    let read = context.read();
    set("homecoming_calls", measure::calls_by_status(read).await?);
    set("homecoming_coffee_chats", measure::coffee_chats_by_status(read).await?);
    set("homecoming_people", measure::people_by_status(read).await?);
    let ratings = measure::call_ratings(read).await?;
    metrics::gauge!("homecoming_call_ratings").set(ratings.count as f64);
    metrics::gauge!("homecoming_call_rating_sum").set(ratings.total);
    metrics::gauge!("homecoming_call_minutes").set(measure::call_seconds(read).await?.total / 60.0);
    let jobs = job::counts(read).await?;
    metrics::gauge!("homecoming_jobs", "state" => "waiting").set(jobs.waiting as f64);
    metrics::gauge!("homecoming_jobs", "state" => "given_up").set(jobs.failed as f64);
    Ok(())
}

/// Counts how well a path of the built-in engine carries, by the engine's own measure.
pub fn count_media_path(score: f32) {
    metrics::histogram!("homecoming_media_quality_score").record(f64::from(score));
}

fn set(name: &'static str, counts: Vec<LabelledCount>) {
    for LabelledCount { label, count } in counts {
        metrics::gauge!(name, "status" => label).set(count as f64);
    }
}
