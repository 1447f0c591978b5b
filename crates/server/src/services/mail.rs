//! Mail: written in the transaction of its cause, sent by a job.

use std::sync::Arc;

use model::id::{JobId, UserId};
use model::language::Language;
use store::job::{self, NewJob};
use store::person_contact::PersonContact;
use store::{StoreError, Writer};
use url::Url;

use crate::context::Context;
use crate::mail::{Address, CalendarPart, Letter, LetterWords, Mailer, OutgoingMail, letter_words};

/// The name of the job that sends a mail; its payload is an [`OutgoingMail`].
pub const SEND_MAIL: &str = "send_mail";

/// Writes mails.
#[derive(Clone)]
pub struct MailService {
    context: Context,
    mailer: Arc<Mailer>,
}

impl MailService {
    /// With the shared parts.
    pub fn new(context: Context, mailer: Mailer) -> Self {
        Self { context, mailer: Arc::new(mailer) }
    }

    /// What sends them.
    pub fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    /// Writes a letter to an address, in the transaction of its cause.
    pub async fn write(&self, writer: &Writer, to: Address, letter: &Letter) -> Result<(), StoreError> {
        self.write_with(writer, to, letter, None).await
    }

    /// Writes a letter with an entry for the calendar.
    pub async fn write_with(
        &self,
        writer: &Writer,
        to: Address,
        letter: &Letter,
        calendar: Option<CalendarPart>,
    ) -> Result<(), StoreError> {
        if !self.mailer.is_working() {
            return Ok(());
        }
        let now = self.context.now();
        let id = JobId::new(now, self.context.chance());
        let message_id = format!("{id}@{}", self.host());
        let site_name = &self.context.config().site.name;
        let mut mail = OutgoingMail::new(to, letter, site_name, message_id, now);
        mail.calendar = calendar;
        let payload = serde_json::to_value(&mail)
            .map_err(|error| StoreError::Unreadable { column: "jobs.payload", reason: error.to_string() })?;
        job::enqueue(writer, &NewJob { id, kind: SEND_MAIL, payload, dedupe_key: None, run_at: now }, now)
            .await?;
        Ok(())
    }

    /// The words of letters to somebody; of those that the community writes to everybody when theirs are not known.
    pub fn words(&self, language: Option<Language>) -> &'static dyn LetterWords {
        letter_words(language.unwrap_or(self.context.config().mail.language))
    }

    /// The address of a page of the site.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.context.config().site.public_url.trim_end_matches('/'))
    }

    /// The site's host, for names that are unique in the world.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.context.config().site.public_url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
    }

    /// How each of the people is reached and called.
    pub async fn contacts(
        &self,
        writer: &Writer,
        people: &[UserId],
    ) -> Result<Vec<PersonContact>, StoreError> {
        store::person_contact::find(writer, people).await
    }
}
