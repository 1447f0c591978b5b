//! Outgoing mail.

use model::language::Language;
use serde::{Deserialize, Serialize};

/// Outgoing mail.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// `smtp://user:secret@host:port` or `smtps://...` (`SMTP_URL`); without it no mail is sent.
    pub smtp_url: Option<String>,
    /// The sender (`MAIL_FROM`).
    pub from: String,
    /// The language of letters to people who have not come yet: `en` or `de` (`MAIL_LANGUAGE`).
    pub language: Language,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            smtp_url: None,
            from: "Homecoming <homecoming@localhost>".to_owned(),
            language: Language::English,
        }
    }
}
