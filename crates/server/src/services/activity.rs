//! Counts what people do towards the activity that matching reads.

use model::id::UserId;
use store::{StoreError, activity};

use crate::context::Context;

/// Notes a real action of the person, after it is done: whether it counts never decides whether it happens.
///
/// It has a transaction of its own. In that of the action it would hold the person's row while others' rows are
/// waited for, and two people who ask each other at once would wait for each other.
pub async fn note(context: &Context, user: UserId) {
    if let Err(error) = try_note(context, user).await {
        tracing::warn!(%error, "an action is not counted towards activity");
    }
}

async fn try_note(context: &Context, user: UserId) -> Result<(), StoreError> {
    let now = context.now();
    if !activity::is_news(context.read(), user, now).await? {
        return Ok(());
    }
    let writer = context.write().await?;
    activity::note(&writer, user, now).await?;
    context.commit(writer).await
}
