//! The languages that the built-in model reads, and which of them a phrase is written in.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::fold::fold;
use rust_stemmers::Algorithm;

use super::lexicon::Lexicon;
use super::word_map::WordMap;

/// Words without a meaning of their own, by language, under a line `=` and its code.
static SILENT: &str = include_str!("../../data/silent_words.txt");
static SILENT_WORDS: LazyLock<Vec<HashSet<String>>> =
    LazyLock::new(|| Language::ALL.map(|language| language.read_silent_words()).into());

/// Short words that lose their vowel before another one, as French and Italian write them.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "qu", "n", "s", "c", "m", "un", "dell", "nell", "all", "sull", "dall"];

/// A language that the built-in model reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Portuguese,
}

/// What a word means: English words of the map, which share its weight.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meaning {
    /// How many English words are more frequent.
    pub(super) rank: usize,
    /// The numbers of the English words, with their shares of it.
    pub(super) words: Vec<(usize, f32)>,
}

impl Language {
    /// English first: it is taken when nothing tells two apart.
    pub(super) const ALL: [Self; 6] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Italian, Self::Portuguese];

    /// The language that most of the folded words belong to: first by those that every sentence is made of, then by
    /// those that the model knows.
    pub(super) fn of(words: &[&str]) -> Self {
        let most = |languages: &[Self], count: &dyn Fn(Self) -> usize| -> Vec<Self> {
            let best = languages.iter().map(|language| count(*language)).max();
            languages.iter().copied().filter(|language| Some(count(*language)) == best).collect()
        };
        let by_silent = |language: Self| words.iter().filter(|word| language.is_silent(word)).count();
        let by_known = |language: Self| words.iter().filter(|word| language.knows(word)).count();
        let likely = most(&Self::ALL, &by_silent);
        match likely[..] {
            [language] => language,
            _ if likely[0].knows_all(words) => likely[0],
            _ => most(&likely, &by_known)[0],
        }
    }

    /// The same of a text as it was written.
    pub(super) fn of_text(text: &str) -> Self {
        let folded = fold(&parted(text));
        Self::of(&folded.split(' ').collect::<Vec<_>>())
    }

    /// Whether a folded word tells nothing of a need or an offer.
    pub(super) fn is_silent(self, word: &str) -> bool {
        SILENT_WORDS[self as usize].contains(word)
    }

    /// What a folded word means; none when no list knows it.
    pub(super) fn meaning(self, word: &str) -> Option<Meaning> {
        self.lexicon().and_then(|lexicon| lexicon.meaning(word)).or_else(|| {
            let number = WordMap::bundled().find(word)?;
            Some(Meaning { rank: number, words: vec![(number, 1.0)] })
        })
    }

    /// The English word that a folded word of another language means first.
    pub(super) fn translation(self, word: &str) -> Option<&'static str> {
        self.lexicon()?.translation(word)
    }

    /// Its code (ISO 639-1).
    pub(super) fn code(self) -> &'static str {
        ["en", "de", "fr", "es", "it", "pt"][self as usize]
    }

    /// The Snowball stemmer of its inflections.
    pub(super) fn stemmer(self) -> Algorithm {
        match self {
            Self::English => Algorithm::English,
            Self::German => Algorithm::German,
            Self::French => Algorithm::French,
            Self::Spanish => Algorithm::Spanish,
            Self::Italian => Algorithm::Italian,
            Self::Portuguese => Algorithm::Portuguese,
        }
    }

    fn lexicon(self) -> Option<&'static Lexicon> {
        (self != Self::English).then(|| Lexicon::bundled(self))
    }

    fn knows(self, word: &str) -> bool {
        self.is_silent(word) || self.meaning(word).is_some()
    }

    fn knows_all(self, words: &[&str]) -> bool {
        words.iter().all(|word| self.knows(word))
    }

    fn read_silent_words(self) -> HashSet<String> {
        section(SILENT, self.code()).flat_map(str::split_whitespace).map(fold).collect()
    }
}

/// The lines of a bundled list that are of one language.
pub(super) fn section<'a>(list: &'a str, code: &str) -> impl Iterator<Item = &'a str> {
    let is_wanted = move |line: &&str| line.strip_prefix('=') != Some(code);
    let code_found = list.lines().skip_while(is_wanted);
    code_found.skip(1).take_while(|line| !line.starts_with('='))
}

/// The phrase with elided words parted from what follows (`l'atelier` as `l atelier`), for folding would join them.
pub(super) fn parted(phrase: &str) -> String {
    let words = phrase.split_whitespace().map(|word| match word.split_once(['\'', '’']) {
        Some((before, after)) if ELIDED.contains(&before.to_lowercase().as_str()) => {
            format!("{before} {after}")
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_read_in_its_own_language() {
        for (phrase, expected) in [
            ("moving from consulting into climate finance", Language::English),
            ("kanban boards", Language::English),
            ("Wie verhandle ich mein erstes Gehalt?", Language::German),
            ("Machine Learning im Krankenhaus", Language::German),
            ("Unternehmensberatung", Language::German),
            ("trouver un premier emploi dans l'énergie", Language::French),
            ("cómo negociar un sueldo", Language::Spanish),
            ("aprire uno studio legale all'estero", Language::Italian),
            ("primeiro emprego em finanças sustentáveis", Language::Portuguese),
        ] {
            assert_eq!(Language::of_text(phrase), expected, "{phrase}");
        }
    }

    #[test]
    fn elided_words_stand_alone() {
        assert_eq!(parted("L’école d'été, it's o'clock"), "L école d été, it's o'clock");
    }
}
