//! A mail as it leaves: its parts in MIME.

use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CalendarPart, Letter};

/// Somebody's name and mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// What they are called.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
}

impl Address {
    /// With these words.
    pub fn new(name: impl Into<String>, email: impl Into<String>) -> Self {
        Self { name: name.into(), email: email.into() }
    }

    fn mailbox(&self) -> Result<Mailbox, String> {
        let name: String = self.name.chars().filter(|letter| !letter.is_control()).collect();
        let address = self.email.parse().map_err(|error| format!("cannot write to this address: {error}"))?;
        Ok(Mailbox::new(Some(name.trim().to_owned()).filter(|name| !name.is_empty()), address))
    }
}

impl From<Mailbox> for Address {
    fn from(mailbox: Mailbox) -> Self {
        Self { name: mailbox.name.unwrap_or_default(), email: mailbox.email.to_string() }
    }
}

/// A finished mail: the payload of the job that sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingMail {
    /// Who gets it.
    pub to: Address,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// An entry for the calendar.
    pub calendar: Option<CalendarPart>,
    /// Names this mail, the same however often it is sent.
    pub message_id: String,
    /// When it was written.
    pub written_at: Timestamp,
}

/// Tells other programs not to answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl OutgoingMail {
    /// Writes the letter in both forms.
    pub fn new(
        to: Address,
        letter: &Letter,
        site_name: &str,
        message_id: String,
        written_at: Timestamp,
    ) -> Self {
        Self {
            to,
            subject: letter.subject.chars().filter(|letter| !letter.is_control()).collect(),
            text: letter.as_text(site_name),
            html: letter.as_html(site_name),
            calendar: None,
            message_id,
            written_at,
        }
    }

    /// Adds an entry for the calendar.
    pub fn with_calendar(mut self, part: CalendarPart) -> Self {
        self.calendar = Some(part);
        self
    }

    /// The mail in MIME, from this sender. The error says what cannot be written.
    pub fn to_message(&self, from: &Mailbox) -> Result<Message, String> {
        Message::builder()
            .from(from.clone())
            .to(self.to.mailbox()?)
            .subject(self.subject.clone())
            .date(self.written_at.into())
            .message_id(Some(format!("<{}>", self.message_id)))
            .header(AutoSubmitted)
            .multipart(self.parts()?)
            .map_err(|error| error.to_string())
    }

    fn parts(&self) -> Result<MultiPart, String> {
        let alternatives = MultiPart::alternative()
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        let Some(calendar) = &self.calendar else { return Ok(alternatives) };
        let kind = format!("text/calendar; method={}; charset=UTF-8", calendar.method.as_str());
        let kind = ContentType::parse(&kind).map_err(|error| error.to_string())?;
        let entry = SinglePart::builder().header(kind.clone()).body(calendar.text.clone());
        let attachment = Attachment::new("invite.ics".to_owned()).body(calendar.text.clone(), kind);
        Ok(MultiPart::mixed().multipart(alternatives.singlepart(entry)).singlepart(attachment))
    }
}

#[cfg(test)]
mod tests {
    use model::language::Language;

    use super::*;
    use crate::mail::{CalendarMethod, News, Subject, Why, letter_words};

    fn letter(subject: Subject<'_>) -> Letter {
        Letter::to("Ben", letter_words(Language::English), subject).tell(News::Soon).because(Why::Invited)
    }

    fn mail() -> OutgoingMail {
        let letter = letter(Subject::Call("Coffee chat with Ana"));
        let written_at = "2027-03-08T12:00:00Z".parse().unwrap();
        let to = Address::new("Ben", "ben@alumni.example");
        OutgoingMail::new(to, &letter, "Homecoming", "1@alumni.example".to_owned(), written_at)
    }

    fn written(mail: &OutgoingMail) -> String {
        let from = "Homecoming <homecoming@alumni.example>".parse().unwrap();
        String::from_utf8(mail.to_message(&from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_calendar_stands_as_an_alternative_and_as_an_attachment() {
        let part = CalendarPart { method: CalendarMethod::Cancel, text: "BEGIN:VCALENDAR\r\n".to_owned() };
        let text = written(&mail().with_calendar(part));
        let order = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"];
        let places: Vec<_> = order.iter().map(|kind| text.find(kind).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
        assert_eq!(text.matches("text/calendar; method=CANCEL; charset=utf-8").count(), 2, "{text}");
        assert!(text.contains("filename=\"invite.ics\""), "{text}");
    }

    #[test]
    fn the_same_mail_sent_twice_is_recognised() {
        let text = written(&mail());
        assert!(text.contains("Message-ID: <1@alumni.example>"), "{text}");
        assert!(text.contains("Date: Mon, 08 Mar 2027 12:00:00 +0000"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
    }

    #[test]
    fn no_name_or_subject_writes_a_header_of_its_own() {
        let mut bad = mail();
        bad.to.name = "Ben\r\nBcc: eve@evil.example".to_owned();
        let letter = letter(Subject::Call("Hi\r\nBcc: eve@evil.example"));
        bad.subject = OutgoingMail::new(bad.to.clone(), &letter, "", String::new(), bad.written_at).subject;
        let text = written(&bad);
        assert!(!text.to_lowercase().lines().any(|line| line.starts_with("bcc:")), "{text}");
    }

    #[test]
    fn an_address_that_is_none_is_told_and_not_sent() {
        let mut bad = mail();
        bad.to.email = "ben@alumni.example\r\nRCPT TO:<eve@evil.example>".to_owned();
        assert!(bad.to_message(&"a@b.example".parse().unwrap()).is_err());
    }
}
