//! What people say of a call afterwards, and complaints about it.

use model::Violations;
use model::id::{ReportId, UserId, VideoCallId};
use model::report::{Report, ReportReason, ReportStatus};
use model::text::check_text;
use model::video_call::VideoCallStatus;
use store::call_feedback::{self, CallFeedback};
use store::{participant, report};

use super::{Actor, CallError, VideoCallService};

/// What can have been wrong with a call.
pub const PROBLEMS: &[&str] = &[
    "audio_missing",
    "audio_poor",
    "video_missing",
    "video_poor",
    "echo",
    "delay",
    "dropped",
    "screen_share",
    "other",
];
const NOTE_LENGTH: usize = 2000;

/// A person's word on a call.
#[derive(Clone, Debug)]
pub struct GiveFeedback {
    /// 1 to 5.
    pub rating: i32,
    /// What was wrong.
    pub problems: Vec<String>,
    /// In their own words.
    pub note: String,
}

impl VideoCallService {
    /// Keeps the actor's word on a call they were in and have left; a second one takes the place of the first.
    pub async fn rate(
        &self,
        actor: Actor,
        id: VideoCallId,
        given: GiveFeedback,
    ) -> Result<CallFeedback, CallError> {
        let writer = self.context.write().await?;
        let stand = self.hold(&writer, actor, id, "rate_video_call").await?;
        let me = stand.participant()?;
        if me.participant.first_joined_at.is_none() {
            return Err(CallError::Conflict("not_attended"));
        }
        if stand.call.status == VideoCallStatus::Active && me.is_present {
            return Err(CallError::Conflict("still_present"));
        }
        given.faults().into_result()?;
        let now = self.context.now();
        let earlier = call_feedback::find(&writer, id, actor.user_id).await?;
        let feedback = CallFeedback {
            rating: given.rating,
            problems: given.problems,
            note: given.note.trim().to_owned(),
            created_at: earlier.map_or(now, |earlier| earlier.created_at),
            updated_at: now,
        };
        call_feedback::upsert(&writer, id, actor.user_id, &feedback).await?;
        self.context.commit(writer).await?;
        Ok(feedback)
    }

    /// Complains about somebody in a call, or about the call: then about its host.
    pub async fn report(
        &self,
        actor: Actor,
        id: VideoCallId,
        about: Option<UserId>,
        reason: ReportReason,
        note: &str,
    ) -> Result<ReportId, CallError> {
        let writer = self.context.write().await?;
        let call = self.hold(&writer, actor, id, "report_video_call").await?.call;
        let subject_id = about.unwrap_or(call.host_id);
        let mut violations = Violations::default();
        check_text(note, NOTE_LENGTH, "/note", &mut violations);
        let is_on_list = participant::find(&writer, id, subject_id).await?.is_some();
        let is_other = subject_id != actor.user_id;
        violations.require(
            is_on_list && is_other,
            "/person_id",
            "not_in_this_call",
            "is nobody else in this call",
        );
        violations.into_result()?;
        let now = self.context.now();
        let report = Report {
            id: ReportId::new(now, self.context.chance()),
            reporter_id: actor.user_id,
            subject_id,
            video_call_id: Some(id),
            reason,
            note: note.trim().to_owned(),
            status: ReportStatus::Open,
            created_at: now,
            resolved_at: None,
        };
        report::insert(&writer, &report).await?;
        self.context.commit(writer).await?;
        Ok(report.id)
    }
}

impl GiveFeedback {
    fn faults(&self) -> Violations {
        let mut violations = Violations::default();
        violations.require((1..=5).contains(&self.rating), "/rating", "out_of_range", "is 1 to 5");
        for (at, problem) in self.problems.iter().enumerate() {
            if !PROBLEMS.contains(&problem.as_str()) {
                let detail = format!("is one of {}", PROBLEMS.join(", "));
                violations.add(format!("/problems/{at}"), "unknown_word", detail);
            }
        }
        let is_short = self.problems.len() <= PROBLEMS.len();
        violations.require(is_short, "/problems", "too_many", "names a problem twice");
        check_text(&self.note, NOTE_LENGTH, "/note", &mut violations);
        violations
    }
}
