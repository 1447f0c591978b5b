//! Letters: what is written, how it becomes a mail, and how that leaves.

mod calendar;
mod letter;
mod message;
mod transport;
mod words;

pub use calendar::{CalendarEntry, CalendarMethod, CalendarPart};
pub use letter::Letter;
pub use message::{Address, OutgoingMail};
pub use transport::{MailError, Mailer};
pub use words::{CallNews, ChatNews, LetterWords, News, Step, Subject, Why, letter_words};
