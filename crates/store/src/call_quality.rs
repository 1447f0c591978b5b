//! How a connection to a call carried: how long joining took, and a sample now and then.

use model::Timestamp;
use model::id::CallSessionId;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// What a connection measured in one stretch of some seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct QualitySample {
    /// Its id.
    pub id: Uuid,
    /// Whose connection.
    pub session_id: CallSessionId,
    /// When the stretch began.
    pub bucket_at: Timestamp,
    /// To the place of the call and back.
    pub round_trip_milliseconds: Option<i32>,
    /// How unevenly sound and picture arrive.
    pub jitter_milliseconds: Option<f64>,
    /// Share of packets lost on the way in, 0 to 1.
    pub loss_in: Option<f64>,
    /// Share of packets lost on the way out, 0 to 1.
    pub loss_out: Option<f64>,
    /// Received a second.
    pub bits_in: Option<i64>,
    /// Sent a second.
    pub bits_out: Option<i64>,
    /// Lines of the largest picture received.
    pub frame_height: Option<i32>,
    /// 0 (lost) to 100 (perfect).
    pub score: i32,
    /// What the path is: `udp`, `tcp`, `turn` or `tls`.
    pub path: Option<String>,
}

/// Keeps a sample, in place of an earlier one of the same stretch.
pub async fn upsert(writer: &Writer, sample: &QualitySample) -> Result<(), StoreError> {
    let sql = "INSERT INTO call_quality_samples (id, session_id, bucket_at, round_trip_milliseconds, \
                   jitter_milliseconds, loss_in, loss_out, bits_in, bits_out, frame_height, score, path) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
               ON CONFLICT (session_id, bucket_at) DO UPDATE SET \
                   round_trip_milliseconds = excluded.round_trip_milliseconds, \
                   jitter_milliseconds = excluded.jitter_milliseconds, loss_in = excluded.loss_in, \
                   loss_out = excluded.loss_out, bits_in = excluded.bits_in, bits_out = excluded.bits_out, \
                   frame_height = excluded.frame_height, score = excluded.score, path = excluded.path";
    let values: [Value; 12] = [
        sample.id.into(),
        sample.session_id.0.into(),
        sample.bucket_at.into(),
        sample.round_trip_milliseconds.into(),
        sample.jitter_milliseconds.into(),
        sample.loss_in.into(),
        sample.loss_out.into(),
        sample.bits_in.into(),
        sample.bits_out.into(),
        sample.frame_height.into(),
        sample.score.into(),
        sample.path.clone().into(),
    ];
    writer.execute_raw(statement(writer, sql, values)).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Score {
    score: i32,
}

/// The score of a connection's newest sample.
pub async fn last_score<C: Connection>(
    connection: &C,
    session: CallSessionId,
) -> Result<Option<i32>, StoreError> {
    let sql = "SELECT score FROM call_quality_samples WHERE session_id = $1 ORDER BY bucket_at DESC LIMIT 1";
    let query = statement(connection, sql, [session.0.into()]);
    Ok(Score::find_by_statement(query).one(connection).await?.map(|row| row.score))
}

/// Notes how long joining took; false when it had been noted before.
pub async fn note_join(
    writer: &Writer,
    session: CallSessionId,
    milliseconds: i32,
) -> Result<bool, StoreError> {
    let sql = "UPDATE call_sessions SET join_milliseconds = $2 WHERE id = $1 AND join_milliseconds IS NULL";
    note(writer, sql, session, milliseconds).await
}

/// Notes how long it took until somebody else was seen; false when it had been noted before.
pub async fn note_first_frame(
    writer: &Writer,
    session: CallSessionId,
    milliseconds: i32,
) -> Result<bool, StoreError> {
    let sql = "UPDATE call_sessions SET first_frame_milliseconds = $2 \
               WHERE id = $1 AND first_frame_milliseconds IS NULL";
    note(writer, sql, session, milliseconds).await
}

async fn note(
    writer: &Writer,
    sql: &str,
    session: CallSessionId,
    milliseconds: i32,
) -> Result<bool, StoreError> {
    let update = statement(writer, sql, [session.0.into(), milliseconds.into()]);
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}
