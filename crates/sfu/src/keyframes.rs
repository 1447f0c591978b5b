//! When a publisher is asked for a key frame: merged, throttled, and again until one comes.

use std::time::{Duration, Instant};

/// One request at most in this time per layer.
const THROTTLE: Duration = Duration::from_millis(300);

/// The requests for one layer of one track.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyframeRequests {
    asked_at: Option<Instant>,
    is_wanted: bool,
}

impl KeyframeRequests {
    /// Somebody waits for a key frame.
    pub fn want(&mut self) {
        self.is_wanted = true;
    }

    /// A key frame came.
    pub fn satisfied(&mut self) {
        self.is_wanted = false;
    }

    /// It is time to ask the publisher. Counts as asked.
    pub fn take_due(&mut self, now: Instant) -> bool {
        let throttled = self.asked_at.is_some_and(|at| now.saturating_duration_since(at) < THROTTLE);
        if !self.is_wanted || throttled {
            return false;
        }
        self.asked_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
    fn requests_are_merged_and_repeated_until_a_key_frame_comes() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut requests = KeyframeRequests::default();
        assert!(!requests.take_due(at(0)), "nobody waits");
        requests.want();
        assert!(requests.take_due(at(0)));
        requests.want();
        assert!(!requests.take_due(at(299)), "merged");
        assert!(requests.take_due(at(300)), "asked again, none came");
        requests.satisfied();
        assert!(!requests.take_due(at(900)));
    }
}
