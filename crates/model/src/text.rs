//! Texts that people type: how long they may be, and which characters they may hold.

use crate::fold::tag;
use crate::violation::Violations;

/// Checks one line of text: its length in characters after trimming, and that it holds no control characters.
pub fn check_line(
    text: &str,
    allowed: std::ops::RangeInclusive<usize>,
    pointer: &str,
    violations: &mut Violations,
) {
    violations.length(text, allowed, pointer);
    let has_controls = text.trim().chars().any(char::is_control);
    violations.require(
        !has_controls,
        pointer,
        "control_character",
        "may not hold line breaks or control characters",
    );
}

/// Checks text of several lines; line breaks and tabs are the only control characters allowed.
pub fn check_text(text: &str, longest: usize, pointer: &str, violations: &mut Violations) {
    violations.length(text, 0..=longest, pointer);
    let has_controls = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    violations.require(!has_controls, pointer, "control_character", "may not hold control characters");
}

/// Checks a mail address: something before and after one `@`, no spaces, and no longer than mail allows (RFC 5321).
pub fn check_email(email: &str, pointer: &str) -> Result<(), Violations> {
    let has_shape = email.split_once('@').is_some_and(|(name, host)| {
        (1..=64).contains(&name.len())
            && host.len() >= 3
            && host.contains('.')
            && !host.contains('@')
            && !host.starts_with(['.', '-'])
            && !host.ends_with('.')
    });
    let is_plain = email.len() <= 254
        && !email.contains(|c: char| c.is_whitespace() || c.is_control() || ",;<>\"".contains(c));
    let mut violations = Violations::default();
    violations.require(has_shape && is_plain, pointer, "not_an_address", "is not a mail address");
    violations.into_result()
}

/// Trims every entry, leaves out empty ones and those that say the same as an earlier one.
pub fn distinct(entries: &[String]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    entries
        .iter()
        .map(|entry| entry.trim())
        .filter(|entry| !entry.is_empty() && seen.insert(tag(entry)))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_say_the_same_are_kept_once() {
        let entries = ["Sailing", " sailing ", "", "Café", "cafe", "C++", "C#", "c"].map(str::to_owned);
        assert_eq!(distinct(&entries), ["Sailing", "Café", "C++", "C#", "c"]);
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for good in ["ana@example.org", "a.b+c@mail.example.co.uk", "jürgen@example.de"] {
            assert_eq!(check_email(good, "/email"), Ok(()), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "a na@example.org",
            "ana@example",
            "a@b@example.org",
            "a@x.org\n",
            &long,
        ] {
            assert!(check_email(bad, "/email").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_line_holds_no_line_break() {
        let mut violations = Violations::default();
        check_line("Ana\r\nBcc: all", 1..=100, "/name", &mut violations);
        assert_eq!(violations.as_slice()[0].code, "control_character");
    }
}
