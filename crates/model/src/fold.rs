//! Text as people compare it: without case, accents or punctuation.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: lower case, no accents, words separated by one space.
///
/// Letters that decompose to nothing plainer are written the way people type them without their keyboard
/// (`ø` as `o`, `ß` as `ss`). Two texts that a person would call the same name fold to the same string.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None if c.is_alphanumeric() => folded.push(c),
            None if is_silent(c) => {}
            None if folded.is_empty() || folded.ends_with(' ') => {}
            None => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What an interest is compared and stored by: its folded form, except where folding would lose what tells it from
/// another (`C++`, `C#` and `C` stay three).
pub fn tag(interest: &str) -> String {
    let is_plain =
        interest.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-'’.&/,".contains(c));
    let folded = fold(interest);
    if is_plain && !folded.is_empty() { folded } else { interest.trim().to_lowercase() }
}

/// Marks that stand inside a word.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '.')
}

fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ə' => "a",
        '&' => "and",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_what_people_type() {
        for (name, typed) in [
            ("São  Paulo", "sao paulo"),
            ("Łódź", "lodz"),
            ("Washington, D.C.", "washington dc"),
            ("Côte d'Ivoire", "cote divoire"),
            ("İzmir", "izmir"),
            ("Straße", "strasse"),
            ("  Energy & climate ", "energy and climate"),
            ("Baden-Baden", "baden baden"),
            ("東京", "東京"),
            ("", ""),
        ] {
            assert_eq!(fold(name), typed);
        }
    }
}
