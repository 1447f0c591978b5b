//! What came of a list, in JSON.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What came of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportReportView {
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
    pub problems: Vec<RowProblemView>,
    /// Whether nothing was changed because it was a trial.
    pub is_dry_run: bool,
}

/// What is wrong with a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowProblemView {
    /// The line that the row begins on; the header is line 1.
    pub line: u64,
    /// The column, when it is one.
    pub column: Option<String>,
    /// What is wrong.
    pub detail: String,
}

/// How to take a list over.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Tell what would happen, and change nothing.
    pub dry_run: bool,
}
