//! How active a candidate is: `0.5 R + 0.3 C + 0.2 P`.

use crate::day::Day;

/// A completed chat counts for this many days, losing half of its weight every 90.
pub const CHATS_COUNT_DAYS: u32 = 365;

/// What the activity of a person is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFacts {
    /// The day of the last real action.
    pub last_active_on: Day,
    /// The days of completed chats.
    pub chats_on: Box<[Day]>,
    /// Requests that were answered or ran out.
    pub requests_received: u32,
    /// Those of them that were answered in time, whatever the answer.
    pub requests_answered: u32,
}

impl ActivityFacts {
    /// The activity on a day, 0 to 1.
    pub fn on(&self, today: Day) -> f64 {
        let recency = recency(today.since(self.last_active_on));
        let chats = company(self.chats_on.iter().map(|day| today.since(*day)));
        activity(recency, chats, promptness(self.requests_received, self.requests_answered))
    }
}

/// The weighted sum of the three.
pub fn activity(recency: f64, chats: f64, promptness: f64) -> f64 {
    0.5 * recency + 0.3 * chats + 0.2 * promptness
}

/// R: halves every 14 days since the last real action.
pub fn recency(days: u32) -> f64 {
    (-f64::from(days) / 14.0).exp2()
}

/// C: completed chats by age in days; each halves every 90 days, and the sum saturates.
pub fn company(ages: impl IntoIterator<Item = u32>) -> f64 {
    let counted = ages.into_iter().filter(|age| *age <= CHATS_COUNT_DAYS);
    let n: f64 = counted.map(|age| (-f64::from(age) / 90.0).exp2()).sum();
    n / (n + 2.0)
}

/// P: the share of requests answered in time, starting at two thirds for somebody never asked.
pub fn promptness(received: u32, answered: u32) -> f64 {
    (f64::from(answered) + 2.0) / (f64::from(received) + 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_chat_stops_counting_after_a_year() {
        assert!(company([365]) > 0.0);
        assert!(company([366]).abs() < f64::EPSILON);
    }

    #[test]
    fn a_request_declined_in_time_counts_as_good_and_silence_does_not() {
        assert!(promptness(1, 1) > promptness(0, 0));
        assert!(promptness(1, 0) < promptness(0, 0));
    }

    #[test]
    fn activity_falls_with_the_days() {
        let facts =
            ActivityFacts { chats_on: [Day(90)].into(), last_active_on: Day(100), ..Default::default() };
        assert!(facts.on(Day(100)) > facts.on(Day(101)));
        // A day in the future, as a clock set back may show, counts as today.
        assert!((facts.on(Day(99)) - (0.5 + 0.3 * company([9]) + 0.2 * 2.0 / 3.0)).abs() < 1e-12);
    }
}
