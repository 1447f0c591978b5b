//! All SQL: SQLite and PostgreSQL, one set of migrations. Row types never leave this crate.

mod connection;
mod dialect;
mod error;
pub mod job;
mod migration;
pub mod notification;
pub mod outbox;
pub mod realtime;
pub mod setting;

pub use connection::{Connection, Reader, Store, StoreOptions, Writer};
pub use error::StoreError;
