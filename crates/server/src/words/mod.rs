//! What the server says to people in words: one file per language, and each says everything.
//!
//! A sentence is a method of [`Words`]; it is given plain data and knows nothing of requests. To say something new,
//! add a method and the compiler asks every language for it. Views find the right words with [`spoken`]; what they
//! are built from stays free of words.

mod de;
mod de_problem;
mod en;
mod health;
mod spoken;

use matching::Band;
use matching::explanation::{Fields, Recency};
use model::health::PartNote;
use model::language::Language;

use crate::problem::Problem;

pub use spoken::{speak, spoken_language};

/// Everything that is said in sentences.
pub trait Words: Sync {
    /// How close two people work.
    fn fields(&self, fields: &Fields) -> String;

    /// How close two people live.
    fn band(&self, band: Band) -> &'static str;

    /// Whom both know. Three stands for three or more; `names` are those that may be told.
    fn mutual_contacts(&self, count: usize, names: &[String]) -> String;

    /// How lately somebody did something.
    fn recency(&self, recency: Recency) -> &'static str;

    /// What both like; `interests` holds at least one.
    fn shared_interests(&self, interests: &[String]) -> String;

    /// How a part of the installation is doing.
    fn health(&self, note: &PartNote) -> String;

    /// The same problem in this language. Problems are written in English where they arise.
    fn problem(&self, problem: Problem) -> Problem;
}

/// The words of a language.
pub fn words(language: Language) -> &'static dyn Words {
    match language {
        Language::English => &en::English,
        Language::German => &de::German,
    }
}

/// The words of the language in which the request that is being answered asks to be spoken to.
pub fn spoken() -> &'static dyn Words {
    words(spoken_language())
}

/// `a`, `a and b`, `a, b and c`.
fn enumerate(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} {and} {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests;
