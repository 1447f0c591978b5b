//! Sign-in: who somebody is, for how long, and how it ends.

use chrono::TimeDelta;
use model::Timestamp;
use model::id::{SessionId, UserId};
use model::language::Language;
use model::user::{UserRole, UserStatus};
use serde_json::json;
use store::audit::{self, AuditEntry};
use store::session::{self, NewSession, Session, SessionOwner};
use store::user::{self, Account, OwnAccount};
use store::{StoreError, Writer};
use thiserror::Error;

use crate::context::Context;
use crate::services::password::{self, PasswordError, Passwords};
use crate::services::secret::{self, Secret};

/// A sign-in ends this long after it began, however much it is used.
pub const LONGEST: TimeDelta = TimeDelta::days(30);
/// A sign-in ends when the browser was not seen for so long.
pub const LONGEST_IDLE: TimeDelta = TimeDelta::days(7);
/// How exactly it is known when a browser was last seen: a write for every request would buy nothing.
const SEEN_STEP: TimeDelta = TimeDelta::minutes(5);
/// Longest part kept of what a browser calls itself.
const USER_AGENT_LENGTH: usize = 200;

/// Sign-in.
#[derive(Clone)]
pub struct AuthService {
    context: Context,
    passwords: Passwords,
}

/// Why somebody is not signed in, or a password not changed.
#[derive(Debug, Error)]
pub enum AuthError {
    /// No such account, wrong password, or an account that is closed or not yet open: one answer for all.
    #[error("the address or the password is wrong")]
    WrongCredentials,
    /// The right password of an account that an admin has shut out.
    #[error("the account is suspended")]
    Suspended,
    /// The present password, asked for again, is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// The new password cannot be accepted.
    #[error("the new password cannot be accepted")]
    Unacceptable(model::Violations),
    /// No such sign-in of this person.
    #[error("no such sign-in")]
    NoSuchSession,
    /// No password could be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A browser that asks to be let in.
#[derive(Clone, Debug, Default)]
pub struct BrowserSide {
    /// What it calls itself.
    pub user_agent: String,
    /// The secret it already holds: that sign-in ends with the new one.
    pub held_secret: Option<String>,
}

/// A new sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// For the cookie.
    pub secret: Secret,
    /// Who.
    pub user_id: UserId,
    /// After this instant the cookie is worth nothing.
    pub expires_at: Timestamp,
}

/// Who a browser's secret stands for.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// The sign-in.
    pub session_id: SessionId,
    /// The person.
    pub user_id: UserId,
    /// Member or admin.
    pub role: UserRole,
}

impl AuthService {
    /// With the shared parts.
    pub fn new(context: Context, passwords: Passwords) -> Self {
        Self { context, passwords }
    }

    /// Sets the language in which letters are written to the person.
    pub async fn set_language(&self, user: UserId, language: Language) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        user::set_language(&writer, user, language).await?;
        self.context.commit(writer).await
    }

    /// How long before its start a time may still be proposed, for the page that offers times.
    pub fn minimum_notice_minutes(&self) -> u32 {
        self.context.config().scheduling.minimum_notice_minutes
    }

    /// Signs somebody in by address and password. The answers to an unknown address and to a wrong password are
    /// alike in words, in kind and in the time they take.
    pub async fn login(
        &self,
        email: &str,
        password: &str,
        browser: &BrowserSide,
    ) -> Result<SignedIn, AuthError> {
        let email = normal_email(email);
        let account = user::find_by_email(self.context.read(), &email).await?;
        let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let fits = self.passwords.verify(password, hash).await?;
        let refusal = match &account {
            Some(account) if fits => refusal_by_standing(account),
            _ => Some(AuthError::WrongCredentials),
        };
        match (account, refusal) {
            (Some(account), None) => self.begin(account.id, browser).await,
            (account, refusal) => {
                self.note_refusal(account.map(|account| account.id)).await?;
                Err(refusal.unwrap_or(AuthError::WrongCredentials))
            }
        }
    }

    async fn begin(&self, user_id: UserId, browser: &BrowserSide) -> Result<SignedIn, AuthError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        if let Some(held) = &browser.held_secret {
            self.end_held(&writer, held).await?;
        }
        let signed_in = self.insert(&writer, user_id, &browser.user_agent).await?;
        audit::append(&writer, &entry(Some(user_id), "session.started", user_id), now).await?;
        self.context.commit(writer).await?;
        Ok(signed_in)
    }

    /// Makes a sign-in in the transaction of its cause.
    pub(super) async fn insert(
        &self,
        writer: &Writer,
        user_id: UserId,
        user_agent: &str,
    ) -> Result<SignedIn, StoreError> {
        let now = self.context.now();
        let secret = Secret::new("", self.context.chance());
        let expires_at = now + LONGEST;
        let session = NewSession {
            id: SessionId::new(now, self.context.chance()),
            user_id,
            token_hash: secret.hash(),
            expires_at,
            user_agent: user_agent.chars().take(USER_AGENT_LENGTH).collect(),
        };
        session::insert(writer, &session, now).await?;
        Ok(SignedIn { secret, user_id, expires_at })
    }

    async fn end_held(&self, writer: &Writer, held: &str) -> Result<(), StoreError> {
        if let Some(old) = session::find_by_token(writer, &secret::hash(held)).await? {
            session::delete(writer, old.user_id, old.id).await?;
        }
        Ok(())
    }

    /// Writes the same line whether the account exists or not, so that the answer takes as long.
    async fn note_refusal(&self, account: Option<UserId>) -> Result<(), StoreError> {
        let subject = account.map_or_else(|| "user:unknown".to_owned(), |id| format!("user:{id}"));
        let refused = AuditEntry { actor: None, action: "session.refused", subject, data: json!({}) };
        let writer = self.context.write().await?;
        audit::append(&writer, &refused, self.context.now()).await?;
        self.context.commit(writer).await
    }

    /// Who holds this secret; nobody when the sign-in is over or the account not in good standing.
    pub async fn identify(&self, secret: &str) -> Result<Option<Identity>, StoreError> {
        let found = session::find_by_token(self.context.read(), &secret::hash(secret)).await?;
        let now = self.context.now();
        let Some(owner) = found.filter(|owner| holds(owner, now)) else { return Ok(None) };
        if now - owner.last_seen_at >= SEEN_STEP {
            let writer = self.context.write().await?;
            session::touch(&writer, owner.id, now).await?;
            writer.commit().await?;
        }
        Ok(Some(Identity { session_id: owner.id, user_id: owner.user_id, role: owner.role }))
    }

    /// The person's own account.
    pub async fn own_account(&self, user_id: UserId) -> Result<Option<OwnAccount>, StoreError> {
        user::find_own(self.context.read(), user_id).await
    }

    /// Ends the sign-in that holds this secret, and tells whose it was; nothing when it is over already.
    pub async fn logout(&self, secret: &str) -> Result<Option<UserId>, StoreError> {
        let writer = self.context.write().await?;
        let Some(owner) = session::find_by_token(&writer, &secret::hash(secret)).await? else {
            return Ok(None);
        };
        session::delete(&writer, owner.user_id, owner.id).await?;
        audit::append(
            &writer,
            &entry(Some(owner.user_id), "session.ended", owner.user_id),
            self.context.now(),
        )
        .await?;
        self.context.commit(writer).await?;
        Ok(Some(owner.user_id))
    }

    /// The person's sign-ins, the last used first.
    pub async fn list_sessions(&self, user_id: UserId) -> Result<Vec<Session>, StoreError> {
        let now = self.context.now();
        session::list_of(self.context.read(), user_id, now - LONGEST_IDLE, now).await
    }

    /// Ends one sign-in of the person.
    pub async fn end_session(&self, user_id: UserId, id: SessionId) -> Result<(), AuthError> {
        let writer = self.context.write().await?;
        if !session::delete(&writer, user_id, id).await? {
            return Err(AuthError::NoSuchSession);
        }
        audit::append(&writer, &entry(Some(user_id), "session.ended", user_id), self.context.now()).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Signs the person out everywhere.
    pub async fn end_all_sessions(&self, user_id: UserId) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        session::delete_all_of(&writer, user_id).await?;
        audit::append(&writer, &entry(Some(user_id), "session.all_ended", user_id), self.context.now())
            .await?;
        self.context.commit(writer).await
    }

    /// Changes the password: every sign-in ends, and this browser gets a new one.
    pub async fn change_password(
        &self,
        user_id: UserId,
        present: &str,
        new: &str,
        user_agent: &str,
    ) -> Result<SignedIn, AuthError> {
        let account = user::find(self.context.read(), user_id).await?.ok_or(AuthError::WrongCredentials)?;
        password::check(new, &account.email, "/new_password").map_err(AuthError::Unacceptable)?;
        if !self.passwords.verify(present, account.password_hash.as_deref()).await? {
            self.note_refusal(Some(user_id)).await?;
            return Err(AuthError::WrongPassword);
        }
        let hash = self.passwords.hash(new, self.context.chance()).await?;
        let now = self.context.now();
        let writer = self.context.write().await?;
        user::set_password(&writer, user_id, &hash, now).await?;
        session::delete_all_of(&writer, user_id).await?;
        store::mail_link::void_all_of(&writer, user_id, now).await?;
        let signed_in = self.insert(&writer, user_id, user_agent).await?;
        audit::append(&writer, &entry(Some(user_id), "password.changed", user_id), now).await?;
        self.context.commit(writer).await?;
        Ok(signed_in)
    }
}

/// Addresses are compared without case and without the spaces and invisible signs that people paste along.
pub fn normal_email(email: &str) -> String {
    let seen: String = email.chars().filter(|c| !c.is_control()).collect();
    seen.trim().to_lowercase()
}

/// A line of the audit log about an account.
pub(super) fn entry(actor: Option<UserId>, action: &'static str, user: UserId) -> AuditEntry {
    AuditEntry { actor, action, subject: format!("user:{user}"), data: json!({}) }
}

fn refusal_by_standing(account: &Account) -> Option<AuthError> {
    match account.status {
        UserStatus::Active => None,
        UserStatus::Suspended => Some(AuthError::Suspended),
        UserStatus::Invited | UserStatus::Deactivated => Some(AuthError::WrongCredentials),
    }
}

fn holds(owner: &SessionOwner, now: Timestamp) -> bool {
    owner.status == UserStatus::Active && owner.expires_at > now && now - owner.last_seen_at < LONGEST_IDLE
}
