//! What the platform's team does with people: find them, and look into reports. Who did what stands in the audit log.

use std::collections::HashMap;

use model::fold::fold;
use model::id::{ReportId, UserId};
use model::person::{Member, Person};
use model::report::{Report, ReportStatus};
use model::user::UserStatus;
use serde_json::json;
use store::audit::{self, AuditEntry};
use store::directory::Position;
use store::member::{self, MemberSearch};
use store::{StoreError, person, report};
use thiserror::Error;

use crate::context::Context;
use crate::services::auth::normal_email;

/// The team's view of people.
#[derive(Clone)]
pub struct MemberService {
    context: Context,
}

/// Why nothing came of it.
#[derive(Debug, Error)]
pub enum MemberError {
    /// No such person or report.
    #[error("there is no such person or report")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of everybody.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// People, in the order of the list.
    pub members: Vec<Member>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<Position>,
}

/// A report with the people in it.
#[derive(Clone, Debug)]
pub struct KnownReport {
    /// The report.
    pub report: Report,
    /// Who complains.
    pub reporter: Person,
    /// About whom.
    pub subject: Person,
}

impl MemberService {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { context }
    }

    /// A page of everybody; text with `@` looks for an address, other text for a name.
    pub async fn list(
        &self,
        text: &str,
        statuses: &[UserStatus],
        after: Option<&Position>,
        limit: u64,
    ) -> Result<MemberPage, StoreError> {
        let search = match text.trim() {
            "" => MemberSearch::Everybody,
            text if text.contains('@') => MemberSearch::Email(normal_email(text)),
            text => MemberSearch::Name(fold(text).split_whitespace().map(str::to_owned).collect()),
        };
        let mut found = member::list(self.context.read(), &search, statuses, after, limit + 1).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|(_, position)| position.clone());
        Ok(MemberPage { members: found.into_iter().map(|(member, _)| member).collect(), next })
    }

    /// The person with this id.
    pub async fn find(&self, id: UserId) -> Result<Member, MemberError> {
        member::find(self.context.read(), id).await?.ok_or(MemberError::NotFound)
    }

    /// Reports, newest first; one more than asked for when there are more.
    pub async fn reports(
        &self,
        admin: UserId,
        status: Option<ReportStatus>,
        before: Option<ReportId>,
        limit: u64,
    ) -> Result<Vec<KnownReport>, StoreError> {
        let found = report::list(self.context.read(), status, before, limit + 1).await?;
        self.with_people(admin, found).await
    }

    /// Closes a report. Closing it again changes nothing.
    pub async fn resolve(&self, admin: UserId, id: ReportId) -> Result<KnownReport, MemberError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        if report::resolve(&writer, id, admin, now).await? {
            let entry = AuditEntry {
                actor: Some(admin),
                action: "report.resolved",
                subject: format!("report:{id}"),
                data: json!({}),
            };
            audit::append(&writer, &entry, now).await?;
            self.context.commit(writer).await?;
        }
        let resolved = report::find(self.context.read(), id).await?.ok_or(MemberError::NotFound)?;
        self.with_people(admin, vec![resolved]).await?.pop().ok_or(MemberError::NotFound)
    }

    async fn with_people(&self, admin: UserId, reports: Vec<Report>) -> Result<Vec<KnownReport>, StoreError> {
        let ids: Vec<UserId> =
            reports.iter().flat_map(|report| [report.reporter_id, report.subject_id]).collect();
        let cards: HashMap<UserId, Person> = person::cards(self.context.read(), admin, &ids).await?;
        let known = |report: Report| {
            let reporter = cards.get(&report.reporter_id)?.clone();
            let subject = cards.get(&report.subject_id)?.clone();
            Some(KnownReport { report, reporter, subject })
        };
        Ok(reports.into_iter().filter_map(known).collect())
    }
}
