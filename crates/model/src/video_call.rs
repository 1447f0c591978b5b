//! A video call: one occurrence of a meeting, who has which part in it, and what may happen to it when.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::text_enum::text_enum;
use crate::violation::Violations;

text_enum! {
    /// What a call is for; kinds differ in capacity, lobby and how they end.
    VideoCallType {
        /// Two people, made by an accepted request.
        CoffeeChat = "coffee_chat",
        /// Up to fifty people.
        GroupMeeting = "group_meeting",
        /// An open event for an audience.
        AlumniGathering = "alumni_gathering",
        /// Two people, may repeat.
        Mentorship = "mentorship",
    }
}

text_enum! {
    /// Where a call stands.
    VideoCallStatus {
        /// To come.
        Scheduled = "scheduled",
        /// Open, or somebody is in it.
        Active = "active",
        /// Over.
        Ended = "ended",
        /// Called off before it began.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// Where a call's media is hosted.
    Provider {
        /// The engine in this binary.
        Embedded = "embedded",
        /// A LiveKit server or cluster.
        Livekit = "livekit",
        /// A Jitsi deployment.
        Jitsi = "jitsi",
    }
}

text_enum! {
    /// A person's part in a call.
    ParticipantRole {
        /// Runs the call.
        Host = "host",
        /// Helps to run it.
        Moderator = "moderator",
        /// Takes part.
        Participant = "participant",
    }
}

text_enum! {
    /// A person's answer to an invitation.
    InvitationResponse {
        /// No answer yet.
        Invited = "invited",
        /// Will come.
        Accepted = "accepted",
        /// Will not come.
        Declined = "declined",
        /// May come.
        Tentative = "tentative",
    }
}

text_enum! {
    /// Where a person stands at the door of a call with a lobby.
    Admission {
        /// May enter.
        Admitted = "admitted",
        /// Has not knocked.
        Outside = "outside",
        /// Waits for the host.
        Waiting = "waiting",
        /// Was turned away or removed; may not come back.
        Refused = "refused",
    }
}

text_enum! {
    /// Whether a call may be recorded.
    RecordingPolicy {
        /// Never.
        Off = "off",
        /// When everyone present says yes.
        Ask = "ask",
    }
}

text_enum! {
    /// Who opens the room.
    StartPolicy {
        /// Others wait for the host.
        Host = "host",
        /// Whoever comes first.
        Anyone = "anyone",
    }
}

text_enum! {
    /// Why a call ended.
    EndReason {
        /// The host ended it for all.
        HostEnded = "host_ended",
        /// An admin ended it.
        AdminEnded = "admin_ended",
        /// Nobody was in it for the grace time.
        Empty = "empty",
        /// Everybody left.
        EverybodyLeft = "everybody_left",
        /// Nobody ever came.
        NotHeld = "not_held",
        /// The server went down and the call could not go on.
        ServerStopped = "server_stopped",
    }
}

text_enum! {
    /// Why somebody's connection to a call ended.
    LeaveReason {
        /// They left.
        Left = "left",
        /// They came in again, from another tab or device.
        Replaced = "replaced",
        /// A host or moderator put them out.
        Removed = "removed",
        /// The call ended.
        CallEnded = "call_ended",
        /// Nothing was heard of them any more.
        ConnectionLost = "connection_lost",
    }
}

text_enum! {
    /// Why somebody waits outside an open door.
    WaitingFor {
        /// The host or a moderator has to let them in.
        Admission = "admission",
        /// The host has not opened the call yet.
        Host = "host",
    }
}

/// How long before its start a scheduled call can be joined.
pub const OPENS_BEFORE_START: TimeDelta = TimeDelta::minutes(15);

/// A scheduled call that nobody came to is closed this long after its planned end.
pub const NOT_HELD_AFTER_END: TimeDelta = TimeDelta::hours(1);

/// Planned lengths of a call, in minutes.
pub const DURATION_MINUTES: std::ops::RangeInclusive<i32> = 5..=480;

/// How far ahead a call can be planned.
pub const PLANNED_AHEAD: TimeDelta = TimeDelta::days(730);

/// Characters in a title.
pub const TITLE_LENGTH: std::ops::RangeInclusive<usize> = 1..=200;

/// Characters in a description.
pub const DESCRIPTION_LENGTH: std::ops::RangeInclusive<usize> = 0..=4000;

/// Characters in a line of the chat.
pub const MESSAGE_LENGTH: std::ops::RangeInclusive<usize> = 1..=4000;

/// What a host can set about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallSettings {
    /// Participants wait until a host or moderator lets them in.
    pub lobby: bool,
    /// Nobody new comes in; those who were in may come back.
    pub locked: bool,
    /// Whether it may be recorded.
    pub recording_policy: RecordingPolicy,
    /// Whether there is a chat.
    pub chat: bool,
    /// Whether participants may share their screen; hosts and moderators always may.
    pub screen_share: bool,
    /// Who opens it.
    pub start: StartPolicy,
    /// Whether participants see who is invited; when not, they see who is present.
    pub show_participants: bool,
}

impl VideoCallType {
    /// Whether it may be open to an audience beside those invited.
    pub const fn takes_audience(self) -> bool {
        matches!(self, Self::AlumniGathering)
    }

    /// Whether it is a meeting of two.
    pub const fn is_for_two(self) -> bool {
        matches!(self, Self::CoffeeChat | Self::Mentorship)
    }

    /// How many people it can hold at most.
    pub const fn capacity(self) -> i32 {
        match self {
            Self::CoffeeChat | Self::Mentorship => 2,
            Self::GroupMeeting => 50,
            Self::AlumniGathering => 250,
        }
    }

    /// How long it stays open with nobody in it.
    pub const fn grace(self) -> TimeDelta {
        if self.is_for_two() { TimeDelta::minutes(1) } else { TimeDelta::minutes(5) }
    }

    /// The planned length when none is given, in minutes.
    pub const fn usual_minutes(self) -> i32 {
        if self.is_for_two() { 30 } else { 60 }
    }

    /// What is set unless the host says otherwise.
    pub const fn usual_settings(self) -> CallSettings {
        CallSettings {
            lobby: matches!(self, Self::AlumniGathering),
            locked: false,
            recording_policy: RecordingPolicy::Off,
            chat: true,
            screen_share: true,
            start: if self.is_for_two() { StartPolicy::Anyone } else { StartPolicy::Host },
            show_participants: true,
        }
    }

    /// Notes what the kind does not allow in its settings and capacity.
    pub fn check(self, settings: &CallSettings, max_participants: i32, violations: &mut Violations) {
        violations.require(
            !(self.is_for_two() && settings.lobby),
            "/settings/lobby",
            "not_for_two",
            "a call for two has no lobby",
        );
        if !(2..=self.capacity()).contains(&max_participants) {
            let detail = format!("this kind of call holds 2 to {} people", self.capacity());
            violations.add("/max_participants", "out_of_range", detail);
        }
    }
}

impl VideoCallStatus {
    /// Whether a call may go from this state to the next.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Scheduled, Self::Active | Self::Cancelled | Self::Ended) | (Self::Active, Self::Ended)
        )
    }

    /// Whether nothing can change any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::Cancelled)
    }
}

impl ParticipantRole {
    /// Whether this role helps to run the call: it passes the lobby and the lock, and may always share.
    pub const fn is_crew(self) -> bool {
        matches!(self, Self::Host | Self::Moderator)
    }
}

impl CallSettings {
    /// Whether somebody of this role may share a screen.
    pub const fn lets_share(&self, role: ParticipantRole) -> bool {
        self.screen_share || role.is_crew()
    }

    /// Whether somebody of this role sees who is invited.
    pub const fn lets_see_invited(&self, role: ParticipantRole) -> bool {
        self.show_participants || role.is_crew()
    }

    /// Whether the first to come may open the call.
    pub const fn lets_open(&self, role: ParticipantRole) -> bool {
        matches!(self.start, StartPolicy::Anyone) || matches!(role, ParticipantRole::Host)
    }
}

/// What a host changes about a call's settings; what is left out stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CallSettingsChange {
    /// Participants wait until a host or moderator lets them in.
    pub lobby: Option<bool>,
    /// Nobody new comes in; those who were in may come back.
    pub locked: Option<bool>,
    /// Whether it may be recorded.
    pub recording_policy: Option<RecordingPolicy>,
    /// Whether there is a chat.
    pub chat: Option<bool>,
    /// Whether participants may share their screen.
    pub screen_share: Option<bool>,
    /// Who opens it.
    pub start: Option<StartPolicy>,
    /// Whether participants see who is invited.
    pub show_participants: Option<bool>,
}

impl CallSettingsChange {
    /// The settings with this change.
    pub fn applied_to(self, settings: CallSettings) -> CallSettings {
        CallSettings {
            lobby: self.lobby.unwrap_or(settings.lobby),
            locked: self.locked.unwrap_or(settings.locked),
            recording_policy: self.recording_policy.unwrap_or(settings.recording_policy),
            chat: self.chat.unwrap_or(settings.chat),
            screen_share: self.screen_share.unwrap_or(settings.screen_share),
            start: self.start.unwrap_or(settings.start),
            show_participants: self.show_participants.unwrap_or(settings.show_participants),
        }
    }
}

/// When a call that starts at the instant can first be joined.
pub fn opens_at(scheduled_at: Timestamp) -> Timestamp {
    scheduled_at - OPENS_BEFORE_START
}

/// When an active call that has been empty since the instant ends by itself: after the grace of its kind, and
/// never before its scheduled start.
pub fn ends_when_empty(
    kind: VideoCallType,
    empty_since: Timestamp,
    scheduled_at: Option<Timestamp>,
) -> Timestamp {
    let after_grace = empty_since + kind.grace();
    scheduled_at.map_or(after_grace, |start| after_grace.max(start))
}

/// When a scheduled call is given up because nobody opened it.
pub fn given_up_at(scheduled_at: Timestamp, duration_minutes: i32) -> Timestamp {
    scheduled_at + TimeDelta::minutes(i64::from(duration_minutes)) + NOT_HELD_AFTER_END
}

/// One person's stretch in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    pub to: Timestamp,
}

/// Seconds covered by at least one of the stretches.
pub fn covered_seconds(stretches: &[Stretch]) -> i64 {
    merged(stretches).iter().map(|stretch| (stretch.to - stretch.from).num_seconds()).sum()
}

/// Seconds in which both people were in the call at the same time.
pub fn together_seconds(one: &[Stretch], other: &[Stretch]) -> i64 {
    let (one, other) = (merged(one), merged(other));
    let overlap = |a: &Stretch, b: &Stretch| (a.to.min(b.to) - a.from.max(b.from)).num_seconds().max(0);
    one.iter().map(|a| other.iter().map(|b| overlap(a, b)).sum::<i64>()).sum()
}

/// The same time in as few stretches as cover it, in order; empty ones are left out.
pub fn merged(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut sorted: Vec<Stretch> =
        stretches.iter().copied().filter(|stretch| stretch.to > stretch.from).collect();
    sorted.sort_by_key(|stretch| stretch.from);
    let mut out: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for next in sorted {
        match out.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            _ => out.push(next),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
    }

    fn stretch(from: i64, to: i64) -> Stretch {
        Stretch { from: at(from), to: at(to) }
    }

    #[test]
    fn an_empty_call_waits_for_its_grace_and_for_its_start() {
        assert_eq!(ends_when_empty(VideoCallType::CoffeeChat, at(0), None), at(1));
        assert_eq!(ends_when_empty(VideoCallType::GroupMeeting, at(0), None), at(5));
        assert_eq!(ends_when_empty(VideoCallType::CoffeeChat, at(0), Some(at(10))), at(10));
    }

    #[test]
    fn nothing_comes_back_from_the_end() {
        for over in [VideoCallStatus::Ended, VideoCallStatus::Cancelled] {
            assert!(VideoCallStatus::ALL.iter().all(|next| !over.may_become(*next)));
        }
        assert!(!VideoCallStatus::Active.may_become(VideoCallStatus::Cancelled));
    }

    #[test]
    fn a_second_connection_of_the_same_person_does_not_count_twice() {
        assert_eq!(covered_seconds(&[stretch(0, 10), stretch(5, 15), stretch(20, 21)]), 16 * 60);
    }

    #[test]
    fn together_is_where_both_were_in() {
        let one = [stretch(0, 3), stretch(4, 10)];
        let other = [stretch(2, 6), stretch(2, 5), stretch(9, 30)];
        assert_eq!(together_seconds(&one, &other), 4 * 60);
        assert_eq!(together_seconds(&one, &[]), 0);
    }

    #[test]
    fn a_call_for_two_takes_no_third_and_no_lobby() {
        let kind = VideoCallType::CoffeeChat;
        let mut violations = Violations::default();
        kind.check(&CallSettings { lobby: true, ..kind.usual_settings() }, 3, &mut violations);
        let codes: Vec<_> = violations.into_iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["not_for_two", "out_of_range"]);
    }
}
