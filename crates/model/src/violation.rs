//! What is wrong with an input: each fault names the field and the rule, and all are told at once.

use thiserror::Error;

/// One fault of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer (RFC 6901) to the field, such as `/proposed_times/1`.
    pub pointer: String,
    /// The rule as a stable slug, such as `in_the_past`.
    pub code: &'static str,
    /// The rule in words.
    pub detail: String,
}

/// The faults of one input, gathered so that the caller hears all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Notes a fault.
    pub fn add(&mut self, pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.0.push(Violation { pointer: pointer.into(), code, detail: detail.into() });
    }

    /// Notes a fault when the condition fails.
    pub fn require(&mut self, holds: bool, pointer: &str, code: &'static str, detail: &str) {
        if !holds {
            self.add(pointer, code, detail);
        }
    }

    /// Notes a fault when the text, trimmed, has fewer or more characters than allowed.
    pub fn length(&mut self, text: &str, allowed: std::ops::RangeInclusive<usize>, pointer: &str) {
        let count = text.trim().chars().count();
        if count == 0 && *allowed.start() > 0 {
            self.add(pointer, "too_short", "must not be empty");
        } else if count < *allowed.start() {
            self.add(pointer, "too_short", format!("needs at least {} characters", allowed.start()));
        } else if count > *allowed.end() {
            self.add(pointer, "too_long", format!("may have at most {} characters", allowed.end()));
        }
    }

    /// `Ok` when nothing was noted.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The faults noted so far.
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// A single fault.
    pub fn one(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        let mut violations = Self::default();
        violations.add(pointer, code, detail);
        violations
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A word that is not one of those allowed in its place.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{word:?} is not one of {}", allowed.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What may be given.
    pub allowed: &'static [&'static str],
}
