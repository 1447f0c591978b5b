//! Browsers' sign-ins. The secret in the cookie is never kept, only its SHA-256.

use model::Timestamp;
use model::id::{SessionId, UserId};
use model::user::{UserRole, UserStatus};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// A sign-in to be kept.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// SHA-256 of the secret in the cookie.
    pub token_hash: Vec<u8>,
    /// After this instant it is over, however much it is used.
    pub expires_at: Timestamp,
    /// The browser's name for itself, cut to a sensible length.
    pub user_agent: String,
}

/// A sign-in and the standing of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOwner {
    /// The sign-in.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// Member or admin.
    pub role: UserRole,
    /// Where the account stands.
    pub status: UserStatus,
    /// When the browser was last seen, to within the steps in which this is written.
    pub last_seen_at: Timestamp,
    /// After this instant it is over.
    pub expires_at: Timestamp,
}

/// A sign-in as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When the browser was last seen.
    pub last_seen_at: Timestamp,
    /// After this instant it is over.
    pub expires_at: Timestamp,
    /// The browser's name for itself.
    pub user_agent: String,
}

/// Keeps the sign-in.
pub async fn insert(writer: &Writer, session: &NewSession, now: Timestamp) -> Result<(), StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, user_agent) \
         VALUES ($1, $2, $3, $4, $4, $5, $6)",
        [
            session.id.0.into(),
            session.user_id.0.into(),
            session.token_hash.clone().into(),
            now.into(),
            session.expires_at.into(),
            session.user_agent.clone().into(),
        ],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct OwnerRow {
    id: Uuid,
    user_id: Uuid,
    role: String,
    status: String,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
}

/// The sign-in with this secret.
pub async fn find_by_token<C: Connection>(
    connection: &C,
    token_hash: &[u8],
) -> Result<Option<SessionOwner>, StoreError> {
    let query = statement(
        connection,
        "SELECT s.id, s.user_id, u.role, u.status, s.last_seen_at, s.expires_at \
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1",
        [token_hash.to_vec().into()],
    );
    let Some(row) = OwnerRow::find_by_statement(query).one(connection).await? else { return Ok(None) };
    Ok(Some(SessionOwner {
        id: SessionId(row.id),
        user_id: UserId(row.user_id),
        role: word("users.role", &row.role)?,
        status: word("users.status", &row.status)?,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
    }))
}

/// Notes that the browser was seen.
pub async fn touch(writer: &Writer, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    let update =
        statement(writer, "UPDATE sessions SET last_seen_at = $2 WHERE id = $1", [id.0.into(), now.into()]);
    writer.execute_raw(update).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct SessionRow {
    id: Uuid,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
    user_agent: String,
}

/// A person's sign-ins that still hold, the last used first.
pub async fn list_of<C: Connection>(
    connection: &C,
    user: UserId,
    seen_after: Timestamp,
    now: Timestamp,
) -> Result<Vec<Session>, StoreError> {
    let query = statement(
        connection,
        "SELECT id, created_at, last_seen_at, expires_at, user_agent FROM sessions \
         WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC, id DESC",
        [user.0.into(), now.into(), seen_after.into()],
    );
    let rows = SessionRow::find_by_statement(query).all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|row| Session {
            id: SessionId(row.id),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            user_agent: row.user_agent,
        })
        .collect())
}

/// Ends one sign-in of the person; `false` when it is not theirs or over already.
pub async fn delete(writer: &Writer, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let delete = statement(
        writer,
        "DELETE FROM sessions WHERE id = $1 AND user_id = $2",
        [id.0.into(), user.0.into()],
    );
    Ok(writer.execute_raw(delete).await?.rows_affected() > 0)
}

/// Ends every sign-in of the person.
pub async fn delete_all_of(writer: &Writer, user: UserId) -> Result<u64, StoreError> {
    let delete = statement(writer, "DELETE FROM sessions WHERE user_id = $1", [user.0.into()]);
    Ok(writer.execute_raw(delete).await?.rows_affected())
}

/// Removes sign-ins that are over: past their end, or not seen since `unseen_since`.
pub async fn forget_over(
    writer: &Writer,
    unseen_since: Timestamp,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let delete = statement(
        writer,
        "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2",
        [now.into(), unseen_since.into()],
    );
    Ok(writer.execute_raw(delete).await?.rows_affected())
}
