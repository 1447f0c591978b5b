//! Lists of people and connections for the platform's team, over HTTP: the body is the CSV file.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bytes::Bytes;

use crate::input::Query;
use crate::problem::{Problem, ProblemDocument};
use crate::services::import::{ImportError, ImportReport, ImportService};
use crate::services::password::PasswordError;
use crate::views::import::{ImportQuery, ImportReportView, RowProblemView};

/// The largest list that may be sent; larger ones go through the command line.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Take a list of people over. Rows that cannot be are told by line and column; the others go in.
#[utoipa::path(post, path = "/api/admin/import", tag = "admin", params(ImportQuery),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReportView), (status = "default", body = ProblemDocument)))]
pub async fn import_people(
    State(imports): State<ImportService>,
    Query(query): Query<ImportQuery>,
    list: Bytes,
) -> Result<Json<ImportReportView>, Problem> {
    let report = imports.people(list.as_ref(), query.dry_run, &|_| {}).await?;
    Ok(Json(view(report, query.dry_run)))
}

/// Take a list of connections over (`email_a,email_b`).
#[utoipa::path(post, path = "/api/admin/import/connections", tag = "admin", params(ImportQuery),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReportView), (status = "default", body = ProblemDocument)))]
pub async fn import_connections(
    State(imports): State<ImportService>,
    Query(query): Query<ImportQuery>,
    list: Bytes,
) -> Result<Json<ImportReportView>, Problem> {
    let report = imports.connections(list.as_ref(), query.dry_run, &|_| {}).await?;
    Ok(Json(view(report, query.dry_run)))
}

fn view(report: ImportReport, is_dry_run: bool) -> ImportReportView {
    let problems = report.problems.into_iter().map(|problem| RowProblemView {
        line: problem.line,
        column: problem.column,
        detail: problem.detail,
    });
    ImportReportView {
        rows: report.rows,
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        refused: report.refused,
        problems: problems.collect(),
        is_dry_run,
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Header(_) | ImportError::Unreadable(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable-list", "The list cannot be read")
                    .detail(error.to_string())
            }
            ImportError::Password(PasswordError::Busy) => Self::unavailable(5),
            ImportError::Password(error) => Self::internal(error),
            ImportError::Store(error) => error.into(),
        }
    }
}
