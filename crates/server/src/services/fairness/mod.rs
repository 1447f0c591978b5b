//! How evenly people are shown and asked, and why one person is not in another's list: for the platform's team.

mod groups;

use chrono::TimeDelta;
use matching::eligibility::reopening::{EXPOSURE_DAYS, exposure_opens_at};
use matching::eligibility::{EXPOSURE_CAP, Exclusion, FULL_INBOX, MONTH_DAYS};
use matching::ranking::evenness::gini;
use matching::ranking::{Diagnosis, PLACES};
use matching::{Day, Filter, Query, Ranked};
use model::Timestamp;
use model::id::UserId;
use serde_json::json;
use store::audit::{self, AuditEntry};
use store::fairness::{self as rows, Caps, ExposureRow, Load};
use store::{StoreError, member};
use thiserror::Error;

use crate::context::Context;
use crate::services::suggestion::SuggestionService;
pub use groups::{Group, GroupKey};

/// The days that the figures are about.
pub const FAIRNESS_DAYS: u32 = 28;

/// How evenly people are shown.
#[derive(Clone)]
pub struct FairnessService {
    context: Context,
    suggestions: SuggestionService,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum FairnessError {
    /// No such person.
    #[error("there is no such person")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How evenly people were shown, and how full they are now.
#[derive(Clone, Debug)]
pub struct Fairness {
    /// Those who take part.
    pub eligible: i64,
    /// Those of them who were on nobody's screen.
    pub never_shown: i64,
    /// How often they were on somebody's screen, all together.
    pub appearances: i64,
    /// How unevenly appearances are shared out: 0 all alike, towards 1 one has them all.
    pub exposure_gini: f64,
    /// Who cannot be suggested at present, by what keeps them out.
    pub load: Load,
    /// By decade of the class year.
    pub by_class: Vec<Group>,
    /// By sector of the industry.
    pub by_sector: Vec<Group>,
}

/// Why a person is or is not in somebody's list.
#[derive(Clone, Debug)]
pub struct WhyNotShown {
    /// What the list says.
    pub reason: Reason,
    /// When the reason ends by itself, as far as that is known.
    pub until: Option<Timestamp>,
    /// The score in the looker's eyes.
    pub ranked: Ranked,
    /// The place that the person has, or would have without the reason, counted from 1.
    pub rank: Option<usize>,
}

/// What decides about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The person is in the list.
    Listed,
    /// Others come before.
    Outranked,
    /// A rule leaves the person out.
    Rule(Exclusion),
}

impl FairnessService {
    /// With the shared parts.
    pub fn new(context: Context, suggestions: SuggestionService) -> Self {
        Self { context, suggestions }
    }

    /// The figures of the last 28 days.
    pub async fn report(&self) -> Result<Fairness, StoreError> {
        let now = self.context.now();
        let exposure = rows::exposure(self.context.read(), now.date_naive() - days(FAIRNESS_DAYS)).await?;
        let caps = Caps {
            full_inbox: FULL_INBOX,
            exposure: EXPOSURE_CAP,
            shown_after: now.date_naive() - days(EXPOSURE_DAYS),
            accepted_since: now - days(MONTH_DAYS),
        };
        let load = rows::load(self.context.read(), &caps, now).await?;
        Ok(Fairness {
            eligible: exposure.iter().map(|row| row.people).sum(),
            never_shown: exposure.iter().filter(|row| row.appearances == 0).map(|row| row.people).sum(),
            appearances: exposure.iter().map(|row| row.people * row.appearances).sum(),
            exposure_gini: gini(&counts(&exposure)),
            load,
            by_class: groups::by_class(&exposure),
            by_sector: groups::by_sector(&exposure),
        })
    }

    /// Why the viewer's list does or does not hold the person. That an admin looked at the two stands in the audit
    /// log.
    pub async fn why_not_shown(
        &self,
        admin: UserId,
        viewer: UserId,
        person: UserId,
    ) -> Result<WhyNotShown, FairnessError> {
        for id in [viewer, person] {
            member::find(self.context.read(), id).await?.ok_or(FairnessError::NotFound)?;
        }
        let found = self.diagnose(viewer, person).await?.ok_or(FairnessError::NotFound)?;
        self.note_look(admin, viewer, person).await?;
        Ok(WhyNotShown {
            reason: reason(&found),
            until: self.until(&found, person).await?,
            ranked: found.ranked,
            rank: found.rank,
        })
    }

    /// On a thread of its own: it makes the viewer's list.
    async fn diagnose(&self, looker: UserId, person: UserId) -> Result<Option<Diagnosis>, StoreError> {
        for id in [looker, person] {
            self.suggestions.be_current(id).await?;
        }
        let (suggestions, now) = (self.suggestions.clone(), self.context.now());
        let diagnosed = tokio::task::spawn_blocking(move || {
            let filter = Filter::default();
            let query = Query { looker, filter: &filter, now };
            suggestions.read_population().diagnose(&query, person, PLACES)
        });
        Ok(diagnosed.await.expect("a diagnosis does not panic"))
    }

    async fn until(&self, found: &Diagnosis, person: UserId) -> Result<Option<Timestamp>, StoreError> {
        match found.exclusion {
            Some(Exclusion::FullInbox) => rows::first_expiry(self.context.read(), person).await,
            Some(Exclusion::ExposureCap) => self.exposure_opens_at(person).await,
            _ => Ok(found.until),
        }
    }

    async fn exposure_opens_at(&self, person: UserId) -> Result<Option<Timestamp>, StoreError> {
        let now = self.context.now();
        let after = now.date_naive() - days(EXPOSURE_DAYS);
        let shown = rows::appearances(self.context.read(), person, after).await?;
        let by_day: Vec<(Day, u32)> = shown
            .iter()
            .map(|row| (Day::on(row.viewed_on), u32::try_from(row.count).unwrap_or(u32::MAX)))
            .collect();
        Ok(exposure_opens_at(&by_day, Day::of(now)))
    }

    async fn note_look(&self, admin: UserId, viewer: UserId, person: UserId) -> Result<(), StoreError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        let entry = AuditEntry {
            actor: Some(admin),
            action: "matching.pair_looked_at",
            subject: format!("user:{person}"),
            data: json!({ "viewer_id": viewer }),
        };
        audit::append(&writer, &entry, now).await?;
        self.context.commit(writer).await
    }
}

fn reason(found: &Diagnosis) -> Reason {
    match (found.exclusion, found.rank) {
        (Some(rule), _) => Reason::Rule(rule),
        (None, Some(_)) => Reason::Listed,
        (None, None) => Reason::Outranked,
    }
}

fn days(count: u32) -> TimeDelta {
    TimeDelta::days(i64::from(count))
}

/// One count a person.
fn counts(exposure: &[ExposureRow]) -> Vec<u32> {
    let each = |row: &ExposureRow| {
        let appearances = u32::try_from(row.appearances).unwrap_or(u32::MAX);
        std::iter::repeat_n(appearances, usize::try_from(row.people).unwrap_or(0))
    };
    exposure.iter().flat_map(each).collect()
}
