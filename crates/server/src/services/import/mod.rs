//! Takes people and connections over from lists in CSV.
//!
//! Rows go in by batches, each in one transaction of its own: an import that is cut off leaves whole batches behind,
//! and running it again finds them there and goes on. What cannot be read is told by line and column; the rest goes in.

mod connections;
mod people;
mod person_row;
mod table;

use std::io::Read;

use store::StoreError;
use thiserror::Error;

use crate::context::Context;
use crate::services::password::{PasswordError, Passwords};

pub use table::RowProblem;

/// Rows that go in together.
const BATCH: usize = 1_000;
/// Problems that are told one by one; further ones are counted.
const MOST_PROBLEMS: usize = 10_000;

/// Takes lists over.
#[derive(Clone)]
pub struct ImportService {
    context: Context,
    passwords: Passwords,
}

/// What came of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows below the header.
    pub rows: u64,
    /// Rows that were new.
    pub created: u64,
    /// Rows that changed something.
    pub updated: u64,
    /// Rows that were as the list says already.
    pub unchanged: u64,
    /// Rows that stayed out.
    pub refused: u64,
    /// Why, the first ten thousand of them.
    pub problems: Vec<RowProblem>,
}

impl ImportReport {
    fn in_order(mut self) -> Self {
        self.problems.sort_by_key(|problem| problem.line);
        self
    }

    fn refuse(&mut self, problems: Vec<RowProblem>) {
        self.refused += 1;
        let room = MOST_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(problems.into_iter().take(room));
    }
}

/// Why a list was not taken over to its end. What was taken over before stays.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The first line is not the header of such a list.
    #[error("line 1: {0}")]
    Header(String),
    /// The list cannot be read any further.
    #[error("the list cannot be read: {0}")]
    Unreadable(String),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Hears how many bytes of the list are done.
pub type Progress<'a> = &'a (dyn Fn(u64) + Sync);

impl ImportService {
    /// With the shared parts.
    pub fn new(context: Context, passwords: Passwords) -> Self {
        Self { context, passwords }
    }

    /// Takes people over. A dry run tells the same and changes nothing.
    pub async fn people<R: Read + Send>(
        &self,
        list: R,
        is_dry_run: bool,
        progress: Progress<'_>,
    ) -> Result<ImportReport, ImportError> {
        let report = people::run(&self.context, &self.passwords, list, is_dry_run, progress).await?;
        Ok(report.in_order())
    }

    /// Takes connections over, as accepted by both. A dry run tells the same and changes nothing.
    pub async fn connections<R: Read + Send>(
        &self,
        list: R,
        is_dry_run: bool,
        progress: Progress<'_>,
    ) -> Result<ImportReport, ImportError> {
        Ok(connections::run(&self.context, list, is_dry_run, progress).await?.in_order())
    }
}
