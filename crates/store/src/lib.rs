//! All SQL: SQLite and PostgreSQL, one set of migrations. Row types never leave this crate.

pub mod coffee_chat;
pub mod coffee_chat_feedback;
mod column;
mod connection;
mod dialect;
pub mod eligibility;
mod error;
pub mod job;
pub mod measure;
mod migration;
pub mod notification;
pub mod outbox;
pub mod realtime;
pub mod setting;
pub mod time_cell;

pub use connection::{Connection, Reader, Store, StoreOptions, Writer};
pub use error::StoreError;
