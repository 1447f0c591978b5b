//! Words of one language with the English words that they mean.
//!
//! `data/README.md` tells what it is made of and how.

use std::io::Read as _;
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;
use rust_stemmers::Stemmer;

use super::language::{Language, Meaning, section};
use super::ngram::hash;
use super::word_map::WordMap;

static PACKED: &[u8] = include_bytes!("../../data/translations.bin");
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    DeflateDecoder::new(PACKED).read_to_string(&mut text).expect("the bundled words are whole");
    text
});
static BUNDLED: [LazyLock<Lexicon>; 6] = [
    LazyLock::new(|| Lexicon::of(Language::English)),
    LazyLock::new(|| Lexicon::of(Language::German)),
    LazyLock::new(|| Lexicon::of(Language::French)),
    LazyLock::new(|| Lexicon::of(Language::Spanish)),
    LazyLock::new(|| Lexicon::of(Language::Italian)),
    LazyLock::new(|| Lexicon::of(Language::Portuguese)),
];

/// What stands between the parts of a German compound.
const LINKS: [&str; 6] = ["s", "es", "n", "en", "e", "er"];
/// What each meaning of a word counts, the strongest first.
const SHARES: [f32; 3] = [1.0, 0.5, 0.33];
/// The shortest part of a compound, in letters.
const SHORTEST_PART: usize = 3;
/// A word shorter than this is no compound, in letters.
const SHORTEST_COMPOUND: usize = 8;

/// The words of a language.
pub(super) struct Lexicon {
    language: Language,
    stemmer: Stemmer,
    /// A word and its English words each, by word.
    lines: Vec<&'static str>,
    /// Hashes of stems, sorted, each with its shortest word.
    stems: Vec<(u64, u32)>,
}

impl Lexicon {
    /// The bundled words of a language; of English there are none.
    pub(super) fn bundled(language: Language) -> &'static Self {
        &BUNDLED[language as usize]
    }

    fn of(language: Language) -> Self {
        let stemmer = Stemmer::create(language.stemmer());
        let lines: Vec<&str> = section(&TEXT, language.code()).collect();
        let stem = |line: &&str| hash(stemmer.stem(word_of(line)).as_bytes());
        let mut stems: Vec<(u64, u32)> = lines.iter().map(stem).zip(0..).collect();
        stems.sort_by_key(|(stem, at)| (*stem, word_of(lines[*at as usize]).len(), *at));
        stems.dedup_by_key(|(stem, _)| *stem);
        Self { language, stemmer, lines, stems }
    }

    /// What a folded word means: itself, the word that it is an inflection of, or the parts that it is composed of.
    pub(super) fn meaning(&self, word: &str) -> Option<Meaning> {
        let line = self.find(word).or_else(|| self.masculine(word));
        line.and_then(english).or_else(|| self.compound(word))
    }

    /// The English word that a folded word, or the one that it is an inflection of, means first.
    pub(super) fn translation(&self, word: &str) -> Option<&'static str> {
        self.find(word)?.split(' ').nth(1)
    }

    fn find(&self, word: &str) -> Option<&'static str> {
        let exact = self.lines.binary_search_by_key(&word, |line| word_of(line));
        let at = exact.or_else(|_| {
            let stem = hash(self.stemmer.stem(word).as_bytes());
            let at = self.stems.binary_search_by_key(&stem, |(stem, _)| *stem)?;
            Ok::<_, usize>(self.stems[at].1 as usize)
        });
        at.ok().map(|at| self.lines[at])
    }

    /// German names women by an ending of their own.
    fn masculine(&self, word: &str) -> Option<&'static str> {
        let is_german = self.language == Language::German;
        let endings = ["innen", "in"].into_iter().filter(|_| is_german);
        endings.filter_map(|ending| word.strip_suffix(ending)).find_map(|stem| self.find(stem))
    }

    /// The parts of a German compound, of all ways to part it the most even one.
    fn compound(&self, word: &str) -> Option<Meaning> {
        if self.language != Language::German || word.len() < SHORTEST_COMPOUND || !word.is_ascii() {
            return None;
        }
        let cuts = SHORTEST_PART..=word.len() - SHORTEST_PART;
        let shorter = |cut: &usize| (*cut).min(word.len() - cut);
        let mut cuts: Vec<usize> = cuts.collect();
        cuts.sort_by_key(|cut| std::cmp::Reverse(shorter(cut)));
        cuts.into_iter().find_map(|cut| {
            let tail = english(self.find(&word[cut..])?)?;
            let head = english(self.find_linked(&word[..cut])?)?;
            Some(Meaning { rank: head.rank.max(tail.rank), words: [head.words, tail.words].concat() })
        })
    }

    fn find_linked(&self, part: &str) -> Option<&'static str> {
        let unlinked = LINKS.iter().filter_map(|link| part.strip_suffix(link));
        let unlinked = unlinked.filter(|part| part.len() >= SHORTEST_PART);
        std::iter::once(part).chain(unlinked).find_map(|part| self.find(part))
    }
}

fn word_of(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

fn english(line: &'static str) -> Option<Meaning> {
    let words = line.split(' ').skip(1).filter_map(|word| WordMap::bundled().find(word));
    let words: Vec<(usize, f32)> = words.zip(SHARES).collect();
    words.first().map(|(rank, _)| *rank).map(|rank| Meaning { rank, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(language: Language, word: &str, english: &str) -> bool {
        let number = WordMap::bundled().find(english).expect("a word of the map");
        language.meaning(word).is_some_and(|meaning| meaning.words.iter().any(|(word, _)| *word == number))
    }

    #[test]
    fn words_of_other_languages_mean_english_ones() {
        for (language, word, english) in [
            (Language::German, "gehalt", "salary"),
            (Language::French, "entreprise", "company"),
            (Language::Spanish, "abogado", "lawyer"),
            (Language::Italian, "lavoro", "work"),
            (Language::Portuguese, "advogado", "lawyer"),
        ] {
            assert!(means(language, word, english), "{word}");
        }
    }

    #[test]
    fn inflections_women_and_compounds_are_understood() {
        for (word, english) in [
            ("gehalter", "salary"),
            ("lehrerinnen", "teacher"),
            ("klimapolitik", "climate"),
            ("klimapolitik", "policy"),
        ] {
            assert!(means(Language::German, word, english), "{word}");
        }
        assert!(means(Language::French, "entreprises", "company"));
        assert_eq!(Language::German.meaning("xqztvwpk"), None);
    }

    #[test]
    fn what_is_english_stays_english_everywhere() {
        assert!(means(Language::German, "startup", "startup"));
    }
}
