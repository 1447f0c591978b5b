//! What letters about calls have in common, whether a chat stands behind the call or not: the entry for the calendar.

use chrono::TimeDelta;
use model::Timestamp;
use store::video_call::VideoCall;

use super::mail::MailService;
use crate::mail::{Address, CalendarEntry, CalendarMethod, CalendarPart, LetterWords};

/// What an entry says beside the facts of the call.
pub struct EntryWords<'a> {
    /// The title.
    pub summary: &'a str,
    /// When it begins, in words.
    pub time: String,
    /// The words of the reader's language.
    pub words: &'static dyn LetterWords,
    /// Whether a chat stands behind the call.
    pub is_chat: bool,
    /// Whose calendar it is.
    pub attendee: Address,
    /// Whether they have said that they come.
    pub is_coming: bool,
    /// What the calendar is to do.
    pub method: CalendarMethod,
}

/// The address of the call's page.
pub fn link(mail: &MailService, call: &VideoCall) -> String {
    mail.link(&format!("/calls/{}", call.id))
}

/// The entry for one person's calendar; none for a call without a start.
pub fn calendar_entry(
    mail: &MailService,
    call: &VideoCall,
    now: Timestamp,
    words: EntryWords<'_>,
) -> Option<CalendarPart> {
    let start = call.scheduled_at?;
    let link = link(mail, call);
    let entry = CalendarEntry {
        uid: call.ics_uid.clone(),
        sequence: call.ics_sequence,
        written_at: now,
        start,
        end: start + TimeDelta::minutes(i64::from(call.duration_minutes)),
        summary: words.summary.to_owned(),
        description: format!("{}\n{} {link}", words.time, words.words.join_at()),
        url: link,
        join_label: words.words.join(words.is_chat).to_owned(),
        organizer: mail.mailer().from(),
        attendee: words.attendee,
        is_coming: words.is_coming,
        method: words.method,
    };
    Some(entry.write())
}
