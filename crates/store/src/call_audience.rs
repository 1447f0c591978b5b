//! Whom gatherings are open to, as keys that a person's gatherings are found by (`model::audience`). Those that are
//! over have none: nobody looks for them.

use std::collections::BTreeSet;

use model::id::VideoCallId;
use sea_orm::ConnectionTrait;

use crate::dialect::{insert_rows, statement};
use crate::{StoreError, Writer};

/// Nobody finds the call by its audience any more.
pub async fn close(writer: &Writer, call: VideoCallId) -> Result<(), StoreError> {
    let delete = statement(writer, "DELETE FROM call_audiences WHERE video_call_id = $1", [call.0.into()]);
    writer.execute_raw(delete).await?;
    Ok(())
}

/// Opens the call to those with one of the keys, and to nobody else of whom it was open to before.
pub async fn replace(writer: &Writer, call: VideoCallId, keys: &BTreeSet<String>) -> Result<(), StoreError> {
    close(writer, call).await?;
    if keys.is_empty() {
        return Ok(());
    }
    let rows = keys.iter().map(|key| [key.clone().into(), call.0.into()]);
    writer.execute_raw(insert_rows(writer, "call_audiences (key, video_call_id)", rows, "")).await?;
    Ok(())
}
