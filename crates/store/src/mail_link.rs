//! Mailed links: each works once and for a while. The secret in the link is never kept, only its SHA-256.

use model::Timestamp;
use model::id::UserId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::dialect::statement;
use crate::{StoreError, Writer};

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

#[derive(FromQueryResult)]
struct OwnerRow {
    user_id: Uuid,
}

/// Uses the link up and tells whose it is; `None` when it is unknown, used, void or for something else.
pub async fn take(
    writer: &Writer,
    purpose: LinkPurpose,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let update = statement(
        writer,
        "UPDATE mail_links SET used_at = $3 \
         WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING user_id",
        [token_hash.to_vec().into(), purpose.as_str().into(), now.into()],
    );
    Ok(OwnerRow::find_by_statement(update).one(writer).await?.map(|row| UserId(row.user_id)))
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
