//! A token bucket: how much may come at once, and how much in the long run.

use std::time::Instant;

/// Refills steadily up to its size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket {
    size: f64,
    per_second: f64,
    left: f64,
    filled_at: Instant,
}

impl Bucket {
    pub fn new(size: f64, per_second: f64, now: Instant) -> Self {
        Self { size, per_second, left: size, filled_at: now }
    }

    /// Takes one; false when none is left.
    pub fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.filled_at).as_secs_f64();
        self.left = (self.left + passed * self.per_second).min(self.size);
        self.filled_at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}
