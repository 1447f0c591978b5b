//! Accounts beside signing in: mailed links, the first admin, shutting somebody out and letting them in again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use model::event::{Event, PersonChanged};
use model::id::{JobId, UserId, new_uuid};
use model::user::{UserRole, UserStatus};
use model::{Timestamp, Violations};
use serde_json::{Value as Json, json};
use store::audit;
use store::job::{self, NewJob};
use store::mail_link::{self, LinkPurpose, NewMailLink};
use store::user::{self, Account, NewUser, OwnAccount};
use store::{StoreError, Writer, session};
use thiserror::Error;

use crate::context::Context;
use crate::mail::{Address, Letter, News, Step, Subject, Why};
use crate::services::auth::{entry, normal_email};
use crate::services::mail::MailService;
use crate::services::password::{self, PasswordError, Passwords};
use crate::services::secret::{self, Secret};
use crate::services::wait_list;

/// The job that mails a link for a new password; its payload holds `email`.
pub const MAIL_RESET_LINK: &str = "mail_reset_link";
/// The job that mails a link for the first password; its payload holds `user_id`.
pub const MAIL_ACTIVATION_LINK: &str = "mail_activation_link";

/// A link for a new password works this long.
const RESET_LINK_HOLDS: TimeDelta = TimeDelta::hours(1);
/// A link for the first password works this long: invitations lie in mailboxes for a while.
const ACTIVATION_LINK_HOLDS: TimeDelta = TimeDelta::days(14);

/// Accounts beside signing in.
#[derive(Clone)]
pub struct AccountService {
    context: Context,
    passwords: Passwords,
    mail: MailService,
}

/// Why an account stays as it is.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The link is unknown, used or too old.
    #[error("the link is void")]
    VoidLink,
    /// The password, the address or the name cannot be accepted.
    #[error("cannot be accepted")]
    Unacceptable(Violations),
    /// There is no such account.
    #[error("no such account")]
    NoSuchAccount,
    /// The account does not stand where this would be possible.
    #[error("the account is {0}")]
    WrongStanding(UserStatus),
    /// Nobody shuts themselves out.
    #[error("that is your own account")]
    OwnAccount,
    /// No password could be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccountService {
    /// With the shared parts.
    pub fn new(context: Context, passwords: Passwords, mail: MailService) -> Self {
        Self { context, passwords, mail }
    }

    /// Has a link for a new password mailed, if there is such an account. Nothing is looked up here, so that the
    /// answer and its time are the same for every address.
    pub async fn request_reset(&self, email: &str) -> Result<(), StoreError> {
        let writer = self.context.write().await?;
        self.plan(&writer, MAIL_RESET_LINK, json!({ "email": normal_email(email) })).await?;
        self.context.commit(writer).await
    }

    /// Has a link for the first password mailed, in the transaction of its cause.
    pub async fn invite(&self, writer: &Writer, user_id: UserId) -> Result<(), StoreError> {
        self.plan(writer, MAIL_ACTIVATION_LINK, json!({ "user_id": user_id })).await
    }

    async fn plan(&self, writer: &Writer, kind: &'static str, payload: Json) -> Result<(), StoreError> {
        let now = self.context.now();
        let id = JobId::new(now, self.context.chance());
        // While one waits a second is not added; the key is a hash because it outlives the payload.
        let hash = URL_SAFE_NO_PAD.encode(secret::hash(&payload.to_string()));
        let dedupe_key = Some(format!("{kind}:{hash}"));
        job::enqueue(writer, &NewJob { id, kind, payload, dedupe_key, run_at: now }, now).await?;
        Ok(())
    }

    /// Mails a link for a new password. Somebody who was invited and never came gets one for their first.
    pub async fn mail_reset_link(&self, email: &str) -> Result<(), StoreError> {
        match user::find_by_email(self.context.read(), email).await? {
            Some(account) if account.status == UserStatus::Active => {
                self.mail_link(&account, LinkPurpose::PasswordReset).await
            }
            Some(account) if account.status == UserStatus::Invited => {
                self.mail_link(&account, LinkPurpose::Activation).await
            }
            _ => Ok(()),
        }
    }

    /// Mails a link for the first password to somebody who is invited.
    pub async fn mail_activation_link(&self, user_id: UserId) -> Result<(), StoreError> {
        match user::find(self.context.read(), user_id).await? {
            Some(account) if account.status == UserStatus::Invited => {
                self.mail_link(&account, LinkPurpose::Activation).await
            }
            _ => Ok(()),
        }
    }

    async fn mail_link(&self, account: &Account, purpose: LinkPurpose) -> Result<(), StoreError> {
        let Some(own) = user::find_own(self.context.read(), account.id).await? else { return Ok(()) };
        let now = self.context.now();
        let secret = Secret::new("", self.context.chance());
        let link = NewMailLink {
            id: new_uuid(now, self.context.chance()),
            user_id: account.id,
            purpose,
            token_hash: secret.hash(),
            expires_at: now + holds(purpose),
        };
        let letter = self.letter(&own, purpose, &secret);
        let to = Address { name: own.name, email: own.email };
        let writer = self.context.write().await?;
        mail_link::insert(&writer, &link, now).await?;
        self.mail.write(&writer, to, &letter).await?;
        self.context.commit(writer).await
    }

    /// The secret stands behind `#`: browsers keep that part to themselves, so it reaches no log on the way.
    fn letter(&self, own: &OwnAccount, purpose: LinkPurpose, secret: &Secret) -> Letter {
        let site = &self.context.config().site.name;
        let words = self.mail.words(own.language);
        let link = |page: &str| self.mail.link(&format!("/{page}#{}", secret.reveal()));
        match purpose {
            LinkPurpose::PasswordReset => Letter::to(&own.name, words, Subject::NewPassword(site))
                .tell(News::NewPassword)
                .with_button(Step::ChooseNewPassword, link("reset-password"))
                .because(Why::NewPassword),
            LinkPurpose::Activation => Letter::to(&own.name, words, Subject::Place(site))
                .tell(News::Place)
                .with_button(Step::ChoosePassword, link("activate"))
                .because(Why::Place),
        }
    }

    /// Sets the password by a mailed link. Whoever was invited is now active; every sign-in ends.
    pub async fn set_password_by_link(&self, link: &str, new: &str) -> Result<UserId, AccountError> {
        password::check(new, "", "/password").map_err(AccountError::Unacceptable)?;
        // Looked at first: hashing for a link that does not work would be a gift to those who guess.
        let now = self.context.now();
        let hash_of_link = secret::hash(link);
        if !mail_link::is_good(self.context.read(), &hash_of_link, now).await? {
            return Err(AccountError::VoidLink);
        }
        let hash = self.passwords.hash(new, self.context.chance()).await?;
        let writer = self.context.write().await?;
        let taken = mail_link::take(&writer, &hash_of_link, now).await?;
        let (user_id, purpose) = taken.ok_or(AccountError::VoidLink)?;
        if !self.open(&writer, user_id, purpose, now).await? {
            return Err(AccountError::VoidLink);
        }
        user::set_password(&writer, user_id, &hash, now).await?;
        session::delete_all_of(&writer, user_id).await?;
        mail_link::void_all_of(&writer, user_id, now).await?;
        store::outbox::publish(&writer, &changed(user_id), [], now).await?;
        audit::append(&writer, &entry(Some(user_id), "password.set_by_link", user_id), now).await?;
        self.context.commit(writer).await?;
        Ok(user_id)
    }

    /// Whether the account may be entered by a link of this kind; an invited one is active from here on.
    async fn open(
        &self,
        writer: &Writer,
        user_id: UserId,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (invited, active) = (UserStatus::Invited, UserStatus::Active);
        if purpose == LinkPurpose::Activation {
            return user::move_status(writer, user_id, invited, active, now).await;
        }
        Ok(user::find(writer, user_id).await?.is_some_and(|account| account.status == active))
    }

    /// Makes an admin: a new account, or one that is there already.
    pub async fn create_admin(&self, email: &str, password: &str) -> Result<UserId, AccountError> {
        let email = normal_email(email);
        check_email(&email).map_err(AccountError::Unacceptable)?;
        password::check(password, &email, "/password").map_err(AccountError::Unacceptable)?;
        let hash = self.passwords.hash(password, self.context.chance()).await?;
        let now = self.context.now();
        let writer = self.context.write().await?;
        let id = match user::find_by_email(&writer, &email).await? {
            Some(account) => {
                self.promote(&writer, &account, &hash, now).await?;
                account.id
            }
            None => self.insert_admin(&writer, email, hash, now).await?,
        };
        store::outbox::publish(&writer, &changed(id), [], now).await?;
        audit::append(&writer, &entry(None, "admin.created", id), now).await?;
        self.context.commit(writer).await?;
        Ok(id)
    }

    async fn insert_admin(
        &self,
        writer: &Writer,
        email: String,
        hash: String,
        now: Timestamp,
    ) -> Result<UserId, StoreError> {
        let name = email.split('@').next().unwrap_or_default().to_owned();
        let admin = NewUser {
            id: UserId::new(now, self.context.chance()),
            name,
            email,
            password_hash: Some(hash),
            role: UserRole::Admin,
            status: UserStatus::Active,
            external_id: None,
        };
        user::create(writer, &admin, now).await?;
        Ok(admin.id)
    }

    async fn promote(
        &self,
        writer: &Writer,
        account: &Account,
        hash: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        user::move_status(writer, account.id, account.status, UserStatus::Active, now).await?;
        user::set_role(writer, account.id, UserRole::Admin, now).await?;
        user::set_password(writer, account.id, hash, now).await?;
        session::delete_all_of(writer, account.id).await?;
        Ok(())
    }

    /// Shuts somebody out: sign-ins end, tokens and links are worth nothing from the next request on.
    pub async fn suspend(&self, actor: UserId, id: UserId) -> Result<(), AccountError> {
        if actor == id {
            return Err(AccountError::OwnAccount);
        }
        let now = self.context.now();
        let writer = self.context.write().await?;
        self.change_standing(&writer, id, UserStatus::Active, UserStatus::Suspended, now).await?;
        session::delete_all_of(&writer, id).await?;
        mail_link::void_all_of(&writer, id, now).await?;
        store::outbox::publish(&writer, &changed(id), [], now).await?;
        audit::append(&writer, &entry(Some(actor), "user.suspended", id), now).await?;
        Ok(self.context.commit(writer).await?)
    }

    /// Lets somebody in again who was shut out.
    pub async fn restore(&self, actor: UserId, id: UserId) -> Result<(), AccountError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        self.change_standing(&writer, id, UserStatus::Suspended, UserStatus::Active, now).await?;
        wait_list::look_again(&self.context, &writer, id).await?;
        store::outbox::publish(&writer, &changed(id), [], now).await?;
        audit::append(&writer, &entry(Some(actor), "user.restored", id), now).await?;
        Ok(self.context.commit(writer).await?)
    }

    async fn change_standing(
        &self,
        writer: &Writer,
        id: UserId,
        from: UserStatus,
        to: UserStatus,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let account = user::find(writer, id).await?.ok_or(AccountError::NoSuchAccount)?;
        if !user::move_status(writer, id, from, to, now).await? {
            return Err(AccountError::WrongStanding(account.status));
        }
        Ok(())
    }
}

fn changed(id: UserId) -> Event {
    Event::PersonChanged(PersonChanged { id })
}

const fn holds(purpose: LinkPurpose) -> TimeDelta {
    match purpose {
        LinkPurpose::PasswordReset => RESET_LINK_HOLDS,
        LinkPurpose::Activation => ACTIVATION_LINK_HOLDS,
    }
}

fn check_email(email: &str) -> Result<(), Violations> {
    let has_both_parts =
        email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    let is_plain = email.len() <= 320 && !email.contains(|c: char| c.is_whitespace() || c.is_control());
    let mut faults = Violations::default();
    faults.require(has_both_parts && is_plain, "/email", "not_an_address", "is not a mail address");
    faults.into_result()
}
