//! Blocks and reports: how a member keeps somebody away, and tells the team.

use chrono::TimeDelta;
use model::Violations;
use model::event::{Event, PairChanged};
use model::id::{ReportId, UserId, VideoCallId};
use model::report::{Report, ReportReason, ReportStatus};
use model::text::check_text;
use store::block::{self, Blocked};
use store::{StoreError, Writer, outbox, person, report, wait_list};
use thiserror::Error;

use crate::context::Context;
use crate::services::coffee_chat::CoffeeChatService;
use crate::services::connection::ConnectionService;
use crate::services::video_call::{CallError, VideoCallService};

pub use store::block::Blocked as BlockedPerson;

const LONGEST_NOTE: usize = 4000;
const REPORTS_A_DAY: i64 = 20;
const DAY: TimeDelta = TimeDelta::days(1);

/// Blocks and reports.
#[derive(Clone)]
pub struct BlockService {
    context: Context,
    connections: ConnectionService,
    coffee_chats: CoffeeChatService,
    calls: VideoCallService,
}

/// Why somebody is not blocked or reported.
#[derive(Debug, Error)]
pub enum BlockError {
    /// No such person, or not the caller's to know.
    #[error("there is no such person")]
    NotFound,
    /// This is the caller.
    #[error("this is the caller")]
    Yourself,
    /// The caller has written too many reports today.
    #[error("too many reports in a day")]
    TooMany,
    /// The report cannot be accepted.
    #[error("the report cannot be accepted")]
    Invalid(Violations),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A report as a member writes it.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// What is complained about.
    pub reason: ReportReason,
    /// In the member's words.
    pub note: String,
    /// The call it happened in.
    pub video_call_id: Option<VideoCallId>,
}

impl BlockService {
    /// With the shared parts.
    pub fn new(
        context: Context,
        connections: ConnectionService,
        coffee_chats: CoffeeChatService,
        calls: VideoCallService,
    ) -> Self {
        Self { context, connections, coffee_chats, calls }
    }

    /// Blocks a person: neither finds the other any more, and what connected them ends. Blocking twice is blocking once.
    pub async fn block(&self, me: UserId, other: UserId) -> Result<(), BlockError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        check_known(&writer, me, other).await?;
        if !block::insert(&writer, me, other, now).await? {
            return Ok(());
        }
        wait_list::part(&writer, me, other).await?;
        outbox::publish(&writer, &Event::PairChanged(PairChanged { a: me, b: other }), [], now).await?;
        self.connections.end_between(&writer, me, other).await?;
        self.coffee_chats.part(&writer, me, other).await?;
        self.calls.part_ahead(&writer, me, other).await.map_err(store_error)?;
        self.context.commit(writer).await?;
        self.calls.part(me, other).await;
        Ok(())
    }

    /// Takes a block back. Without one there is nothing to do.
    pub async fn unblock(&self, me: UserId, other: UserId) -> Result<(), BlockError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        if !block::delete(&writer, me, other).await? {
            return Ok(());
        }
        outbox::publish(&writer, &Event::PairChanged(PairChanged { a: me, b: other }), [], now).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Whom the person has blocked; one more than asked for when there are more.
    pub async fn list(
        &self,
        me: UserId,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<Blocked>, StoreError> {
        block::list(self.context.read(), me, after, limit + 1).await
    }

    /// Tells the team about a person; the person does not learn of it.
    pub async fn report(&self, me: UserId, other: UserId, new: NewReport) -> Result<ReportId, BlockError> {
        let now = self.context.now();
        let mut violations = Violations::default();
        check_text(&new.note, LONGEST_NOTE, "/note", &mut violations);
        let says_something = new.reason != ReportReason::Other || !new.note.trim().is_empty();
        violations.require(says_something, "/note", "required", "tell what happened");
        violations.into_result().map_err(BlockError::Invalid)?;
        let writer = self.context.write().await?;
        check_known(&writer, me, other).await?;
        if report::count_by(&writer, me, now - DAY).await? >= REPORTS_A_DAY {
            return Err(BlockError::TooMany);
        }
        let report = Report {
            id: ReportId::new(now, self.context.chance()),
            reporter_id: me,
            subject_id: other,
            video_call_id: new.video_call_id,
            reason: new.reason,
            note: new.note.trim().to_owned(),
            status: ReportStatus::Open,
            created_at: now,
            resolved_at: None,
        };
        report::insert(&writer, &report).await?;
        self.context.commit(writer).await?;
        Ok(report.id)
    }
}

/// Parting refuses nothing: what can go wrong is the database.
fn store_error(error: CallError) -> StoreError {
    match error {
        CallError::Store(error) => error,
        error => StoreError::Busy(error.to_string()),
    }
}

async fn check_known(writer: &Writer, me: UserId, other: UserId) -> Result<(), BlockError> {
    if me == other {
        return Err(BlockError::Yourself);
    }
    if person::is_known(writer, me, other).await? { Ok(()) } else { Err(BlockError::NotFound) }
}
