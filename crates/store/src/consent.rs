//! The ledger of answers to the question whether a call may be recorded: rows are only ever added.

use model::Timestamp;
use model::id::{UserId, VideoCallId};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::dialect::statement;
use crate::{StoreError, Writer};

/// The words that the question is asked in; a new wording is a new version.
const TEXT_VERSION: &str = "1";

/// A person's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Its id.
    pub id: Uuid,
    /// The call.
    pub call_id: VideoCallId,
    /// Who answered.
    pub user_id: UserId,
    /// Whether they agree.
    pub is_given: bool,
    /// Where they were asked.
    pub channel: &'static str,
    /// When they answered.
    pub answered_at: Timestamp,
}

/// Writes an answer down.
pub async fn insert(writer: &Writer, consent: &Consent) -> Result<(), StoreError> {
    let sql = "INSERT INTO consents (id, video_call_id, user_id, scope, answer, text_version, channel, answered_at) \
               VALUES ($1, $2, $3, 'recording', $4, $5, $6, $7)";
    let answer = if consent.is_given { "yes" } else { "no" };
    let values = [
        consent.id.into(),
        consent.call_id.0.into(),
        consent.user_id.0.into(),
        answer.into(),
        TEXT_VERSION.into(),
        consent.channel.into(),
        consent.answered_at.into(),
    ];
    writer.execute_raw(statement(writer, sql, values)).await?;
    Ok(())
}
