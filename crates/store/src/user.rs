//! Accounts: who may sign in, as what, and in which standing.

use model::Timestamp;
use model::id::UserId;
use model::language::Language;
use model::profile::Profile;
use model::user::{UserRole, UserStatus};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::column::{language, word};
use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// An account to be made, with the first line of its profile.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Its id.
    pub id: UserId,
    /// In lower case; unique.
    pub email: String,
    /// How the person is called.
    pub name: String,
    /// An argon2id string; without one nobody can sign in yet.
    pub password_hash: Option<String>,
    /// Member or admin.
    pub role: UserRole,
    /// Where the account stands.
    pub status: UserStatus,
    /// The institution's own key.
    pub external_id: Option<String>,
}

/// What signing in needs to know of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: UserId,
    /// In lower case.
    pub email: String,
    /// An argon2id string, once a password is set.
    pub password_hash: Option<String>,
    /// Member or admin.
    pub role: UserRole,
    /// Where the account stands.
    pub status: UserStatus,
}

/// What the person sees of their own account on every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    /// Its id.
    pub id: UserId,
    /// In lower case.
    pub email: String,
    /// Member or admin.
    pub role: UserRole,
    /// How the person is called.
    pub name: String,
    /// The picture's key in the object store.
    pub avatar_key: Option<String>,
    /// An IANA name, once known.
    pub time_zone: Option<String>,
    /// Whether they take chats; empty until asked.
    pub open_to_chats: Option<bool>,
    /// The language they are written to in, once known.
    pub language: Option<Language>,
    /// The profile's version.
    pub version: i32,
}

/// Makes the account and an otherwise empty profile with the defaults that a member starts from.
///
/// # Errors
/// A conflict on `users_email_key` or `users_external_id_key` when the address or the key is taken.
pub async fn create(writer: &Writer, user: &NewUser, now: Timestamp) -> Result<(), StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO users (id, email, password_hash, role, status, external_id, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        [
            user.id.0.into(),
            user.email.clone().into(),
            user.password_hash.clone().into(),
            user.role.as_str().into(),
            user.status.as_str().into(),
            user.external_id.clone().into(),
            now.into(),
        ],
    );
    writer.execute_raw(insert).await?;
    crate::profile::insert_all(writer, &[Profile::new(user.id, user.name.clone())], now).await
}

#[derive(FromQueryResult)]
struct AccountRow {
    id: Uuid,
    email: String,
    password_hash: Option<String>,
    role: String,
    status: String,
}

impl AccountRow {
    fn read(self) -> Result<Account, StoreError> {
        Ok(Account {
            id: UserId(self.id),
            email: self.email,
            password_hash: self.password_hash,
            role: word("users.role", &self.role)?,
            status: word("users.status", &self.status)?,
        })
    }
}

/// The account with this id.
pub async fn find<C: Connection>(connection: &C, id: UserId) -> Result<Option<Account>, StoreError> {
    let query = statement(
        connection,
        "SELECT id, email, password_hash, role, status FROM users WHERE id = $1",
        [id.0.into()],
    );
    AccountRow::find_by_statement(query).one(connection).await?.map(AccountRow::read).transpose()
}

/// The account with this address, given in lower case.
pub async fn find_by_email<C: Connection>(
    connection: &C,
    email: &str,
) -> Result<Option<Account>, StoreError> {
    let query = statement(
        connection,
        "SELECT id, email, password_hash, role, status FROM users WHERE email = $1",
        [email.into()],
    );
    AccountRow::find_by_statement(query).one(connection).await?.map(AccountRow::read).transpose()
}

#[derive(FromQueryResult)]
struct OwnAccountRow {
    id: Uuid,
    email: String,
    role: String,
    name: String,
    avatar_key: Option<String>,
    time_zone: Option<String>,
    open_to_chats: Option<bool>,
    language: Option<String>,
    version: i32,
}

/// A person's own account with what their profile says of them.
pub async fn find_own<C: Connection>(connection: &C, id: UserId) -> Result<Option<OwnAccount>, StoreError> {
    let query = statement(
        connection,
        "SELECT u.id, u.email, u.role, u.language, p.name, p.avatar_key, p.time_zone, p.open_to_chats, p.version \
         FROM users u JOIN profiles p ON p.user_id = u.id WHERE u.id = $1",
        [id.0.into()],
    );
    let Some(row) = OwnAccountRow::find_by_statement(query).one(connection).await? else { return Ok(None) };
    Ok(Some(OwnAccount {
        id: UserId(row.id),
        email: row.email,
        role: word("users.role", &row.role)?,
        name: row.name,
        avatar_key: row.avatar_key,
        time_zone: row.time_zone,
        open_to_chats: row.open_to_chats,
        language: language(row.language.as_deref())?,
        version: row.version,
    }))
}

/// Replaces the password.
pub async fn set_password(writer: &Writer, id: UserId, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1",
        [id.0.into(), hash.into(), now.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Sets the language in which letters are written to the person.
pub async fn set_language(writer: &Writer, id: UserId, language: Language) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE users SET language = $2 WHERE id = $1",
        [id.0.into(), language.as_str().into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Moves the account from one standing to another; `false` when it stood elsewhere.
pub async fn move_status(
    writer: &Writer,
    id: UserId,
    from: UserStatus,
    to: UserStatus,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = statement(
        writer,
        "UPDATE users SET status = $3, updated_at = $4 WHERE id = $1 AND status = $2",
        [id.0.into(), from.as_str().into(), to.as_str().into(), now.into()],
    );
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

/// Makes the account a member's or an admin's.
pub async fn set_role(writer: &Writer, id: UserId, role: UserRole, now: Timestamp) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE users SET role = $2, updated_at = $3 WHERE id = $1",
        [id.0.into(), role.as_str().into(), now.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}
