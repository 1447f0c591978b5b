//! Who speaks, by the audio level that packets carry beside the sound (RFC 6464).

use std::time::{Duration, Instant};

/// Levels are summed over this long before they count.
pub(crate) const WINDOW: Duration = Duration::from_millis(300);
/// Somebody who was loud stays a speaker through pauses of this length.
const HOLD: Duration = Duration::from_millis(600);
/// A packet above this level, in decibels below the loudest possible, is loud.
const LOUD: i8 = -35;
/// Share of loud packets in a window that makes a speaker.
const LOUD_SHARE: f32 = 0.4;
/// Weight of the newest window.
const WEIGHT: f32 = 0.5;

/// The loudness of one sound.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Loudness {
    packets: u32,
    loud: u32,
    sum: f32,
    smoothed: f32,
    loud_at: Option<Instant>,
}

impl Loudness {
    /// Counts a packet's level, from -127 (silence) to 0.
    pub fn observe(&mut self, level: i8) {
        self.packets += 1;
        if level >= LOUD {
            self.loud += 1;
            self.sum += 10f32.powf(f32::from(level) / 20.0);
        }
    }

    /// Closes a window. Returns the level, from 0 (not speaking) to 1.
    pub fn close_window(&mut self, now: Instant) -> f32 {
        let is_loud = self.packets > 0 && self.loud as f32 >= LOUD_SHARE * self.packets as f32;
        if is_loud {
            self.loud_at = Some(now);
            self.smoothed += WEIGHT * (self.sum / self.loud as f32 - self.smoothed);
        } else if self.loud_at.is_none_or(|at| now.saturating_duration_since(at) >= HOLD) {
            self.smoothed = 0.0;
        }
        (self.packets, self.loud, self.sum) = (0, 0, 0.0);
        self.smoothed.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
    fn a_speaker_stays_one_through_a_short_pause() {
        let start = Instant::now();
        let mut loudness = Loudness::default();
        let mut window = |number: u32, level: i8| {
            (0..15).for_each(|_| loudness.observe(level));
            loudness.close_window(start + WINDOW * number) > 0.0
        };
        assert!(!window(0, -90));
        assert!(window(1, -20));
        assert!(window(2, -127), "a pause between words");
        assert!(!window(3, -127));
        assert!(window(4, -20));
    }
}
