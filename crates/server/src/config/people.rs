//! Rules between people: scheduling and matching.

use std::path::PathBuf;

use anyhow::ensure;
use serde::{Deserialize, Serialize};

/// Rules of scheduling (SCHEDULING.md 5.1).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scheduling {
    /// How long before its start a time may still be proposed.
    pub minimum_notice_minutes: u32,
    /// How long a request waits for an answer.
    pub expiry_days: u32,
    /// Inside this time before the start, calling off needs a reason.
    pub cancel_notice_minutes: u32,
}

impl Default for Scheduling {
    fn default() -> Self {
        Self { minimum_notice_minutes: 12 * 60, expiry_days: 7, cancel_notice_minutes: 120 }
    }
}

/// Weights of the match score; they sum to 1.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matching {
    /// What people do.
    pub industry_weight: f64,
    /// Where people are.
    pub proximity_weight: f64,
    /// Whom people know.
    pub mutual_weight: f64,
    /// How present people are.
    pub activity_weight: f64,
    /// Where the population is written down for a quick start; beside the SQLite file when this is not set.
    pub snapshot_path: Option<PathBuf>,
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            industry_weight: 0.40,
            proximity_weight: 0.30,
            mutual_weight: 0.20,
            activity_weight: 0.10,
            snapshot_path: None,
        }
    }
}

impl Matching {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let sum = self.industry_weight + self.proximity_weight + self.mutual_weight + self.activity_weight;
        ensure!((sum - 1.0).abs() < 1e-9, "matching.*_weight: the four weights sum to {sum}, not to 1");
        Ok(())
    }
}
