//! Time and chance as values handed in: nothing in the product reads them from the air.

use chrono::{DateTime, SubsecRound, Utc};

/// A UTC instant with microsecond precision, the finest that both databases keep.
pub type Timestamp = DateTime<Utc>;

/// Tells the time. The server hands in the system's clock; tests and `--test-clock` hand in their own.
pub trait Clock: Send + Sync {
    /// The present instant, cut to whole microseconds so that a value read back equals the value written.
    fn now(&self) -> Timestamp;
}

/// Gives unpredictable bytes. The server hands in the operating system's source.
pub trait Chance: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// Cuts an instant to the precision that is stored.
pub fn to_stored_precision(at: DateTime<Utc>) -> Timestamp {
    at.trunc_subsecs(6)
}
