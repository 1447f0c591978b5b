//! Integrators' tokens. The secret is shown once and never kept, only its SHA-256.

use model::Timestamp;
use model::access::Scope;
use model::id::{ApiTokenId, UserId};
use model::user::{UserRole, UserStatus};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

/// A token to be kept.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the secret.
    pub token_hash: Vec<u8>,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// After this instant it is over.
    pub expires_at: Option<Timestamp>,
}

/// A token and the standing of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOwner {
    /// The token.
    pub id: ApiTokenId,
    /// Whose.
    pub user_id: UserId,
    /// Member or admin.
    pub role: UserRole,
    /// Where the account stands.
    pub status: UserStatus,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was last used, to within the steps in which this is written.
    pub last_used_at: Option<Timestamp>,
    /// After this instant it is over.
    pub expires_at: Option<Timestamp>,
}

/// A token as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// After this instant it is over.
    pub expires_at: Option<Timestamp>,
}

/// Keeps the token.
pub async fn insert(writer: &Writer, token: &NewApiToken, now: Timestamp) -> Result<(), StoreError> {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let insert = statement(
        writer,
        "INSERT INTO api_tokens (id, user_id, name, token_hash, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            token.id.0.into(),
            token.user_id.0.into(),
            token.name.clone().into(),
            token.token_hash.clone().into(),
            json!(scopes).into(),
            now.into(),
            token.expires_at.into(),
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
    scopes: Json,
    last_used_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

/// The token with this secret, unless it was revoked.
pub async fn find_by_token<C: Connection>(
    connection: &C,
    token_hash: &[u8],
) -> Result<Option<TokenOwner>, StoreError> {
    let query = statement(
        connection,
        "SELECT t.id, t.user_id, u.role, u.status, t.scopes, t.last_used_at, t.expires_at \
         FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = $1 AND t.revoked_at IS NULL",
        [token_hash.to_vec().into()],
    );
    let Some(row) = OwnerRow::find_by_statement(query).one(connection).await? else { return Ok(None) };
    Ok(Some(TokenOwner {
        id: ApiTokenId(row.id),
        user_id: UserId(row.user_id),
        role: word("users.role", &row.role)?,
        status: word("users.status", &row.status)?,
        scopes: read_scopes(row.scopes)?,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
    }))
}

/// Notes that the token was used.
pub async fn touch(writer: &Writer, id: ApiTokenId, now: Timestamp) -> Result<(), StoreError> {
    let update =
        statement(writer, "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1", [id.0.into(), now.into()]);
    writer.execute_raw(update).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct TokenRow {
    id: Uuid,
    name: String,
    scopes: Json,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

/// A person's tokens that were not revoked, the newest first.
pub async fn list_of<C: Connection>(connection: &C, user: UserId) -> Result<Vec<ApiToken>, StoreError> {
    let query = statement(
        connection,
        "SELECT id, name, scopes, created_at, last_used_at, expires_at FROM api_tokens \
         WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id DESC",
        [user.0.into()],
    );
    let rows = TokenRow::find_by_statement(query).all(connection).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ApiToken {
                id: ApiTokenId(row.id),
                name: row.name,
                scopes: read_scopes(row.scopes)?,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// Revokes one token of the person; `false` when it is not theirs or revoked already.
pub async fn revoke(
    writer: &Writer,
    user: UserId,
    id: ApiTokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = statement(
        writer,
        "UPDATE api_tokens SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
        [id.0.into(), user.0.into(), now.into()],
    );
    Ok(writer.execute_raw(update).await?.rows_affected() > 0)
}

/// Revokes every token of the person.
pub async fn revoke_all_of(writer: &Writer, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    let update = statement(
        writer,
        "UPDATE api_tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL",
        [user.0.into(), now.into()],
    );
    Ok(writer.execute_raw(update).await?.rows_affected())
}

fn read_scopes(stored: Json) -> Result<Vec<Scope>, StoreError> {
    serde_json::from_value(stored)
        .map_err(|error| StoreError::Unreadable { column: "api_tokens.scopes", reason: error.to_string() })
}
