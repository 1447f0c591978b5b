//! Who may be shown to whom and asked by whom: hard rules, each with a reason, in one order of checks.

pub mod reopening;
pub mod room;

use model::Timestamp;
use model::suggestion::DismissalReason;
use model::user::Visibility;
use std::time::Duration;

use crate::day::Day;

const DAY: Duration = Duration::from_secs(86_400);

/// A decline rests this many days.
pub const DECLINE_RESTS_DAYS: u32 = 90;
/// Two who met are not suggested to each other for this many days.
pub const MEETING_RESTS_DAYS: u32 = 180;
/// After a request ran out, the asker is not shown the person for this many days.
pub const EXPIRY_RESTS_DAYS: u32 = 30;
/// A person shown on this many days without action rests.
pub const VIEWS_BEFORE_REST: u8 = 3;
/// How many days that rest takes.
pub const VIEWS_REST_DAYS: u32 = 28;
/// Requests without an answer that fill an inbox.
pub const FULL_INBOX: u32 = 3;
/// The days in which accepted chats count towards the monthly limit.
pub const MONTH_DAYS: u32 = 28;
/// Appearances in other people's lists in 7 days that are enough.
pub const EXPOSURE_CAP: u32 = 40;

/// Why a person is not suggested, in the order of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exclusion {
    /// Nobody meets themselves.
    IsSelf,
    /// The account is not in use: closed, suspended, or never signed in.
    Deactivated,
    /// One of the two blocked the other.
    Blocked,
    /// Outside of those whom the person chose to be visible to.
    NotVisible,
    /// Opted out of chats.
    NotOpen,
    /// Takes a break until later.
    Paused,
    /// One of the two has asked the other and waits.
    PendingRequest,
    /// The two have a chat ahead.
    AlreadyScheduled,
    /// The person declined a request of this one lately, or for ever.
    RecentlyDeclined,
    /// Has enough unanswered requests.
    FullInbox,
    /// Has accepted enough chats this month.
    FullMonth,
    /// The two are connections.
    AlreadyConnected,
    /// The two met lately.
    MetRecently,
    /// A request of this one to the person ran out lately.
    RequestExpiredRecently,
    /// This one put the person aside.
    Dismissed,
    /// Shown several times and nothing was done.
    ShownWithoutAction,
    /// Has been in enough lists this week.
    ExposureCap,
    /// Outside of what one of the two insists on (own school, mentees, language).
    HardWish,
}

/// How a request to an excluded person is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestAnswer {
    /// As if the person did not exist.
    Unknown,
    /// Refused, with the reason's code.
    Refused,
    /// Welcome: only the list leaves the person out.
    Welcome,
}

impl Exclusion {
    /// The reason's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IsSelf => "self",
            Self::Deactivated => "deactivated",
            Self::Blocked => "blocked",
            Self::NotVisible => "not_visible",
            Self::NotOpen => "not_open",
            Self::Paused => "paused",
            Self::PendingRequest => "pending_request",
            Self::AlreadyScheduled => "already_scheduled",
            Self::RecentlyDeclined => "recently_declined",
            Self::FullInbox => "full_inbox",
            Self::FullMonth => "full_month",
            Self::AlreadyConnected => "already_connected",
            Self::MetRecently => "met_recently",
            Self::RequestExpiredRecently => "request_expired_recently",
            Self::Dismissed => "dismissed",
            Self::ShownWithoutAction => "shown_without_action",
            Self::ExposureCap => "exposure_cap",
            Self::HardWish => "hard_wish",
        }
    }

    /// How a request to a person excluded for this reason is answered.
    pub const fn request_answer(self) -> RequestAnswer {
        match self {
            Self::Deactivated | Self::Blocked | Self::NotVisible => RequestAnswer::Unknown,
            Self::IsSelf
            | Self::NotOpen
            | Self::Paused
            | Self::PendingRequest
            | Self::AlreadyScheduled
            | Self::RecentlyDeclined
            | Self::FullInbox
            | Self::FullMonth => RequestAnswer::Refused,
            Self::AlreadyConnected
            | Self::MetRecently
            | Self::RequestExpiredRecently
            | Self::Dismissed
            | Self::ShownWithoutAction
            | Self::ExposureCap
            | Self::HardWish => RequestAnswer::Welcome,
        }
    }
}

/// What the rules read about the person looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the account is in use.
    pub is_active: bool,
    /// Who may find the person.
    pub visibility: Visibility,
    /// Whether the person takes part; somebody who was not asked yet does.
    pub is_open: bool,
    /// The end of the person's break.
    pub paused_until: Option<Timestamp>,
    /// Requests that wait for the person's answer.
    pub waiting_requests: u32,
    /// When the chats of the last 28 days that others asked the person for were accepted; called-off ones do not
    /// count.
    pub accepted_at: Box<[Timestamp]>,
    /// Accepted chats in 28 days that are enough for the person, 0 to 8.
    pub monthly_chat_limit: u8,
    /// Appearances in other people's lists in the last 7 days.
    pub appearances: u32,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            is_active: true,
            visibility: Visibility::Members,
            is_open: true,
            paused_until: None,
            waiting_requests: 0,
            accepted_at: Box::default(),
            monthly_chat_limit: 3,
            appearances: 0,
        }
    }
}

/// On how many days a person was on somebody's screen without anything being done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Views {
    /// Days since the last rest or action.
    pub count: u8,
    /// The last of them.
    pub last_on: Option<Day>,
}

impl Views {
    /// Counts one more day; a day counts once, and after a rest counting begins anew.
    pub fn add(&mut self, day: Day) {
        if self.last_on.is_some_and(|last| day <= last) {
            return;
        }
        let is_rested = self.count >= VIEWS_BEFORE_REST && !self.is_resting(day);
        self.count = if is_rested { 1 } else { self.count.saturating_add(1) };
        self.last_on = Some(day);
    }

    /// The count over days in ascending order.
    pub fn of(days: impl IntoIterator<Item = Day>) -> Self {
        let mut views = Self::default();
        days.into_iter().for_each(|day| views.add(day));
        views
    }

    /// Whether the person rests on a day.
    pub fn is_resting(&self, today: Day) -> bool {
        let has_rest = self.count >= VIEWS_BEFORE_REST;
        has_rest && self.last_on.is_some_and(|last| today.since(last) < VIEWS_REST_DAYS)
    }
}

/// What the rules read about a looker and the person looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairHistory {
    /// The two are one person.
    pub is_self: bool,
    /// One of the two blocked the other.
    pub is_blocked: bool,
    /// The two are connections.
    pub is_connected: bool,
    /// A request between the two waits for an answer.
    pub is_pending: bool,
    /// The two have a chat ahead.
    pub is_scheduled: bool,
    /// When the person last declined the looker.
    pub declined_at: Option<Timestamp>,
    /// The person asked not to be asked again.
    pub is_declined_for_ever: bool,
    /// When the two last met.
    pub met_at: Option<Timestamp>,
    /// When a request of the looker to the person last ran out.
    pub expired_at: Option<Timestamp>,
    /// Until when the looker put the person aside.
    pub dismissed_until: Option<Timestamp>,
    /// How often the person was on the looker's screen.
    pub views: Views,
    /// One of the two insists on something that the other is not.
    pub is_outside_wishes: bool,
}

/// Until when a person who was put aside stays away.
pub fn dismissed_until(at: Timestamp, reason: DismissalReason) -> Timestamp {
    at + DAY * reason.rests_days()
}

/// The first rule that keeps the person out of the looker's list.
///
/// `shows_connections`: the looker wants to see people they are connected to already.
pub fn exclusion(
    person: &Standing,
    pair: &PairHistory,
    shows_connections: bool,
    now: Timestamp,
) -> Option<Exclusion> {
    request_exclusion(person, pair, now).or_else(|| list_exclusion(person, pair, shows_connections, now))
}

/// The first rule that forbids even a request.
pub fn request_exclusion(person: &Standing, pair: &PairHistory, now: Timestamp) -> Option<Exclusion> {
    first(&[
        (pair.is_self, Exclusion::IsSelf),
        (!person.is_active, Exclusion::Deactivated),
        (pair.is_blocked, Exclusion::Blocked),
        (!is_visible(person.visibility, pair.is_connected), Exclusion::NotVisible),
        (!person.is_open, Exclusion::NotOpen),
        (person.paused_until.is_some_and(|until| now < until), Exclusion::Paused),
        (pair.is_pending, Exclusion::PendingRequest),
        (pair.is_scheduled, Exclusion::AlreadyScheduled),
        (is_declined(pair, now), Exclusion::RecentlyDeclined),
        (person.waiting_requests >= FULL_INBOX, Exclusion::FullInbox),
        (has_full_month(person, now), Exclusion::FullMonth),
    ])
}

fn list_exclusion(
    person: &Standing,
    pair: &PairHistory,
    shows_connections: bool,
    now: Timestamp,
) -> Option<Exclusion> {
    first(&[
        (pair.is_connected && !shows_connections, Exclusion::AlreadyConnected),
        (is_within(pair.met_at, MEETING_RESTS_DAYS, now), Exclusion::MetRecently),
        (is_within(pair.expired_at, EXPIRY_RESTS_DAYS, now), Exclusion::RequestExpiredRecently),
        (pair.dismissed_until.is_some_and(|until| now < until), Exclusion::Dismissed),
        (pair.views.is_resting(Day::of(now)), Exclusion::ShownWithoutAction),
        (person.appearances >= EXPOSURE_CAP, Exclusion::ExposureCap),
        (pair.is_outside_wishes, Exclusion::HardWish),
    ])
}

fn first(checks: &[(bool, Exclusion)]) -> Option<Exclusion> {
    checks.iter().find(|(is_excluded, _)| *is_excluded).map(|(_, reason)| *reason)
}

fn is_visible(visibility: Visibility, is_connected: bool) -> bool {
    match visibility {
        Visibility::Members => true,
        Visibility::Connections => is_connected,
        Visibility::Nobody => false,
    }
}

fn is_declined(pair: &PairHistory, now: Timestamp) -> bool {
    pair.is_declined_for_ever || is_within(pair.declined_at, DECLINE_RESTS_DAYS, now)
}

fn has_full_month(person: &Standing, now: Timestamp) -> bool {
    let accepted = person.accepted_at.iter().filter(|at| is_within(Some(**at), MONTH_DAYS, now)).count();
    accepted >= usize::from(person.monthly_chat_limit)
}

/// Whether the instant lies less than so many days back.
fn is_within(at: Option<Timestamp>, days: u32, now: Timestamp) -> bool {
    at.is_some_and(|at| now < at + DAY * days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn days_ago(days: u32) -> Timestamp {
        now() - DAY * days
    }

    fn reason(person: &Standing, pair: &PairHistory) -> Option<&'static str> {
        exclusion(person, pair, false, now()).map(Exclusion::code)
    }

    fn by_person(change: impl FnOnce(&mut Standing)) -> Option<&'static str> {
        let mut person = Standing::default();
        change(&mut person);
        reason(&person, &PairHistory::default())
    }

    fn by_pair(change: impl FnOnce(&mut PairHistory)) -> Option<&'static str> {
        let mut pair = PairHistory::default();
        change(&mut pair);
        reason(&Standing::default(), &pair)
    }

    #[test]
    fn two_strangers_may_be_shown_to_each_other() {
        assert_eq!(reason(&Standing::default(), &PairHistory::default()), None);
    }

    #[test]
    fn the_exclusion_vectors_of_the_contract() {
        assert_eq!(by_pair(|pair| pair.declined_at = Some(days_ago(10))), Some("recently_declined"));
        assert_eq!(by_person(|person| person.waiting_requests = 3), Some("full_inbox"));
        assert_eq!(by_pair(|pair| pair.is_self = true), Some("self"));
        let tomorrow = now() + DAY;
        let paused = Standing { paused_until: Some(tomorrow), ..Default::default() };
        assert_eq!(reason(&paused, &PairHistory::default()), Some("paused"));
        let after = tomorrow + Duration::from_secs(1);
        assert_eq!(exclusion(&paused, &PairHistory::default(), false, after), None);
    }

    fn put_aside(pair: &mut PairHistory, at: Timestamp, reason: DismissalReason) {
        pair.dismissed_until = Some(dismissed_until(at, reason));
    }

    #[test]
    fn every_rule_ends_on_its_day() {
        type Set = fn(&mut PairHistory, Timestamp);
        let rules: [(Set, u32, &str); 5] = [
            (|pair, at| pair.declined_at = Some(at), 90, "recently_declined"),
            (|pair, at| pair.met_at = Some(at), 180, "met_recently"),
            (|pair, at| pair.expired_at = Some(at), 30, "request_expired_recently"),
            (|pair, at| put_aside(pair, at, DismissalReason::WrongField), 180, "dismissed"),
            (|pair, at| put_aside(pair, at, DismissalReason::NotNow), 28, "dismissed"),
        ];
        for (set, days, code) in rules {
            assert_eq!(by_pair(|pair| set(pair, days_ago(days) + Duration::from_secs(1))), Some(code));
            assert_eq!(by_pair(|pair| set(pair, days_ago(days))), None, "{code}");
        }
    }

    #[test]
    fn a_decline_for_ever_never_ends() {
        let for_ever = |pair: &mut PairHistory| {
            pair.declined_at = Some(days_ago(4_000));
            pair.is_declined_for_ever = true;
        };
        assert_eq!(by_pair(for_ever), Some("recently_declined"));
    }

    #[test]
    fn a_month_is_full_at_the_persons_own_limit() {
        let accepted = |ages: &[u32], limit| {
            by_person(|person| {
                person.accepted_at = ages.iter().map(|age| days_ago(*age)).collect();
                person.monthly_chat_limit = limit;
            })
        };
        assert_eq!(accepted(&[1, 2, 27], 3), Some("full_month"));
        assert_eq!(accepted(&[1, 2, 28], 3), None);
        assert_eq!(accepted(&[1, 2, 3], 8), None);
        assert_eq!(accepted(&[], 0), Some("full_month"));
    }

    #[test]
    fn visibility_is_kept() {
        assert_eq!(by_person(|person| person.visibility = Visibility::Nobody), Some("not_visible"));
        assert_eq!(by_person(|person| person.visibility = Visibility::Connections), Some("not_visible"));
        let for_connections = Standing { visibility: Visibility::Connections, ..Default::default() };
        let connected = PairHistory { is_connected: true, ..Default::default() };
        assert_eq!(exclusion(&for_connections, &connected, true, now()), None);
        assert_eq!(reason(&for_connections, &connected), Some("already_connected"));
    }

    #[test]
    fn a_person_seen_on_three_days_rests_for_28_and_comes_back() {
        let today = Day::of(now());
        let seen = |ages: &[i32]| Views::of(ages.iter().map(|age| Day(today.0 - age)));
        assert_eq!(by_pair(|pair| pair.views = seen(&[9, 5, 0])), Some("shown_without_action"));
        assert_eq!(by_pair(|pair| pair.views = seen(&[40, 30, 27])), Some("shown_without_action"));
        assert_eq!(by_pair(|pair| pair.views = seen(&[40, 30, 28])), None);
        assert_eq!(by_pair(|pair| pair.views = seen(&[1, 0, 0, 0])), None);
        assert_eq!(by_pair(|pair| pair.views = seen(&[40, 39, 38, 1, 0])), None);
    }

    #[test]
    fn the_first_reason_in_the_order_is_told() {
        let mut pair = PairHistory {
            is_self: true,
            is_blocked: true,
            is_connected: true,
            is_pending: true,
            is_scheduled: true,
            declined_at: Some(days_ago(1)),
            is_declined_for_ever: false,
            met_at: Some(days_ago(1)),
            expired_at: Some(days_ago(1)),
            dismissed_until: Some(now() + DAY),
            views: Views::of([Day::of(days_ago(2)), Day::of(days_ago(1)), Day::of(now())]),
            is_outside_wishes: true,
        };
        let mut person = Standing {
            is_active: false,
            visibility: Visibility::Nobody,
            is_open: false,
            paused_until: Some(now() + DAY),
            waiting_requests: 3,
            accepted_at: [days_ago(1)].into(),
            monthly_chat_limit: 1,
            appearances: 40,
        };
        type Lift = fn(&mut Standing, &mut PairHistory);
        let order: [(&str, Lift); 18] = [
            ("self", |_, pair| pair.is_self = false),
            ("deactivated", |person, _| person.is_active = true),
            ("blocked", |_, pair| pair.is_blocked = false),
            ("not_visible", |person, _| person.visibility = Visibility::Members),
            ("not_open", |person, _| person.is_open = true),
            ("paused", |person, _| person.paused_until = None),
            ("pending_request", |_, pair| pair.is_pending = false),
            ("already_scheduled", |_, pair| pair.is_scheduled = false),
            ("recently_declined", |_, pair| pair.declined_at = None),
            ("full_inbox", |person, _| person.waiting_requests = 2),
            ("full_month", |person, _| person.monthly_chat_limit = 2),
            ("already_connected", |_, pair| pair.is_connected = false),
            ("met_recently", |_, pair| pair.met_at = None),
            ("request_expired_recently", |_, pair| pair.expired_at = None),
            ("dismissed", |_, pair| pair.dismissed_until = None),
            ("shown_without_action", |_, pair| pair.views = Views::default()),
            ("exposure_cap", |person, _| person.appearances = 39),
            ("hard_wish", |_, pair| pair.is_outside_wishes = false),
        ];
        for (code, lift) in order {
            assert_eq!(reason(&person, &pair), Some(code));
            lift(&mut person, &mut pair);
        }
        assert_eq!(reason(&person, &pair), None);
    }

    #[test]
    fn a_request_is_answered_by_the_kind_of_reason() {
        use RequestAnswer::{Refused, Unknown, Welcome};
        for (reason, answer) in [
            (Exclusion::Blocked, Unknown),
            (Exclusion::NotVisible, Unknown),
            (Exclusion::Deactivated, Unknown),
            (Exclusion::IsSelf, Refused),
            (Exclusion::FullMonth, Refused),
            (Exclusion::AlreadyConnected, Welcome),
            (Exclusion::ExposureCap, Welcome),
        ] {
            assert_eq!(reason.request_answer(), answer);
        }
        let dismissed = PairHistory { dismissed_until: Some(now() + DAY), ..Default::default() };
        assert_eq!(request_exclusion(&Standing::default(), &dismissed, now()), None);
    }
}
