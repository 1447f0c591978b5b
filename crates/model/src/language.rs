//! The languages in which people are spoken to.

use crate::text_enum::text_enum;

text_enum! {
    /// A language, by its ISO 639-1 code.
    Language {
        /// English; spoken to whoever asks for none of the others.
        English = "en",
        /// German.
        German = "de",
    }
}

impl Language {
    /// The best of what is asked for in an `Accept-Language` field (RFC 9110, 12.5.4); English when it names none.
    pub fn accepted(field: &str) -> Self {
        let mut best = (0.0, Self::English);
        for (weight, language) in field.split(',').filter_map(range) {
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// A language range such as `de-AT;q=0.7` with its weight; none for a language that is not spoken here.
fn range(text: &str) -> Option<(f64, Language)> {
    let (tag, parameters) = text.split_once(';').unwrap_or((text, ""));
    let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.trim().parse().ok()?,
        None => 1.0,
    };
    Some((weight, primary.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_range_that_we_speak_is_taken_and_the_first_of_equals() {
        for (field, language) in [
            ("", Language::English),
            ("de", Language::German),
            ("de-AT,de;q=0.9,en;q=0.8", Language::German),
            ("en-GB,de;q=0.9", Language::English),
            ("fr-FR,de;q=0.7,en;q=0.3", Language::German),
            ("en;q=0.2, DE-ch ; q=0.4", Language::German),
            ("en,de", Language::English),
            ("de,en", Language::German),
            ("de;q=0,en;q=0", Language::English),
            ("*", Language::English),
            ("de;q=high", Language::English),
            (";;,,q=1", Language::English),
        ] {
            assert_eq!(Language::accepted(field), language, "{field}");
        }
    }
}
