//! People for the platform's team, over HTTP.

use axum::Json;
use axum::extract::State;
use model::Violations;
use model::user::UserStatus;

use crate::input::Query;
use crate::problem::{Problem, ProblemDocument};
use crate::services::member::{MemberError, MemberService};
use crate::services::person::Position;
use crate::views::member::{AdminPersonView, MemberQuery};
use crate::views::page::{Page, PageQuery};

/// Everybody with an account.
#[utoipa::path(get, path = "/api/admin/people", tag = "admin", params(MemberQuery),
    responses((status = 200, body = Page<AdminPersonView>), (status = "default", body = ProblemDocument)))]
pub async fn list_members(
    State(members): State<MemberService>,
    Query(query): Query<MemberQuery>,
) -> Result<Json<Page<AdminPersonView>>, Problem> {
    let statuses = statuses(&query.status)?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let after: Option<Position> = page.cursor()?;
    let found = members.list(&query.q, &statuses, after.as_ref(), page.limit()?).await?;
    Ok(Json(Page {
        items: found.members.into_iter().map(AdminPersonView::from).collect(),
        next_cursor: found.next.map(|position| position.to_string()),
    }))
}

fn statuses(typed: &str) -> Result<Vec<UserStatus>, Violations> {
    let mut violations = Violations::default();
    let mut statuses = Vec::new();
    for word in typed.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word.parse() {
            Ok(status) => statuses.push(status),
            Err(error) => violations.add("/status", "unknown_word", format!("{error}")),
        }
    }
    violations.into_result().map(|()| statuses)
}

impl From<MemberError> for Problem {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::NotFound => Self::not_found(),
            MemberError::Store(error) => error.into(),
        }
    }
}
