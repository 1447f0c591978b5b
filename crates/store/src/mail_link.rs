//! Mailed links: each works once and for a while. The secret in the link is never kept, only its SHA-256.

use model::Timestamp;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The first password of somebody who was invited.
    Activation,
    /// A new password for somebody who lost theirs.
    PasswordReset,
}

impl LinkPurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Activation => "activation",
            Self::PasswordReset => "password_reset",
        }
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        match text {
            "activation" => Ok(Self::Activation),
            "password_reset" => Ok(Self::PasswordReset),
            other => {
                let reason = format!("{other:?} is no purpose");
                Err(StoreError::Unreadable { column: "mail_links.purpose", reason })
            }
        }
    }
}

/// A link to be kept.
#[derive(Clone, Debug)]
pub struct NewMailLink {
    /// Its id.
    pub id: Uuid,
    /// Whose account it opens.
    pub user_id: UserId,
    /// What for.
    pub purpose: LinkPurpose,
    /// SHA-256 of the secret.
    pub token_hash: Vec<u8>,
    /// After this instant it is void.
    pub expires_at: Timestamp,
}

/// Keeps the link.
pub async fn insert(writer: &Writer, link: &NewMailLink, now: Timestamp) -> Result<(), StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO mail_links (id, user_id, purpose, token_hash, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            link.id.into(),
            link.user_id.0.into(),
            link.purpose.as_str().into(),
            link.token_hash.clone().into(),
            now.into(),
            link.expires_at.into(),
        ],
    );
    writer.execute_raw(insert).await?;
    Ok(())
}

/// Whether the link would open something now.
pub async fn is_good<C: Connection>(
    connection: &C,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let query = statement(
        connection,
        "SELECT 1 AS one FROM mail_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        [token_hash.to_vec().into(), now.into()],
    );
    Ok(connection.query_one_raw(query).await?.is_some())
}

#[derive(FromQueryResult)]
struct OwnerRow {
    user_id: Uuid,
    purpose: String,
}

/// Uses the link up and tells whose it is and what for; `None` when it is unknown, used or too old.
pub async fn take(
    writer: &Writer,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(UserId, LinkPurpose)>, StoreError> {
    let update = statement(
        writer,
        "UPDATE mail_links SET used_at = $2 \
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING user_id, purpose",
        [token_hash.to_vec().into(), now.into()],
    );
    let Some(row) = OwnerRow::find_by_statement(update).one(writer).await? else { return Ok(None) };
    Ok(Some((UserId(row.user_id), LinkPurpose::read(&row.purpose)?)))
}

/// Makes every unused link of the person void, whatever it was for.
pub async fn void_all_of(writer: &Writer, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE mail_links SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL",
        [user.0.into(), now.into()],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

/// Removes links that were void before the instant.
pub async fn forget_before(writer: &Writer, instant: Timestamp) -> Result<u64, StoreError> {
    let delete = statement(writer, "DELETE FROM mail_links WHERE expires_at < $1", [instant.into()]);
    Ok(writer.execute_raw(delete).await?.rows_affected())
}
