//! Instants as people read them: on both clocks, always through this one formatter (SCHEDULING.md 5.3).

use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, Zoned};
use thiserror::Error;

use crate::Timestamp;
use crate::language::Language;

/// A time zone by its IANA name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A name that the time zone database does not hold.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a time zone")]
pub struct UnknownZone(pub String);

impl Zone {
    /// The zone of this name, written in any case.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let rules = TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        let name = rules.iana_name().unwrap_or("UTC").to_owned();
        Ok(Self { name, rules })
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The zone of this name, or UTC when there is none.
    pub fn named_or_utc(name: Option<&str>) -> Self {
        name.and_then(|name| Self::named(name).ok()).unwrap_or_else(Self::utc)
    }

    /// The IANA name, such as `Europe/Berlin`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name's city, such as `New York`.
    pub fn city(&self) -> String {
        self.name.rsplit('/').next().unwrap_or(&self.name).replace('_', " ")
    }

    fn local(&self, at: Timestamp) -> Zoned {
        let instant = Instant::from_microsecond(at.timestamp_micros()).unwrap_or(Instant::MAX);
        instant.to_zoned(self.rules.clone())
    }

    /// Hours and minutes with the city; with the offset where the clock shows this time twice.
    fn time(&self, local: &Zoned) -> String {
        let is_ambiguous = self.rules.to_ambiguous_zoned(local.datetime()).is_ambiguous();
        let offset = if is_ambiguous { local.strftime(" (UTC%:z)").to_string() } else { String::new() };
        format!("{}{offset} {}", local.strftime("%H:%M"), self.city())
    }
}

/// The other person, whose clock is shown beside the reader's.
#[derive(Clone, Debug)]
pub struct OtherClock<'a> {
    /// Their given name.
    pub name: &'a str,
    /// Their zone.
    pub zone: &'a Zone,
}

/// The instant as the reader sees it, and beside it as the other does:
/// `Wednesday 10 March 2027, 16:00 Berlin, 10:00 New York for Ana`, or the same in another language.
pub fn both_clocks(
    at: Timestamp,
    reader: &Zone,
    other: Option<OtherClock<'_>>,
    language: Language,
) -> String {
    let mine = reader.local(at);
    let mut text = format!("{}, {}", date(&mine, language), reader.time(&mine));
    let Some(other) = other else { return text };
    let theirs = other.zone.local(at);
    if theirs.datetime() == mine.datetime() {
        return text;
    }
    text.push_str(", ");
    if theirs.date() != mine.date() {
        text.push_str(&format!("{} ", weekday(&theirs, language)));
    }
    let whose = match language {
        Language::English => "for",
        Language::German => "für",
    };
    text.push_str(&format!("{} {whose} {}", other.zone.time(&theirs), other.name));
    text
}

fn date(local: &Zoned, language: Language) -> String {
    match language {
        Language::English => local.strftime("%A %-d %B %Y").to_string(),
        Language::German => {
            let month = GERMAN_MONTHS[usize::from(local.month().unsigned_abs()) - 1];
            format!("{}, {}. {month} {}", weekday(local, language), local.day(), local.year())
        }
    }
}

fn weekday(local: &Zoned, language: Language) -> String {
    match language {
        Language::English => local.strftime("%A").to_string(),
        Language::German => {
            let since_monday = local.weekday().to_monday_zero_offset();
            GERMAN_WEEKDAYS[usize::from(since_monday.unsigned_abs())].to_owned()
        }
    }
}

const GERMAN_WEEKDAYS: [&str; 7] =
    ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn shown(at: &str, reader: &str) -> String {
        both_clocks(at.parse().unwrap(), &zone(reader), None, Language::English)
    }

    fn shown_with(at: &str, reader: &str, other: &str) -> String {
        shown_in(at, reader, other, Language::English)
    }

    fn shown_in(at: &str, reader: &str, other: &str, language: Language) -> String {
        let other = zone(other);
        let other = Some(OtherClock { name: "Ana", zone: &other });
        both_clocks(at.parse().unwrap(), &zone(reader), other, language)
    }

    #[test]
    fn both_clocks_stand_side_by_side() {
        let text = shown_with("2027-03-10T15:00:00Z", "Europe/Berlin", "America/New_York");
        assert_eq!(text, "Wednesday 10 March 2027, 16:00 Berlin, 10:00 New York for Ana");
    }

    #[test]
    fn another_day_is_named() {
        let text = shown_with("2027-03-10T16:30:00Z", "Europe/Berlin", "Asia/Tokyo");
        assert_eq!(text, "Wednesday 10 March 2027, 17:30 Berlin, Thursday 01:30 Tokyo for Ana");
    }

    #[test]
    fn german_days_and_months_have_their_own_names() {
        let shown = |at| shown_in(at, "Europe/Berlin", "Asia/Tokyo", Language::German);
        let text = shown("2027-03-10T16:30:00Z");
        assert_eq!(text, "Mittwoch, 10. März 2027, 17:30 Berlin, Donnerstag 01:30 Tokyo für Ana");
        assert!(shown("2027-01-04T08:00:00Z").starts_with("Montag, 4. Januar 2027, 09:00 Berlin"));
        assert!(shown("2027-12-05T08:00:00Z").starts_with("Sonntag, 5. Dezember 2027, 09:00 Berlin"));
    }

    #[test]
    fn one_clock_is_enough_where_both_show_the_same() {
        let text = shown_with("2027-03-10T15:00:00Z", "Europe/Berlin", "Europe/Paris");
        assert_eq!(text, "Wednesday 10 March 2027, 16:00 Berlin");
    }

    /// The vectors of SCHEDULING.md 5.3.
    #[test]
    fn clocks_change_when_the_zone_says() {
        for (at, reader, time) in [
            ("2027-03-08T14:00:00Z", "America/New_York", "09:00 New York"),
            ("2027-03-15T13:00:00Z", "America/New_York", "09:00 New York"),
            ("2027-03-15T08:00:00Z", "Europe/Berlin", "09:00 Berlin"),
            ("2027-03-29T07:00:00Z", "Europe/Berlin", "09:00 Berlin"),
            ("2027-03-14T07:30:00Z", "America/New_York", "03:30 New York"),
            ("2027-02-03T08:00:00Z", "Africa/Casablanca", "09:00 Casablanca"),
            ("2027-02-10T09:00:00Z", "Africa/Casablanca", "09:00 Casablanca"),
            ("2027-03-10T03:15:00Z", "Asia/Kathmandu", "09:00 Kathmandu"),
        ] {
            let text = shown(at, reader);
            assert!(text.ends_with(&format!(", {time}")), "{at}: {text}");
        }
    }

    #[test]
    fn a_time_that_comes_twice_shows_its_offset() {
        for (at, reader, time) in [
            ("2027-11-07T05:30:00Z", "America/New_York", "01:30 (UTC-04:00) New York"),
            ("2027-11-07T06:30:00Z", "America/New_York", "01:30 (UTC-05:00) New York"),
            ("2027-04-03T14:45:00Z", "Australia/Lord_Howe", "01:45 (UTC+11:00) Lord Howe"),
            ("2027-04-03T15:15:00Z", "Australia/Lord_Howe", "01:45 (UTC+10:30) Lord Howe"),
        ] {
            let text = shown(at, reader);
            assert!(text.ends_with(&format!(", {time}")), "{at}: {text}");
        }
    }

    #[test]
    fn a_zone_is_known_by_its_iana_name_in_any_case() {
        assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
        assert_eq!(Zone::named("Mars/Olympus"), Err(UnknownZone("Mars/Olympus".to_owned())));
        assert_eq!(Zone::named_or_utc(None).city(), "UTC");
    }
}
