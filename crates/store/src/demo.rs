//! A whole invented community, written in one go.

use model::Timestamp;
use model::connection::Connection as Tie;
use model::id::UserId;
use model::profile::Profile;
use model::user::{UserRole, UserStatus};
use sea_orm::ConnectionTrait;

use crate::coffee_chat::CoffeeChat;
use crate::dialect::Query;
use crate::{StoreError, Writer, coffee_chat, connection, profile};

/// An account of the community.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// Its id.
    pub id: UserId,
    /// In lower case.
    pub email: String,
    /// Member or admin.
    pub role: UserRole,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last real action.
    pub last_active_at: Timestamp,
}

/// The community.
#[derive(Clone, Debug, Default)]
pub struct DemoCommunity {
    /// Accounts, all active, all with one password.
    pub accounts: Vec<DemoAccount>,
    /// A profile for each account.
    pub profiles: Vec<Profile>,
    /// Who knows whom.
    pub connections: Vec<Tie>,
    /// Chats that were held.
    pub chats: Vec<CoffeeChat>,
}

/// Writes the community; every account gets the same password hash.
pub async fn insert(
    writer: &Writer,
    community: &DemoCommunity,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    // Eight values a row: far below what a statement takes.
    for chunk in community.accounts.chunks(2_000) {
        let mut insert = Query::new(
            "INSERT INTO users (id, email, password_hash, role, status, last_active_at, created_at, updated_at) VALUES ",
        );
        for (at, account) in chunk.iter().enumerate() {
            insert.push(if at == 0 { "" } else { ", " });
            insert.push_row([
                account.id.0.into(),
                account.email.clone().into(),
                password_hash.into(),
                account.role.as_str().into(),
                UserStatus::Active.as_str().into(),
                account.last_active_at.into(),
                account.created_at.into(),
                account.last_active_at.into(),
            ]);
        }
        writer.execute_raw(insert.statement(writer)).await?;
    }
    profile::insert_all(writer, &community.profiles, now).await?;
    connection::insert_all(writer, &community.connections).await?;
    for chat in &community.chats {
        coffee_chat::insert(writer, chat).await?;
    }
    Ok(())
}
