//! The few shapes of columns and keys that the tables are made of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    pk_uuid, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

/// The table's own UUIDv7.
pub fn id() -> ColumnDef {
    pk_uuid("id")
}

/// A required UTC instant.
pub fn at(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

/// An instant that may not have come.
pub fn at_null(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone_null(name)
}

/// A table whose columns are given in order.
pub fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for mut column in columns {
        table.col(&mut column);
    }
    table.take()
}

/// A required reference, with its foreign key.
pub fn refers(table: &mut TableCreateStatement, column: &'static str, to: &'static str) {
    refers_with(table, column, to, false, ForeignKeyAction::Restrict);
}

/// A reference whose row goes away with the row it names.
pub fn belongs(table: &mut TableCreateStatement, column: &'static str, to: &'static str) {
    refers_with(table, column, to, false, ForeignKeyAction::Cascade);
}

/// A reference that may be empty.
pub fn may_refer(table: &mut TableCreateStatement, column: &'static str, to: &'static str) {
    refers_with(table, column, to, true, ForeignKeyAction::SetNull);
}

fn refers_with(
    table: &mut TableCreateStatement,
    column: &'static str,
    to: &'static str,
    is_optional: bool,
    on_delete: ForeignKeyAction,
) {
    table.col(if is_optional { uuid_null(column) } else { uuid(column) });
    let mut key = ForeignKey::create();
    key.from_col(column).to(to, "id").on_delete(on_delete);
    table.foreign_key(&mut key);
}

/// An index over the columns.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}_idx", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}

/// A unique index over the columns; conflicts name it.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = index(table, columns);
    index.name(format!("{table}_{}_key", columns.join("_"))).unique().take()
}
