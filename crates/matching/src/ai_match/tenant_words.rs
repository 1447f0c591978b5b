//! Words that everybody in a community uses, and which therefore tell nobody apart.

use std::collections::{HashMap, HashSet};

use model::fold::fold;

/// A word in at least this share of the phrases is common.
const COMMON_SHARE: f64 = 1.0 / 64.0;
/// Phrases from which on shares mean something.
const FEWEST_PHRASES: usize = 200;

/// The common words of a community, each with how common it is: the part of idf that only the tenant can tell.
///
/// It is learnt seldom and then kept, because another table makes other vectors ([`Self::version`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantWords {
    /// How often the share was halved before it fell below [`COMMON_SHARE`]: 1 to 6.
    levels: HashMap<String, u8>,
}

impl TenantWords {
    /// Learns from the phrases of a community; from a few phrases it learns nothing.
    pub fn learn<'a>(phrases: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut total = 0_usize;
        for phrase in phrases {
            total += 1;
            let folded = fold(phrase);
            for word in folded.split(' ').collect::<HashSet<_>>() {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        if total < FEWEST_PHRASES {
            return Self::default();
        }
        let level = |count: usize| (count as f64 / total as f64 / COMMON_SHARE).log2().floor() + 1.0;
        let levels = counts.into_iter().map(|(word, count)| (word, level(count)));
        Self {
            levels: levels
                .filter(|(_, level)| *level >= 1.0)
                .map(|(word, level)| (word, level as u8))
                .collect(),
        }
    }

    /// How much a folded word tells here, from 1 (rare) down.
    pub fn weight(&self, word: &str) -> f32 {
        1.0 / (1.0 + f32::from(self.levels.get(word).copied().unwrap_or(0)))
    }

    /// The form that is kept: words and levels, in order.
    pub fn to_text(&self) -> String {
        let mut entries: Vec<String> =
            self.levels.iter().map(|(word, level)| format!("{word}:{level}")).collect();
        entries.sort_unstable();
        entries.join(" ")
    }

    /// The table that was kept; what is no entry is left out.
    pub fn from_text(text: &str) -> Self {
        let entries = text.split(' ').filter_map(|entry| entry.split_once(':'));
        let levels = entries.filter_map(|(word, level)| Some((word.to_owned(), level.parse().ok()?)));
        Self { levels: levels.collect() }
    }

    /// What changes whenever the table does.
    pub fn version(&self) -> String {
        format!("{:08x}", super::ngram::hash(self.to_text().as_bytes()) >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() -> TenantWords {
        let phrases: Vec<String> =
            (0..640).map(|n| format!("Alumni topic{n}, {}", if n < 10 { "Munich" } else { "" })).collect();
        TenantWords::learn(phrases.iter().map(String::as_str))
    }

    #[test]
    fn what_everybody_says_tells_little() {
        let words = learnt();
        assert!((words.weight("alumni") - 1.0 / 8.0).abs() < 1e-6);
        assert!((words.weight("munich") - 1.0 / 2.0).abs() < 1e-6);
        assert!((words.weight("topic7") - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_few_phrases_teach_nothing() {
        assert_eq!(TenantWords::learn(["pricing", "pricing"]), TenantWords::default());
    }

    #[test]
    fn what_was_kept_is_the_same_table_and_another_has_another_version() {
        let words = learnt();
        assert_eq!(TenantWords::from_text(&words.to_text()), words);
        assert_eq!(TenantWords::from_text(&words.to_text()).version(), words.version());
        assert_ne!(words.version(), TenantWords::default().version());
        assert_eq!(TenantWords::from_text("broken x:y"), TenantWords::default());
    }
}
