//! The letters of calls that no chat stands behind: invited, moved, called off. Each brings an entry for the calendar.
//!
//! A call may have hundreds of people, so its letters are written by a job, some at a time. The letters of a chat's
//! call are the chat's own.

use std::collections::HashSet;

use model::id::{JobId, UserId, VideoCallId};
use model::video_call::{Admission, InvitationResponse, VideoCallStatus};
use model::wall_clock::{OtherClock, Zone, both_clocks};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::job::{self, ClaimedJob, NewJob};
use store::participant;
use store::person_contact::PersonContact;
use store::video_call::{self, VideoCall};
use store::{StoreError, Writer, block};

use super::VideoCallService;
use crate::mail::{Address, CalendarMethod, CallNews, Letter, LetterWords, News, Step, Subject, Why};
use crate::services::call_letter::{self, EntryWords};

/// The job that writes the letters of a call; its payload is [`CallLetters`].
pub const WRITE_CALL_LETTERS: &str = "write_call_letters";

/// How many letters are written in one go.
const BATCH: usize = 50;

/// What the people of a call are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// They are invited; the host reads that it is planned.
    Invited,
    /// They said that they come to a gathering that is open to them.
    Coming,
    /// It takes place at another time.
    Moved,
    /// It does not take place.
    CalledOff,
    /// They were taken off its list.
    TakenOff,
}

/// Who is to be told what of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallLetters {
    /// The call.
    pub video_call_id: VideoCallId,
    /// What they are told.
    pub occasion: Occasion,
    /// Under which number calendars hear of it.
    pub sequence: i32,
    /// Who did it.
    pub by: UserId,
    /// Who is still to be told.
    pub people: Vec<UserId>,
}

/// One letter, its reader and the host.
struct Occurrence<'a> {
    call: &'a VideoCall,
    letters: &'a CallLetters,
    reader: &'a PersonContact,
    host: Option<&'a PersonContact>,
    is_coming: bool,
    words: &'static dyn LetterWords,
}

impl VideoCallService {
    /// Has letters written about a call that is planned for a time, in the transaction of their cause.
    pub(super) async fn have_written(
        &self,
        writer: &Writer,
        call: &VideoCall,
        occasion: Occasion,
        by: UserId,
        people: Vec<UserId>,
    ) -> Result<(), StoreError> {
        if call.scheduled_at.is_none() || call.coffee_chat_request_id.is_some() || people.is_empty() {
            return Ok(());
        }
        let sequence = call.ics_sequence;
        let letters = CallLetters { video_call_id: call.id, occasion, sequence, by, people };
        self.enqueue_letters(writer, &letters).await
    }

    async fn enqueue_letters(&self, writer: &Writer, letters: &CallLetters) -> Result<(), StoreError> {
        let now = self.context.now();
        let id = JobId::new(now, self.context.chance());
        let kind = WRITE_CALL_LETTERS;
        let job = NewJob { id, kind, payload: json!(letters), dedupe_key: None, run_at: now };
        job::enqueue(writer, &job, now).await?;
        Ok(())
    }

    /// Those who have the call in their calendar, or may have it there.
    pub(super) async fn have_it_in_mind(
        &self,
        writer: &Writer,
        call: &VideoCall,
    ) -> Result<Vec<UserId>, StoreError> {
        let listed = participant::list(writer, &[call.id]).await?.into_iter().map(|one| one.participant);
        let minding = listed.filter(|one| {
            one.admission != Admission::Refused && one.response != InvitationResponse::Declined
        });
        Ok(minding.map(|one| one.user_id).collect())
    }

    /// Writes the next letters, and marks the job done in the same transaction: a crash writes none twice.
    pub async fn write_letters(&self, job: &ClaimedJob, letters: &CallLetters) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        let call = video_call::find_and_hold(&writer, letters.video_call_id).await?;
        if let Some(call) = call.filter(|call| is_due(call, letters)) {
            let (next, rest) = letters.people.split_at(letters.people.len().min(BATCH));
            if !rest.is_empty() {
                let rest = CallLetters { people: rest.to_vec(), ..letters.clone() };
                self.enqueue_letters(&writer, &rest).await?;
            }
            self.write_next(&writer, &call, letters, next).await?;
        }
        job::finish(&writer, job.id, self.context.now()).await?;
        self.context.commit(writer).await
    }

    async fn write_next(
        &self,
        writer: &Writer,
        call: &VideoCall,
        letters: &CallLetters,
        people: &[UserId],
    ) -> Result<(), StoreError> {
        let blocked = match letters.occasion {
            // This is how a block reaches their calendar.
            Occasion::TakenOff => HashSet::new(),
            _ => block::among(writer, call.host_id, people).await?,
        };
        let mut wanted = people.to_vec();
        wanted.push(call.host_id);
        let contacts = self.mail.contacts(writer, &wanted).await?;
        let host = contacts.iter().find(|person| person.id == call.host_id);
        let listed = participant::list(writer, &[call.id]).await?;
        let readers = contacts.iter().filter(|person| {
            people.contains(&person.id) && person.is_active && !blocked.contains(&person.id)
        });
        for reader in readers {
            let is_coming = listed.iter().any(|one| {
                one.participant.user_id == reader.id
                    && one.participant.response == InvitationResponse::Accepted
            });
            let words = self.mail.words(reader.language);
            self.write_letter(writer, &Occurrence { call, letters, reader, host, is_coming, words }).await?;
        }
        Ok(())
    }

    async fn write_letter(&self, writer: &Writer, it: &Occurrence<'_>) -> Result<(), StoreError> {
        let (call, reader) = (it.call, it.reader);
        let method = it.letters.occasion.method();
        let time = it.time();
        let mut letter = Letter::to(reader.given_name(), it.words, Subject::Call(&call.title))
            .tell(News::Call(it.news(), call.kind))
            .list([time.clone()])
            .because(Why::OnList);
        if method == CalendarMethod::Request {
            letter = letter.quoting(Some(&call.description));
            letter = match it.is_coming {
                true => letter.with_button(Step::OpenCall, call_letter::link(&self.mail, call)),
                false => letter.with_button(Step::AnswerCall, self.mail.link("/calls")),
            };
        }
        let address = Address::new(&reader.name, &reader.email);
        let words = EntryWords {
            summary: &letter.subject,
            time,
            words: it.words,
            is_chat: false,
            attendee: address.clone(),
            is_coming: it.is_coming,
            method,
        };
        let numbered = VideoCall { ics_sequence: it.sequence(), ..call.clone() };
        let entry = call_letter::calendar_entry(&self.mail, &numbered, self.context.now(), words);
        self.mail.write_with(writer, address, &letter, entry).await
    }
}

/// A letter that something later has overtaken is not written.
fn is_due(call: &VideoCall, letters: &CallLetters) -> bool {
    match letters.occasion {
        Occasion::CalledOff => call.status == VideoCallStatus::Cancelled,
        Occasion::Moved => call.status == VideoCallStatus::Scheduled && call.ics_sequence == letters.sequence,
        Occasion::Invited | Occasion::Coming | Occasion::TakenOff => {
            call.status == VideoCallStatus::Scheduled
        }
    }
}

impl Occasion {
    const fn method(self) -> CalendarMethod {
        match self {
            Self::Invited | Self::Coming | Self::Moved => CalendarMethod::Request,
            Self::CalledOff | Self::TakenOff => CalendarMethod::Cancel,
        }
    }
}

impl Occurrence<'_> {
    /// An entry carries the present number; one that is taken out, the number under which it was.
    fn sequence(&self) -> i32 {
        match self.letters.occasion.method() {
            CalendarMethod::Request => self.call.ics_sequence,
            CalendarMethod::Cancel => self.letters.sequence,
        }
    }

    fn news(&self) -> CallNews<'_> {
        let is_own = self.letters.by == self.reader.id;
        let host = self.host.map(|host| host.name.as_str());
        match self.letters.occasion {
            Occasion::Invited if is_own => CallNews::Planned,
            Occasion::Invited => CallNews::Invited(host),
            Occasion::Coming => CallNews::Coming(host),
            Occasion::Moved if is_own => CallNews::MovedByReader,
            Occasion::Moved => CallNews::Moved(host),
            Occasion::CalledOff if is_own => CallNews::CalledOffByReader,
            Occasion::CalledOff if self.letters.by == self.call.host_id => CallNews::CalledOffByHost(host),
            Occasion::CalledOff => CallNews::CalledOff,
            Occasion::TakenOff => CallNews::TakenOff,
        }
    }

    /// The start on the reader's clock, and on the one that the host planned it by.
    fn time(&self) -> String {
        let zone = Zone::named_or_utc(self.reader.time_zone.as_deref());
        let planned_in = Zone::named(&self.call.time_zone).ok();
        let other = self.host.filter(|host| host.id != self.reader.id).zip(planned_in.as_ref());
        let other = other.map(|(host, zone)| OtherClock { name: host.given_name(), zone });
        let language = self.words.language();
        self.call.scheduled_at.map(|start| both_clocks(start, &zone, other, language)).unwrap_or_default()
    }
}
