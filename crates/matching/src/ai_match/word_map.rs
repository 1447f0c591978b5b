//! English words as directions, so that words that mean nearly the same lie close: the bundled synonym graph.
//!
//! `data/README.md` tells what it is made of and how.

use std::collections::HashMap;
use std::io::Read as _;
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;

static PACKED: &[u8] = include_bytes!("../../data/word_map.bin");
static MAP: LazyLock<WordMap> = LazyLock::new(|| WordMap::unpack(PACKED).expect("the bundled map is whole"));

/// Endings of inflected words and what stands in their place in the basic form, as the map's maker knows them.
const ENDINGS: [(&str, &str); 13] = [
    ("ies", "y"),
    ("es", ""),
    ("es", "e"),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("er", "e"),
    ("est", ""),
    ("est", "e"),
];

/// The directions of some thirty-six thousand words.
#[derive(Debug)]
pub(super) struct WordMap {
    /// Words with their number; the most frequent come first.
    numbers: HashMap<Box<str>, usize>,
    directions: usize,
    /// Row by row, in steps.
    steps: Vec<i8>,
}

impl WordMap {
    /// The map inside the binary.
    pub(super) fn bundled() -> &'static Self {
        &MAP
    }

    fn unpack(packed: &[u8]) -> Option<Self> {
        let mut bytes = Vec::new();
        DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
        let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (count, directions, text) = (number(0)?, number(4)?, number(8)?);
        let words = std::str::from_utf8(bytes.get(12..12 + text)?).ok()?;
        let columns = bytes.get(12 + text..)?;
        if columns.len() != count * directions {
            return None;
        }
        let steps = (0..count).flat_map(|row| (0..directions).map(move |column| (row, column)));
        Some(Self {
            numbers: words.split('\n').enumerate().map(|(number, word)| (word.into(), number)).collect(),
            directions,
            steps: steps.map(|(row, column)| columns[column * count + row].cast_signed()).collect(),
        })
    }

    /// The number of a folded word, or of the word that it is an inflection of: how many words are more frequent.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        self.numbers.get(word).copied().or_else(|| self.basic_form(word))
    }

    /// The direction of a word by its number, of any length.
    pub(super) fn direction(&self, number: usize) -> &[i8] {
        &self.steps[number * self.directions..(number + 1) * self.directions]
    }

    fn basic_form(&self, word: &str) -> Option<usize> {
        ENDINGS.iter().find_map(|(ending, instead)| {
            let stem = word.strip_suffix(ending).filter(|stem| stem.len() >= 2)?;
            let known = self.numbers.get(format!("{stem}{instead}").as_str());
            known.or_else(|| self.numbers.get(undoubled(stem)?)).copied()
        })
    }
}

/// `runn` as `run`.
fn undoubled(stem: &str) -> Option<&str> {
    let mut letters = stem.chars().rev();
    let last = letters.next()?;
    (letters.next() == Some(last) && letters.next().is_some()).then(|| &stem[..stem.len() - last.len_utf8()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &str, b: &str) -> f64 {
        let map = WordMap::bundled();
        let steps = |word| map.direction(map.find(word).expect("a known word"));
        let product =
            |a: &[i8], b: &[i8]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum() };
        let (a, b) = (steps(a), steps(b));
        product(a, b) / (product(a, a) * product(b, b)).sqrt()
    }

    #[test]
    fn near_synonyms_lie_close() {
        for (a, b) in
            [("salary", "wage"), ("lawyer", "attorney"), ("cv", "resume"), ("hiring", "recruitment")]
        {
            assert!(cosine(a, b) > 0.4, "{a} {b} {}", cosine(a, b));
        }
        assert!(cosine("salary", "harbour") < 0.2);
    }

    #[test]
    fn inflections_are_found_by_their_basic_form() {
        let map = WordMap::bundled();
        for (word, basic) in [("runs", "run"), ("vineyards", "vineyard"), ("negotiated", "negotiate")] {
            assert_eq!(map.find(word), map.find(basic), "{word}");
        }
        assert_eq!(map.find("xqzt"), None);
        assert_eq!(map.find("ß"), None);
    }

    #[test]
    fn what_is_cut_short_is_no_map() {
        assert!(WordMap::unpack(&PACKED[..PACKED.len() / 2]).is_none());
        assert!(WordMap::unpack(&[]).is_none());
    }
}
