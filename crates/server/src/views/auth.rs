//! Sign-in in JSON.

use chrono::{DateTime, Utc};
use model::id::{SessionId, UserId};
use model::language::Language;
use model::user::UserRole;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An address and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The address of the account.
    #[schema(max_length = 320)]
    pub email: String,
    /// The password.
    #[schema(max_length = 1024)]
    pub password: String,
}

/// Who I am.
#[derive(Serialize, ToSchema)]
pub struct MeView {
    /// My id.
    pub id: UserId,
    /// How I am called.
    pub name: String,
    /// The address I sign in with.
    pub email: String,
    /// My picture.
    pub avatar_url: Option<String>,
    /// Member or admin.
    pub role: UserRole,
    /// My zone (IANA), once known.
    pub time_zone: Option<String>,
    /// Whether I take chats; null until I was asked.
    pub open_to_chats: Option<bool>,
    /// The language in which letters are written to me; null until one was chosen.
    pub language: Option<Language>,
    /// How long before its start a time may still be proposed.
    pub minimum_notice_minutes: u32,
    /// The version of my profile.
    pub version: i32,
}

/// The language of letters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLanguage {
    /// `en` or `de`.
    pub language: Language,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one that holds now.
    pub current_password: String,
    /// The one to hold from now on.
    #[schema(min_length = 8, max_length = 128)]
    pub new_password: String,
}

/// A browser in which I am signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When I signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last seen, to within five minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When I have to sign in again at the latest.
    pub expires_at: DateTime<Utc>,
}

/// The browsers in which I am signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// The last used first.
    pub items: Vec<SessionView>,
    /// Always null: all are on one page.
    pub next_cursor: Option<String>,
}
