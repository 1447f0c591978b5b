//! Reports for the platform's team, over HTTP.

use axum::Json;
use axum::extract::State;
use model::id::ReportId;

use crate::access::Caller;
use crate::input::{Path, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::member::{KnownReport, MemberService};
use crate::views::page::{Page, PageQuery};
use crate::views::report::{ReportQuery, ReportView};

/// Reports, newest first.
#[utoipa::path(get, path = "/api/admin/reports", tag = "admin", params(ReportQuery),
    responses((status = 200, body = Page<ReportView>), (status = "default", body = ProblemDocument)))]
pub async fn list_reports(
    State(members): State<MemberService>,
    caller: Caller,
    Query(query): Query<ReportQuery>,
) -> Result<Json<Page<ReportView>>, Problem> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let limit = page.limit()?;
    let found = members.reports(caller.user_id, query.status, page.cursor()?, limit).await?;
    let items = found.into_iter().map(view).collect();
    Ok(Json(Page::cut(items, limit, |last: &ReportView| last.id.to_string())))
}

/// Close a report.
#[utoipa::path(post, path = "/api/admin/reports/{id}/resolve", tag = "admin", params(("id" = ReportId, Path)),
    responses((status = 200, body = ReportView), (status = "default", body = ProblemDocument)))]
pub async fn resolve_report(
    State(members): State<MemberService>,
    caller: Caller,
    Path(id): Path<ReportId>,
) -> Result<Json<ReportView>, Problem> {
    Ok(Json(view(members.resolve(caller.user_id, id).await?)))
}

fn view(known: KnownReport) -> ReportView {
    ReportView::new(known.report, known.reporter.into(), known.subject.into())
}
