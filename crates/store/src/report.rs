//! Complaints about people, for the platform's team.

use model::Timestamp;
use model::id::{ReportId, UserId, VideoCallId};
use model::report::{Report, ReportStatus};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{Query, statement};
use crate::{Connection, StoreError, Writer};

/// Writes a report down.
pub async fn insert(writer: &Writer, report: &Report) -> Result<(), StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO reports (id, reporter_id, subject_id, video_call_id, reason, note, status, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            report.id.0.into(),
            report.reporter_id.0.into(),
            report.subject_id.0.into(),
            report.video_call_id.map(|call| call.0).into(),
            report.reason.as_str().into(),
            report.note.clone().into(),
            report.status.as_str().into(),
            report.created_at.into(),
        ],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    reporter_id: Uuid,
    subject_id: Uuid,
    video_call_id: Option<Uuid>,
    reason: String,
    note: String,
    status: String,
    created_at: Timestamp,
    resolved_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, reporter_id, subject_id, video_call_id, reason, note, status, created_at, resolved_at";

impl Row {
    fn read(self) -> Result<Report, StoreError> {
        Ok(Report {
            id: ReportId(self.id),
            reporter_id: UserId(self.reporter_id),
            subject_id: UserId(self.subject_id),
            video_call_id: self.video_call_id.map(VideoCallId),
            reason: word("reports.reason", &self.reason)?,
            note: self.note,
            status: word("reports.status", &self.status)?,
            created_at: self.created_at,
            resolved_at: self.resolved_at,
        })
    }
}

/// The report with this id.
pub async fn find<C: Connection>(connection: &C, id: ReportId) -> Result<Option<Report>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM reports WHERE id = $1");
    let row = Row::find_by_statement(statement(connection, &sql, [id.0.into()])).one(connection).await?;
    row.map(Row::read).transpose()
}

/// Reports of one standing or of all, newest first, those before `before`.
pub async fn list<C: Connection>(
    connection: &C,
    status: Option<ReportStatus>,
    before: Option<ReportId>,
    limit: u64,
) -> Result<Vec<Report>, StoreError> {
    let mut query = Query::new("");
    let before = query.bind(before.map_or(Uuid::max(), |id| id.0));
    query.push(&format!("SELECT {COLUMNS} FROM reports WHERE id < {before}"));
    if let Some(status) = status {
        let status = query.bind(status.as_str());
        query.push(&format!(" AND status = {status}"));
    }
    query.push(&format!(" ORDER BY id DESC LIMIT {limit}"));
    let rows = Row::find_by_statement(query.statement(connection)).all(connection).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Closes an open report; `false` when it was closed already.
pub async fn resolve(writer: &Writer, id: ReportId, by: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let update = statement(
        writer,
        "UPDATE reports SET status = 'resolved', resolved_by = $2, resolved_at = $3 \
         WHERE id = $1 AND status = 'open'",
        [id.0.into(), by.0.into(), now.into()],
    );
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// How many reports the person has written since an instant.
pub async fn count_by<C: Connection>(
    connection: &C,
    reporter: UserId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let query = statement(
        connection,
        "SELECT count(*) AS count FROM reports WHERE reporter_id = $1 AND created_at > $2",
        [reporter.0.into(), since.into()],
    );
    Ok(Count::find_by_statement(query).one(connection).await?.map_or(0, |row| row.count))
}
