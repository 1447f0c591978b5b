//! The three texts of a profile that are compared by meaning, cut into phrases.

use model::facet::Facet;

use super::origin::{without_origin, without_pronouns};

/// The longest phrase, in words.
pub const MOST_WORDS: usize = 40;
/// Phrases of one facet that count. A longer list gains nothing.
pub const MOST_PHRASES: usize = 12;

/// Changes with what is embedded of a phrase: it is part of every model's version.
pub const EMBEDDED_AS: &str = "3";

/// What a profile says, as its owner wrote it.
///
/// Nothing else of a person is ever compared by meaning: no picture, mail address, age or place. The name is asked for
/// only to be left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProfileTexts<'a> {
    /// The name, which is taken out of every phrase before it is embedded.
    pub name: &'a str,
    /// What the member does, in a line.
    pub headline: &'a str,
    /// About the member.
    pub bio: &'a str,
    /// The member's interests.
    pub interests: &'a [String],
    /// What the member looks for.
    pub seeks: &'a [String],
    /// What the member can help with.
    pub offers: &'a [String],
}

/// A stretch of a profile that is compared and quoted as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The words as written: this is what may be quoted.
    pub text: String,
    /// The words that are embedded: the same without the member's own name and pronouns, and, in what they tell about
    /// themselves, without countries, cities and schools.
    pub embedded: String,
}

/// A profile as phrases, at most [`MOST_PHRASES`] a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// What the member looks for.
    pub seeks: Vec<Phrase>,
    /// What the member can help with, then what they do.
    pub offers: Vec<Phrase>,
    /// The interests, then what they tell about themselves.
    pub about: Vec<Phrase>,
}

impl Facets {
    /// The phrases of a profile.
    pub fn of(texts: &ProfileTexts<'_>) -> Self {
        let lines = |list: &[String]| -> Vec<String> { list.to_vec() };
        let offers = [lines(texts.offers), vec![texts.headline.to_owned()]].concat();
        let about = [vec![texts.interests.join(", ")], vec![texts.bio.to_owned()]].concat();
        Self {
            seeks: phrases(texts.seeks, |text| without_pronouns(&without_name(text, texts.name))),
            offers: phrases(&offers, |text| without_pronouns(&without_name(text, texts.name))),
            about: phrases(&about, |text| without_origin(&without_pronouns(&without_name(text, texts.name)))),
        }
    }

    /// The phrases of one facet.
    pub fn of_facet(&self, facet: Facet) -> &[Phrase] {
        match facet {
            Facet::Seeks => &self.seeks,
            Facet::Offers => &self.offers,
            Facet::About => &self.about,
        }
    }
}

fn phrases(lines: &[String], embedded: impl Fn(&str) -> String) -> Vec<Phrase> {
    let mut found: Vec<Phrase> = Vec::new();
    for line in lines {
        for text in split(line) {
            if found.len() == MOST_PHRASES {
                return found;
            }
            let embedded = embedded(&text);
            if embedded.chars().any(char::is_alphanumeric) && !found.iter().any(|known| known.text == text) {
                found.push(Phrase { text, embedded });
            }
        }
    }
    found
}

/// Cuts a text at the ends of sentences, at line breaks, and where something stood that is not prose (a tag, a link, a
/// mail address), so that every phrase is a stretch of the text as it was written.
fn split(text: &str) -> Vec<String> {
    let plain = without_tags(text);
    let mut phrases = vec![Vec::new()];
    for line in plain.split(['\n', '\r', '\u{0}', ';', '•', '|']) {
        for word in line.split_whitespace() {
            if is_address(word) {
                phrases.push(Vec::new());
                continue;
            }
            let is_full = phrases.last().is_some_and(|phrase: &Vec<&str>| phrase.len() == MOST_WORDS);
            if is_full {
                phrases.push(Vec::new());
            }
            if let Some(phrase) = phrases.last_mut() {
                phrase.push(word);
            }
            if word.ends_with(['.', '!', '?', '…']) && !is_abbreviation(word) {
                phrases.push(Vec::new());
            }
        }
        phrases.push(Vec::new());
    }
    let trimmed = phrases.iter().map(|words| trim_marks(&words.join(" ")).to_owned());
    trimmed.filter(|phrase| !phrase.is_empty()).collect()
}

/// The text with every tag replaced by a break. A `<` that opens no tag stays.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tail) = rest.split_at(at);
        plain.push_str(before);
        let opens = tail[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tail.find('>').filter(|_| opens) {
            Some(end) => {
                plain.push('\u{0}');
                rest = &tail[end + 1..];
            }
            None => {
                plain.push('<');
                rest = &tail[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.trim_matches('@').contains('@')
}

/// A full stop after one letter, or between letters, ends no sentence.
fn is_abbreviation(word: &str) -> bool {
    let Some(stem) = word.strip_suffix('.') else { return false };
    stem.contains('.') || stem.chars().count() == 1
}

/// Marks of lists, headings and emphasis at the ends, and the full stop.
fn trim_marks(phrase: &str) -> &str {
    phrase
        .trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '-' | '*' | '_' | '>' | '`' | '~' | '–' | ',')
        })
        .trim_start_matches("# ")
        .trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '*' | '_' | '`' | '~' | '.' | ',' | ':' | '!')
        })
}

/// The phrase without the words of the name. A word counts as the name only when it is written as the name is, so that
/// somebody called Mark still has mark-ups.
fn without_name(text: &str, name: &str) -> String {
    let names: Vec<&str> = name.split([' ', '-']).map(bare).filter(|word| word.chars().count() > 1).collect();
    let kept = text.split(' ').filter(|word| {
        let word = bare(word);
        let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        !names.contains(&owner)
    });
    kept.collect::<Vec<_>>().join(" ")
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    fn seeks(lines: &[&str]) -> Vec<String> {
        let seeks = texts(lines);
        let facets = Facets::of(&ProfileTexts { seeks: &seeks, ..ProfileTexts::default() });
        facets.seeks.into_iter().map(|phrase| phrase.text).collect()
    }

    #[test]
    fn each_facet_comes_from_its_own_fields() {
        let (seeks, offers, interests) =
            (texts(&["a mentor"]), texts(&["pricing"]), texts(&["chess", "jazz"]));
        let facets = Facets::of(&ProfileTexts {
            name: "Ada Low",
            headline: "Actuary",
            bio: "Born to count. Lives by the sea",
            interests: &interests,
            seeks: &seeks,
            offers: &offers,
        });
        let words =
            |facet| facets.of_facet(facet).iter().map(|phrase| phrase.text.as_str()).collect::<Vec<_>>();
        assert_eq!(words(Facet::Seeks), ["a mentor"]);
        assert_eq!(words(Facet::Offers), ["pricing", "Actuary"]);
        assert_eq!(words(Facet::About), ["chess, jazz", "Born to count", "Lives by the sea"]);
    }

    #[test]
    fn sentences_lines_and_list_marks_part_phrases() {
        assert_eq!(
            seeks(&["- first job in e.g. finance. A flat?\n* someone to run with; J. S. Bach fans"]),
            ["first job in e.g. finance", "A flat?", "someone to run with", "J. S. Bach fans"]
        );
    }

    #[test]
    fn markup_links_and_mail_addresses_are_never_embedded() {
        assert_eq!(
            seeks(&[
                "<b>growth</b> hints <script>alert(1)</script>",
                "see https://x.example or me@x.example now"
            ]),
            ["growth", "hints", "alert(1)", "see", "or", "now"]
        );
        assert_eq!(seeks(&["pay < 50k and > 3 < 4"]), ["pay < 50k and > 3 < 4"]);
    }

    #[test]
    fn the_own_name_is_quoted_but_not_embedded() {
        let seeks = texts(&["Call Grace Hopper-Lee: Grace's code needs grace"]);
        let facets =
            Facets::of(&ProfileTexts { name: "Grace Hopper-Lee", seeks: &seeks, ..ProfileTexts::default() });
        assert_eq!(facets.seeks[0].text, seeks[0]);
        assert!(!facets.seeks[0].embedded.contains("Grace"));
        assert!(facets.seeks[0].embedded.ends_with("code needs grace"));
    }

    #[test]
    fn a_long_text_is_cut_and_a_long_list_ends() {
        let different: String = (0..100).map(|n| format!("w{n} ")).collect();
        assert_eq!(
            seeks(&[&different]).iter().map(|p| p.split(' ').count()).collect::<Vec<_>>(),
            [40, 40, 20]
        );
        let many: Vec<String> = (0..50).map(|n| format!("need {n}")).collect();
        assert_eq!(seeks(&many.iter().map(String::as_str).collect::<Vec<_>>()).len(), MOST_PHRASES);
    }

    #[test]
    fn the_same_words_again_count_once() {
        assert_eq!(seeks(&["pricing", "pricing", " pricing. "]), ["pricing"]);
    }

    proptest! {
        #[test]
        fn every_phrase_is_a_short_stretch_of_the_text(text in "[a-zA-Z<>/.;@*# \n]{0,400}") {
            let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for phrase in seeks(&[&text]) {
                prop_assert!(spaced.contains(&phrase), "{phrase:?} is not in {spaced:?}");
                prop_assert!(phrase.split(' ').count() <= MOST_WORDS);
            }
        }
    }
}
