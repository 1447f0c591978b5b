//! People and connections taken over from a list, many at a time.

use std::collections::HashMap;

use model::Timestamp;
use model::id::UserId;
use model::user::UserStatus;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::column::word;
use crate::dialect::{Query, insert_rows, statement};
use crate::user::NewUser;
use crate::{Connection, StoreError, Writer};

/// What a list is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// Whose.
    pub id: UserId,
    /// In lower case.
    pub email: String,
    /// The institution's own key.
    pub external_id: Option<String>,
    /// Where the account stands.
    pub status: UserStatus,
    /// Whether a password is set.
    pub has_password: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    external_id: Option<String>,
    status: String,
    has_password: bool,
}

/// The accounts with one of the addresses (in lower case) or one of the keys.
pub async fn find_accounts<C: Connection>(
    connection: &C,
    emails: &[&str],
    external_ids: &[&str],
) -> Result<Vec<ListedAccount>, StoreError> {
    let mut found: HashMap<Uuid, ListedAccount> = HashMap::new();
    for (column, wanted) in [("email", emails), ("external_id", external_ids)] {
        if wanted.is_empty() {
            continue;
        }
        let mut query = Query::new("");
        let names = query.bind_all(wanted.iter().copied());
        query.push(&format!(
            "SELECT id, email, external_id, status, password_hash IS NOT NULL AS has_password \
             FROM users WHERE {column} IN ({names})"
        ));
        for row in Row::find_by_statement(query.statement(connection)).all(connection).await? {
            let account = ListedAccount {
                id: UserId(row.id),
                email: row.email,
                external_id: row.external_id,
                status: word("users.status", &row.status)?,
                has_password: row.has_password,
            };
            found.insert(row.id, account);
        }
    }
    Ok(found.into_values().collect())
}

/// Adds the accounts of new people; their profiles are added by [`crate::profile::insert_all`].
///
/// # Errors
/// A conflict on `users_email_key` or `users_external_id_key` when an address or a key is taken.
pub async fn insert_accounts(writer: &Writer, users: &[NewUser], now: Timestamp) -> Result<(), StoreError> {
    let into = "users (id, email, password_hash, role, status, external_id, created_at, updated_at)";
    for chunk in users.chunks(3_000) {
        let rows = chunk.iter().map(|user| {
            [
                user.id.0.into(),
                user.email.clone().into(),
                user.password_hash.clone().into(),
                user.role.as_str().into(),
                user.status.as_str().into(),
                user.external_id.clone().into(),
                now.into(),
                now.into(),
            ]
        });
        writer.execute_raw(insert_rows(writer, into, rows, "")).await?;
    }
    Ok(())
}

/// Writes what the list says of an account that was there: address, key, standing, and a first password.
pub async fn update_account(
    writer: &Writer,
    account: &ListedAccount,
    first_password_hash: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = statement(
        writer,
        "UPDATE users SET email = $2, external_id = $3, status = $4, \
           password_hash = COALESCE(password_hash, $5), updated_at = $6 WHERE id = $1",
        [
            account.id.0.into(),
            account.email.clone().into(),
            account.external_id.clone().into(),
            account.status.as_str().into(),
            first_password_hash.into(),
            now.into(),
        ],
    );
    writer.execute_raw(update).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct PairRow {
    low_id: Uuid,
    high_id: Uuid,
}

/// Those of the pairs (the smaller id first) that have a connection or a request already, or a block.
pub async fn known_pairs<C: Connection>(
    connection: &C,
    pairs: &[(UserId, UserId)],
) -> Result<Vec<(UserId, UserId)>, StoreError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("WITH pairs (low_id, high_id) AS (VALUES ");
    for (at, (low, high)) in pairs.iter().enumerate() {
        query.push(if at == 0 { "" } else { ", " });
        query.push_row([low.0.into(), high.0.into()]);
    }
    query.push(
        ") SELECT low_id, high_id FROM pairs WHERE \
           EXISTS (SELECT 1 FROM connections c WHERE c.low_id = pairs.low_id AND c.high_id = pairs.high_id) \
           OR EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = pairs.low_id AND b.blocked_id = pairs.high_id) \
           OR EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = pairs.high_id AND b.blocked_id = pairs.low_id)",
    );
    let rows = PairRow::find_by_statement(query.statement(connection)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.low_id), UserId(row.high_id))).collect())
}
