//! How the parts of an installation are doing.

use crate::video_call::Provider;

/// Something to say of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartNote {
    /// This database answers.
    Answers(&'static str),
    /// This database does not answer in so many seconds.
    DoesNotAnswer {
        /// Its name.
        database: &'static str,
        /// How long was waited.
        seconds: u64,
    },
    /// What the part itself reports.
    Failed(String),
    /// The last event.
    EventLog(i64),
    /// A place of calls, and why it is not ready.
    Provider {
        /// Its name.
        name: Provider,
        /// Ready, or why not.
        state: Result<(), String>,
    },
    /// A host that others may not embed.
    NotEmbeddable(&'static str),
    /// Nobody asked for it.
    NotConfigured,
    /// The folder for recordings is there.
    FolderIsThere,
    /// It is configured and is not there.
    FolderIsMissing,
    /// So many people are held in memory.
    InMemory(usize),
    /// They are being read.
    BeingRead,
    /// Jobs by what became of them.
    Jobs {
        /// Still to be done.
        waiting: i64,
        /// Tried too often.
        given_up: i64,
    },
}
