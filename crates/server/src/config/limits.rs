//! How often things may be tried.

use anyhow::ensure;
use serde::{Deserialize, Serialize};

/// How often things may be tried.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Multiplies every limit; more than 1 is for load tests and for whole campuses behind one address.
    pub factor: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { factor: 1 }
    }
}

impl Limits {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!((1..=100_000).contains(&self.factor), "limits.factor (LIMITS_FACTOR) is 1 to 100000");
        Ok(())
    }
}
