//! Letters: what is written, how it becomes a mail, and how that leaves.

mod calendar;
mod letter;
mod message;
mod transport;

pub use calendar::{CalendarEntry, CalendarMethod, CalendarPart};
pub use letter::Letter;
pub use message::{Address, OutgoingMail};
pub use transport::{MailError, Mailer};
