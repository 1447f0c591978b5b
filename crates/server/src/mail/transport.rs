//! How a mail leaves: by SMTP, in the demo also into the log, and otherwise not at all.

use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use thiserror::Error;

use super::{Address, OutgoingMail};
use crate::config::Config;

/// Why a mail did not leave.
#[derive(Debug, Error)]
pub enum MailError {
    /// The server was not reached, or said to come again.
    #[error("not sent yet: {0}")]
    Later(String),
    /// It will never be taken.
    #[error("cannot be sent: {0}")]
    Never(String),
}

/// Sends mails.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Log,
    Nowhere,
}

impl Mailer {
    /// As configured; names the key that is wrong.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        use anyhow::Context as _;
        let from = config.mail.from.parse().context("mail.from (MAIL_FROM) is not a mail address")?;
        let way = match &config.mail.smtp_url {
            Some(url) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .context("mail.smtp_url (SMTP_URL) is not smtp://host:port or smtps://...")?;
                Way::Smtp(transport.timeout(Some(std::time::Duration::from_secs(20))).build())
            }
            None if config.is_demo => Way::Log,
            None => Way::Nowhere,
        };
        Ok(Self { from, way })
    }

    /// Whether anything becomes of a mail.
    pub fn is_working(&self) -> bool {
        !matches!(self.way, Way::Nowhere)
    }

    /// Who sends.
    pub fn from(&self) -> Address {
        self.from.clone().into()
    }

    /// Answers when the mail server does.
    pub async fn ping(&self) -> Result<(), MailError> {
        match &self.way {
            Way::Smtp(transport) => match transport.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(MailError::Later("the mail server does not answer".to_owned())),
                Err(error) => Err(classify(&error)),
            },
            Way::Log | Way::Nowhere => Ok(()),
        }
    }

    /// Sends one mail.
    pub async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        match &self.way {
            Way::Smtp(transport) => {
                let message = mail.to_message(&self.from).map_err(MailError::Never)?;
                transport.send(message).await.map_err(|error| classify(&error))?;
                Ok(())
            }
            Way::Log => {
                tracing::info!(mail.subject, "a mail, as it would be sent:\n{}", mail.text);
                Ok(())
            }
            Way::Nowhere => Ok(()),
        }
    }
}

/// Only a permanent refusal (5xx) is final.
fn classify(error: &SmtpError) -> MailError {
    let cause = std::error::Error::source(error)
        .map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
    if error.is_permanent() { MailError::Never(cause) } else { MailError::Later(cause) }
}
