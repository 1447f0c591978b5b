//! What became of an agreed chat, read from who was in its call when (API.md section 3, SCHEDULING.md 5.1).

use chrono::TimeDelta;

use super::Side;
use crate::Timestamp;

/// Together for this long, they have met.
const MET_AFTER: TimeDelta = TimeDelta::minutes(5);
/// Who is not there this long after the start did not come.
const ABSENT_AFTER: TimeDelta = TimeDelta::minutes(10);
/// Who waited this long may say that the other did not come.
const WAITED: TimeDelta = TimeDelta::minutes(5);
/// This long after the planned end, a chat whose call was never over is settled.
pub const SETTLE_AFTER: TimeDelta = TimeDelta::hours(1);

/// The agreed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// When it was to begin.
    pub start: Timestamp,
    /// How long it was to last.
    pub duration_minutes: i32,
}

impl Meeting {
    /// When it was to end.
    pub fn planned_end(&self) -> Timestamp {
        self.start + TimeDelta::minutes(i64::from(self.duration_minutes))
    }

    /// When it is settled at the latest, unless the call goes on.
    pub fn settled_by(&self) -> Timestamp {
        self.planned_end() + SETTLE_AFTER
    }
}

/// One stretch of somebody's presence; the end is after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Presence {
    /// Came.
    pub from: Timestamp,
    /// Left, or the present instant for somebody still there.
    pub until: Timestamp,
}

/// Who was there when. Stretches may overlap (two devices) and come in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// The one who asked.
    pub requester: Vec<Presence>,
    /// The one who was asked.
    pub recipient: Vec<Presence>,
}

impl Attendance {
    fn of(&self, side: Side) -> &[Presence] {
        match side {
            Side::Requester => &self.requester,
            Side::Recipient => &self.recipient,
        }
    }

    /// How long both were there at the same time.
    pub fn together(&self) -> TimeDelta {
        let (requester, recipient) = (merged(&self.requester), merged(&self.recipient));
        requester.iter().flat_map(|a| recipient.iter().map(|b| overlap(*a, *b))).sum()
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both were there together for at least five minutes.
    Completed {
        /// How long they were together.
        met_seconds: i64,
    },
    /// One waited, the other was not there ten minutes after the start.
    NoShow {
        /// Who did not come.
        by: Side,
    },
    /// Neither of the above: nobody came, or they did not find together.
    NotHeld,
}

/// Whether it can be said yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It can.
    Settled(Outcome),
    /// Ask again then.
    NotBefore(Timestamp),
    /// Ask again when the call is over.
    WhenOver,
}

/// Where the call of a chat stands, as far as its outcome depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallProgress {
    /// Nobody has come.
    NotBegun,
    /// Goes on.
    GoesOn,
    /// Is over.
    Over,
}

/// Says what became of a chat, or when that can be said.
pub fn judge(meeting: &Meeting, call: CallProgress, attendance: &Attendance, now: Timestamp) -> Judgement {
    let together = attendance.together();
    let not_before = match call {
        CallProgress::GoesOn => return Judgement::WhenOver,
        CallProgress::Over if together >= MET_AFTER => now,
        CallProgress::Over => meeting.start + ABSENT_AFTER,
        CallProgress::NotBegun => meeting.settled_by(),
    };
    if now < not_before {
        return Judgement::NotBefore(not_before);
    }
    Judgement::Settled(if together >= MET_AFTER {
        Outcome::Completed { met_seconds: together.num_seconds() }
    } else if let Some(by) = absentee(meeting, attendance) {
        Outcome::NoShow { by }
    } else {
        Outcome::NotHeld
    })
}

fn absentee(meeting: &Meeting, attendance: &Attendance) -> Option<Side> {
    [Side::Requester, Side::Recipient].into_iter().find(|side| {
        let other = attendance.of(side.other());
        is_absent(meeting, attendance.of(*side)) && !is_absent(meeting, other) && has_waited(meeting, other)
    })
}

/// Not there before the tenth minute was over, or gone again before the meeting began.
fn is_absent(meeting: &Meeting, presence: &[Presence]) -> bool {
    let last_call = meeting.start + ABSENT_AFTER;
    !presence.iter().any(|stretch| stretch.from <= last_call && stretch.until > meeting.start)
}

fn has_waited(meeting: &Meeting, presence: &[Presence]) -> bool {
    let since_start: TimeDelta = merged(presence)
        .iter()
        .map(|stretch| stretch.until - stretch.from.max(meeting.start))
        .filter(is_positive)
        .sum();
    since_start >= WAITED
}

fn is_positive(length: &TimeDelta) -> bool {
    *length > TimeDelta::zero()
}

fn overlap(a: Presence, b: Presence) -> TimeDelta {
    (a.until.min(b.until) - a.from.max(b.from)).max(TimeDelta::zero())
}

/// The same presence in stretches that do not touch, so that two devices do not count twice.
fn merged(stretches: &[Presence]) -> Vec<Presence> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<Presence> = Vec::with_capacity(sorted.len());
    for stretch in sorted {
        match merged.last_mut() {
            Some(last) if stretch.from <= last.until => last.until = last.until.max(stretch.until),
            _ => merged.push(stretch),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Minutes after the planned start.
    fn minute(minutes: i64) -> Timestamp {
        "2027-03-10T09:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::minutes(minutes)
    }

    fn meeting() -> Meeting {
        Meeting { start: minute(0), duration_minutes: 30 }
    }

    fn stay(from: i64, until: i64) -> Presence {
        Presence { from: minute(from), until: minute(until) }
    }

    fn attendance(requester: &[Presence], recipient: &[Presence]) -> Attendance {
        Attendance { requester: requester.to_vec(), recipient: recipient.to_vec() }
    }

    fn settled(requester: &[Presence], recipient: &[Presence]) -> Outcome {
        match judge(&meeting(), CallProgress::Over, &attendance(requester, recipient), minute(91)) {
            Judgement::Settled(outcome) => outcome,
            other => panic!("not settled: {other:?}"),
        }
    }

    #[test]
    fn five_minutes_together_are_a_chat_and_less_are_not() {
        let met = settled(&[stay(0, 30)], &[stay(25, 40)]);
        assert_eq!(met, Outcome::Completed { met_seconds: 300 });
        assert_eq!(settled(&[stay(0, 4)], &[stay(0, 4)]), Outcome::NotHeld);
    }

    #[test]
    fn minutes_together_add_up_over_reconnections_and_devices_count_once() {
        let requester = [stay(0, 3), stay(5, 8), stay(6, 8)];
        let met = settled(&requester, &[stay(0, 10), stay(1, 9)]);
        assert_eq!(met, Outcome::Completed { met_seconds: 360 });
    }

    #[test]
    fn a_late_start_still_counts_when_they_talk() {
        assert_eq!(settled(&[stay(0, 30)], &[stay(15, 30)]), Outcome::Completed { met_seconds: 900 });
    }

    #[test]
    fn early_birds_who_talk_before_the_start_have_met() {
        let early = attendance(&[stay(-12, -2)], &[stay(-10, -2)]);
        let judgement = judge(&meeting(), CallProgress::Over, &early, minute(-2));
        assert_eq!(judgement, Judgement::Settled(Outcome::Completed { met_seconds: 480 }));
    }

    #[test]
    fn who_is_not_there_ten_minutes_after_the_start_did_not_come() {
        assert_eq!(settled(&[stay(0, 12)], &[]), Outcome::NoShow { by: Side::Recipient });
        assert_eq!(settled(&[], &[stay(-5, 10)]), Outcome::NoShow { by: Side::Requester });
        assert_eq!(settled(&[stay(0, 12)], &[stay(11, 14)]), Outcome::NoShow { by: Side::Recipient });
        assert_eq!(settled(&[stay(0, 12)], &[stay(10, 14)]), Outcome::NotHeld);
    }

    #[test]
    fn who_left_before_the_start_was_not_there() {
        assert_eq!(settled(&[stay(0, 12)], &[stay(-9, -7)]), Outcome::NoShow { by: Side::Recipient });
    }

    #[test]
    fn who_did_not_wait_cannot_blame_the_other() {
        assert_eq!(settled(&[stay(0, 4)], &[]), Outcome::NotHeld);
        assert_eq!(settled(&[stay(-20, 2)], &[]), Outcome::NotHeld);
    }

    #[test]
    fn two_who_came_too_late_and_missed_each_other_are_both_to_blame() {
        assert_eq!(settled(&[stay(43, 48)], &[stay(11, 16)]), Outcome::NotHeld);
    }

    #[test]
    fn nobody_came() {
        assert_eq!(settled(&[], &[]), Outcome::NotHeld);
    }

    #[test]
    fn it_is_said_when_the_call_is_over_and_not_before_it_is_certain() {
        let nobody = Attendance::default();
        let alone = attendance(&[stay(0, 6)], &[]);
        let together = attendance(&[stay(0, 6)], &[stay(0, 6)]);
        let say = |call, who: &Attendance, at| judge(&meeting(), call, who, minute(at));
        assert_eq!(say(CallProgress::NotBegun, &nobody, 45), Judgement::NotBefore(minute(90)));
        assert_eq!(say(CallProgress::NotBegun, &nobody, 90), Judgement::Settled(Outcome::NotHeld));
        assert_eq!(say(CallProgress::GoesOn, &together, 300), Judgement::WhenOver);
        assert_eq!(say(CallProgress::Over, &alone, 7), Judgement::NotBefore(minute(10)));
        let absent = Judgement::Settled(Outcome::NoShow { by: Side::Recipient });
        assert_eq!(say(CallProgress::Over, &alone, 10), absent);
        let met = Judgement::Settled(Outcome::Completed { met_seconds: 360 });
        assert_eq!(say(CallProgress::Over, &together, 6), met);
    }

    fn any_stretches() -> impl Strategy<Value = Vec<Presence>> {
        let stretch = (-20_i64..60, 0_i64..40).prop_map(|(from, length)| stay(from, from + length));
        prop::collection::vec(stretch, 0..6)
    }

    proptest! {
        #[test]
        fn together_is_what_a_count_of_minutes_finds(a in any_stretches(), b in any_stretches()) {
            let is_there = |who: &[Presence], at: Timestamp| who.iter().any(|s| s.from <= at && at < s.until);
            let counted = (-20..120).filter(|m| is_there(&a, minute(*m)) && is_there(&b, minute(*m))).count();
            prop_assert_eq!(attendance(&a, &b).together().num_minutes(), i64::try_from(counted).unwrap());
        }

        #[test]
        fn the_two_sides_are_judged_alike(a in any_stretches(), b in any_stretches()) {
            let mirrored = match settled(&b, &a) {
                Outcome::NoShow { by } => Outcome::NoShow { by: by.other() },
                other => other,
            };
            prop_assert_eq!(settled(&a, &b), mirrored);
        }
    }
}
