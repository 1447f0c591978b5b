//! Appointments for people's calendars: iCalendar (RFC 5545) with the methods of RFC 5546 and the link of RFC 7986.

use chrono::{DateTime, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Property};
use serde::{Deserialize, Serialize};

use super::Address;

/// What the calendar is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalendarMethod {
    /// Enter the appointment, or move it.
    Request,
    /// Take it out.
    Cancel,
}

impl CalendarMethod {
    /// The word of RFC 5546.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An appointment as one person's calendar hears of it.
#[derive(Clone, Debug)]
pub struct CalendarEntry {
    /// Stays the same for the life of the meeting.
    pub uid: String,
    /// Rises with every change of time, place or status.
    pub sequence: i32,
    /// When this was written.
    pub written_at: DateTime<Utc>,
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
    /// The title.
    pub summary: String,
    /// A few words.
    pub description: String,
    /// Where to join; asks for a sign-in, so that it may be passed on without harm.
    pub url: String,
    /// What joining is called.
    pub join_label: String,
    /// Who sends it; never changes for a meeting.
    pub organizer: Address,
    /// Whose calendar it is. Nobody else's address is told.
    pub attendee: Address,
    /// Whether they have said that they come.
    pub is_coming: bool,
    /// What to do with it.
    pub method: CalendarMethod,
}

/// The written entry, ready to be a part of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPart {
    /// What the calendar is told to do.
    pub method: CalendarMethod,
    /// The iCalendar text, with CRLF.
    pub text: String,
}

impl CalendarEntry {
    /// Writes the entry down.
    pub fn write(&self) -> CalendarPart {
        let mut calendar = Calendar::empty();
        for (key, value) in [
            ("VERSION", "2.0"),
            ("PRODID", "-//Homecoming//Calls//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", self.method.as_str()),
        ] {
            calendar.append_property(Property::new(key, value));
        }
        calendar.push(self.event());
        CalendarPart { method: self.method, text: calendar.to_string() }
    }

    fn event(&self) -> Event {
        let mut event = Event::new();
        event
            .uid(&self.uid)
            .timestamp(self.written_at)
            .sequence(u32::try_from(self.sequence).unwrap_or(0))
            .starts(self.start)
            .ends(self.end)
            .summary(&one_line(&self.summary))
            .description(&without_controls(&self.description))
            .location(&self.url)
            .url(&self.url);
        event.append_property(person("ORGANIZER", &self.organizer));
        event.append_multi_property(self.attendee_property());
        match self.method {
            CalendarMethod::Cancel => {
                event.status(EventStatus::Cancelled);
            }
            CalendarMethod::Request => {
                event.status(EventStatus::Confirmed);
                event.append_multi_property(self.conference());
                event.alarm(self.alarm());
            }
        }
        event.done()
    }

    fn attendee_property(&self) -> Property {
        person("ATTENDEE", &self.attendee)
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", if self.is_coming { "ACCEPTED" } else { "NEEDS-ACTION" })
            .add_parameter("RSVP", "FALSE")
            .done()
    }

    /// The library would quote the list of features as one word, so the parameters stand in the name.
    fn conference(&self) -> Property {
        let label = parameter(&self.join_label);
        Property::new(format!("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=\"{label}\""), &self.url)
    }

    /// Ten minutes before. The library would stamp it by the ambient clock and chance.
    fn alarm(&self) -> Alarm {
        let mut alarm = Alarm::display(&one_line(&self.summary), -chrono::TimeDelta::minutes(10));
        alarm.append_property(Property::new("TRIGGER", "-PT10M"));
        alarm.timestamp(self.written_at).uid(&format!("alarm-{}", self.uid)).done()
    }
}

fn person(key: &str, address: &Address) -> Property {
    Property::new(key, format!("mailto:{}", one_line(&address.email)))
        .add_parameter("CN", &parameter(&address.name))
        .done()
}

/// A parameter's value holds neither quotes nor control characters (RFC 5545 3.1).
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "'")
}

/// Text in one line: what somebody calls themselves cannot add a line of its own.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Text whose only control characters are line ends.
fn without_controls(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(method: CalendarMethod) -> CalendarEntry {
        let at = |text: &str| text.parse().unwrap();
        CalendarEntry {
            uid: "0190a0b0-0000-7000-8000-000000000001@alumni.example".to_owned(),
            sequence: 2,
            written_at: at("2027-03-08T12:00:00Z"),
            start: at("2027-03-10T15:00:00Z"),
            end: at("2027-03-10T15:30:00Z"),
            summary: "Coffee chat with Ana".to_owned(),
            description: "Join: https://alumni.example/calls/1\nSee you; bring, well, coffee \\o/".to_owned(),
            url: "https://alumni.example/calls/1".to_owned(),
            join_label: "Join coffee chat".to_owned(),
            organizer: Address::new("Homecoming", "homecoming@alumni.example"),
            attendee: Address::new("Ben", "ben@alumni.example"),
            is_coming: true,
            method,
        }
    }

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    fn lines(entry: &CalendarEntry) -> Vec<String> {
        unfolded(&entry.write().text).lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_says_when_where_and_to_whom() {
        let lines = lines(&entry(CalendarMethod::Request));
        for line in [
            "METHOD:REQUEST",
            "UID:0190a0b0-0000-7000-8000-000000000001@alumni.example",
            "SEQUENCE:2",
            "DTSTAMP:20270308T120000Z",
            "DTSTART:20270310T150000Z",
            "DTEND:20270310T153000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Coffee chat with Ana",
            "LOCATION:https://alumni.example/calls/1",
            "ORGANIZER;CN=Homecoming:mailto:homecoming@alumni.example",
            "DESCRIPTION:Join: https://alumni.example/calls/1\\nSee you\\; bring\\, well\\, coffee \\\\o/",
            "TRIGGER:-PT10M",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
        }
        let conference = lines.iter().find(|line| line.starts_with("CONFERENCE")).unwrap();
        assert!(conference.ends_with(":https://alumni.example/calls/1"), "{conference}");
        for parameter in ["VALUE=URI", "FEATURE=AUDIO,VIDEO", "LABEL=\"Join coffee chat\""] {
            assert!(conference.contains(parameter), "{parameter} in {conference}");
        }
    }

    #[test]
    fn who_was_not_asked_yet_has_not_said_yes() {
        let asked = CalendarEntry { is_coming: false, ..entry(CalendarMethod::Request) };
        let answer_in = |lines: Vec<String>| {
            lines.into_iter().find(|line| line.starts_with("ATTENDEE")).unwrap_or_default()
        };
        assert!(answer_in(lines(&asked)).contains("PARTSTAT=NEEDS-ACTION"));
        assert!(answer_in(lines(&entry(CalendarMethod::Request))).contains("PARTSTAT=ACCEPTED"));
    }

    #[test]
    fn a_cancellation_names_the_same_meeting_and_sets_no_alarm() {
        let lines = lines(&entry(CalendarMethod::Cancel));
        for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2"] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
        }
        assert!(lines.iter().any(|line| line.starts_with("UID:0190a0b0")));
        assert!(lines.iter().any(|line| line.starts_with("ORGANIZER")));
        assert!(!lines.iter().any(|line| line == "BEGIN:VALARM"));
    }

    #[test]
    fn nobody_writes_lines_into_somebodys_calendar() {
        let mut bad = entry(CalendarMethod::Request);
        bad.summary = "Hi\r\nATTENDEE:mailto:eve@evil.example\r\nX:y".to_owned();
        bad.attendee.name = "\"Ben\";CN=x:y\r\nORGANIZER:mailto:eve@evil.example".to_owned();
        bad.attendee.email = "ben@alumni.example\r\nX-EVIL:1".to_owned();
        bad.description = "a\u{0}b\u{7}c\r\nBEGIN:VEVENT\nd".to_owned();
        let lines = lines(&bad);
        let starting = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
        assert_eq!(
            (starting("ATTENDEE"), starting("ORGANIZER"), starting("BEGIN:VEVENT")),
            (1, 1, 1),
            "{lines:#?}"
        );
        assert_eq!((starting("X:"), starting("X-EVIL")), (0, 0), "{lines:#?}");
        assert!(lines.iter().any(|line| line == "DESCRIPTION:abc\\nBEGIN:VEVENT\\nd"), "{lines:#?}");
    }

    #[test]
    fn lines_are_folded_by_bytes_and_no_letter_is_cut() {
        let mut long = entry(CalendarMethod::Request);
        long.summary = "Käffchen ☕ mit 東京の友達 ".repeat(12);
        let text = long.write().text;
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        }
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CRLF");
        assert!(unfolded(&text).contains(long.summary.trim()));
    }
}
