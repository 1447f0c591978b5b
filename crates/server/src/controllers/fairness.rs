//! How evenly people are shown, over HTTP.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use matching::eligibility::{EXPOSURE_CAP, Exclusion, FULL_INBOX};
use matching::ranking::PLACES;
use model::industry::tree;

use crate::access::Caller;
use crate::context::Context;
use crate::input::Query;
use crate::problem::{Problem, ProblemDocument};
use crate::services::fairness::{
    FAIRNESS_DAYS, FairnessError, FairnessService, Group, GroupKey, Reason, WhyNotShown,
};
use crate::views::fairness::{
    FairnessGroupKind, FairnessGroupView, FairnessView, WhyNotShownQuery, WhyNotShownView,
};
use crate::words::spoken_language;

/// How evenly people are shown, and how full they are.
#[utoipa::path(get, path = "/api/admin/matching/fairness", tag = "admin",
    responses((status = 200, body = FairnessView), (status = "default", body = ProblemDocument)))]
pub async fn get_fairness(
    State(fairness): State<FairnessService>,
    State(context): State<Context>,
) -> Result<Json<FairnessView>, Problem> {
    let report = fairness.report().await?;
    Ok(Json(FairnessView {
        since: context.now().date_naive() - TimeDelta::days(i64::from(FAIRNESS_DAYS) - 1),
        days: FAIRNESS_DAYS,
        eligible: report.eligible,
        never_shown: report.never_shown,
        appearances: report.appearances,
        exposure_gini: hundredths(report.exposure_gini),
        fullest_inbox: report.load.fullest_inbox,
        inbox_cap: FULL_INBOX,
        full_inbox: report.load.full_inbox,
        full_month: report.load.full_month,
        at_exposure_cap: report.load.at_exposure_cap,
        exposure_cap: EXPOSURE_CAP,
        paused: report.load.paused,
        by_class: report.by_class.into_iter().map(group).collect(),
        by_sector: report.by_sector.into_iter().map(group).collect(),
    }))
}

/// Why somebody's list does or does not hold a person. Each look stands in the audit log.
#[utoipa::path(get, path = "/api/admin/matching/why-not-shown", tag = "admin", params(WhyNotShownQuery),
    responses((status = 200, body = WhyNotShownView), (status = "default", body = ProblemDocument)))]
pub async fn explain_not_shown(
    State(fairness): State<FairnessService>,
    caller: Caller,
    Query(query): Query<WhyNotShownQuery>,
) -> Result<Json<WhyNotShownView>, Problem> {
    let why = fairness.why_not_shown(caller.user_id, query.viewer_id, query.person_id).await?;
    Ok(Json(explained(&why)))
}

fn explained(why: &WhyNotShown) -> WhyNotShownView {
    let (code, text) = match why.reason {
        Reason::Listed => ("listed", "The person is in the list."),
        Reason::Outranked => ("outranked", "Others fit better, or were shown less."),
        Reason::Rule(rule) => (rule.code(), sentence(rule)),
    };
    WhyNotShownView {
        code: code.to_owned(),
        text: text.to_owned(),
        until: why.until,
        score: why.ranked.score.percent(),
        label: why.ranked.score.label().as_str().to_owned(),
        coverage: why.ranked.coverage_percent,
        rank: why.rank,
        places: PLACES,
    }
}

const fn sentence(rule: Exclusion) -> &'static str {
    match rule {
        Exclusion::IsSelf => "Nobody is suggested to themselves.",
        Exclusion::Deactivated => "The person's account is not in use.",
        Exclusion::Blocked => "One of the two has blocked the other.",
        Exclusion::NotVisible => "The person chose not to be found by this member.",
        Exclusion::NotOpen => "The person is not open to coffee chats.",
        Exclusion::Paused => "The person takes a break.",
        Exclusion::PendingRequest => "A request between the two waits for an answer.",
        Exclusion::AlreadyScheduled => "The two have a chat ahead.",
        Exclusion::RecentlyDeclined => "The person declined a request of this member.",
        Exclusion::FullInbox => "The person has enough unanswered requests.",
        Exclusion::FullMonth => "The person has accepted as many chats as they allow in four weeks.",
        Exclusion::AlreadyConnected => "The two are connected already.",
        Exclusion::MetRecently => "The two met in the last half year.",
        Exclusion::RequestExpiredRecently => "A request of this member to the person ran out lately.",
        Exclusion::Dismissed => "This member put the person aside.",
        Exclusion::ShownWithoutAction => "This member saw the person on three days and did nothing about it.",
        Exclusion::ExposureCap => "The person has been in enough lists this week.",
        Exclusion::HardWish => "One of the two insists on something that the other is not.",
    }
}

fn group(group: Group) -> FairnessGroupView {
    let mean = if group.people == 0 { 0.0 } else { group.appearances as f64 / group.people as f64 };
    let (kind, decade, sector) = match group.key {
        GroupKey::Decade(year) => (FairnessGroupKind::Decade, Some(year), None),
        GroupKey::Sector(code) => (FairnessGroupKind::Sector, None, Some(code)),
        GroupKey::Unstated => (FairnessGroupKind::Unstated, None, None),
        GroupKey::Smaller => (FairnessGroupKind::Smaller, None, None),
    };
    let label = sector
        .as_deref()
        .and_then(|code| tree().by_code(code))
        .map(|node| node.name_in(spoken_language()).to_owned());
    FairnessGroupView {
        kind,
        decade,
        sector,
        label,
        people: group.people,
        never_shown: group.never_shown,
        mean_appearances: hundredths(mean),
    }
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

impl From<FairnessError> for Problem {
    fn from(error: FairnessError) -> Self {
        match error {
            FairnessError::NotFound => Self::not_found(),
            FairnessError::Store(error) => error.into(),
        }
    }
}
