//! How evenly people are shown, in JSON.

use chrono::{DateTime, NaiveDate, Utc};
use model::id::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How evenly people were shown in the last days, and how full they are now. Everyone counts who takes part: their
/// account is in use, they may be found, and they did not say no to chats.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FairnessView {
    /// The first day that counts (UTC).
    pub since: NaiveDate,
    /// How many days count, today included.
    pub days: u32,
    /// Those who take part.
    pub eligible: i64,
    /// Those of them who were on nobody's screen.
    pub never_shown: i64,
    /// How often they were on somebody's screen, all together.
    pub appearances: i64,
    /// How unevenly that is shared out: 0 all alike, towards 1 one has it all.
    pub exposure_gini: f64,
    /// Unanswered requests at the one who has most.
    pub fullest_inbox: i64,
    /// Unanswered requests that fill an inbox.
    pub inbox_cap: u32,
    /// How many have a full inbox.
    pub full_inbox: i64,
    /// How many have accepted as many chats as they allow.
    pub full_month: i64,
    /// How many were shown so often this week that they rest.
    pub at_exposure_cap: i64,
    /// Appearances in a week that are enough.
    pub exposure_cap: u32,
    /// How many are on a break.
    pub paused: i64,
    /// By decade of the class year. No group has fewer than 20 people.
    pub by_class: Vec<FairnessGroupView>,
    /// By sector of the industry. No group has fewer than 20 people.
    pub by_sector: Vec<FairnessGroupView>,
}

/// The figures of a group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FairnessGroupView {
    /// What the group is.
    pub kind: FairnessGroupKind,
    /// The first year of the decade, for one.
    pub decade: Option<i32>,
    /// The code of the sector, for one.
    pub sector: Option<String>,
    /// The name of the sector, for one.
    pub label: Option<String>,
    /// Those who take part.
    pub people: i64,
    /// Those of them who were on nobody's screen.
    pub never_shown: i64,
    /// How often each was on somebody's screen, on average.
    pub mean_appearances: f64,
}

/// What a group of figures is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FairnessGroupKind {
    /// Class years of a decade.
    Decade,
    /// A sector.
    Sector,
    /// Those who say nothing about it.
    Unstated,
    /// Groups of fewer than 20 people, together.
    Smaller,
}

/// Which two.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhyNotShownQuery {
    /// Whose list.
    pub viewer_id: UserId,
    /// Who is or is not in it.
    pub person_id: UserId,
}

/// Why a person is or is not in somebody's list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WhyNotShownView {
    /// `listed`, `outranked`, or the code of the first rule that leaves the person out.
    pub code: String,
    /// The same in a sentence.
    pub text: String,
    /// When it ends by itself, as far as that is known.
    pub until: Option<DateTime<Utc>>,
    /// The match in whole percent, in the viewer's eyes.
    pub score: u8,
    /// The score in a word.
    pub label: String,
    /// How much of the usual information stood behind the score, in whole percent.
    pub coverage: u8,
    /// The place in the list that the person has, or would have without the rule; null when others come before.
    pub rank: Option<usize>,
    /// How many places the list has.
    pub places: usize,
}
