//! Whom gatherings are open to, as keys that a person's gatherings are found by (`model::audience`).

use std::collections::BTreeSet;

use model::id::VideoCallId;
use sea_orm::ConnectionTrait;

use crate::dialect::{insert_rows, statement};
use crate::{StoreError, Writer};

/// Opens the call to those with one of the keys, and to nobody else of whom it was open to before.
pub async fn replace(writer: &Writer, call: VideoCallId, keys: &BTreeSet<String>) -> Result<(), StoreError> {
    let delete = statement(writer, "DELETE FROM call_audiences WHERE video_call_id = $1", [call.0.into()]);
    writer.execute_raw(delete).await?;
    if keys.is_empty() {
        return Ok(());
    }
    let rows = keys.iter().map(|key| [key.clone().into(), call.0.into()]);
    writer.execute_raw(insert_rows(writer, "call_audiences (key, video_call_id)", rows, "")).await?;
    Ok(())
}
