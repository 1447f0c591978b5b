//! Values that an installation makes for itself once and keeps: keys, the epoch of the event log.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

#[derive(FromQueryResult)]
struct ValueRow {
    value: String,
}

/// The value kept under the name.
pub async fn find<C: Connection>(connection: &C, name: &str) -> Result<Option<String>, StoreError> {
    let query = statement(connection, "SELECT value FROM settings WHERE name = $1", [name.into()]);
    Ok(ValueRow::find_by_statement(query).one(connection).await?.map(|row| row.value))
}

/// Keeps the value unless there is one already, and tells which one stands.
pub async fn keep_first(writer: &Writer, name: &str, value: &str) -> Result<String, StoreError> {
    let insert = statement(
        writer,
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        [name.into(), value.into()],
    );
    writer.execute_raw(insert).await?;
    Ok(find(writer, name).await?.unwrap_or_else(|| value.to_owned()))
}

/// Keeps the value in place of any other.
pub async fn replace(writer: &Writer, name: &str, value: &str) -> Result<(), StoreError> {
    let upsert = statement(
        writer,
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [name.into(), value.into()],
    );
    writer.execute_raw(upsert).await?;
    Ok(())
}
