//! All SQL: SQLite and PostgreSQL, one set of migrations. Row types never leave this crate.

pub mod block;
pub mod call_feedback;
pub mod call_message;
pub mod call_session;
pub mod coffee_chat;
pub mod coffee_chat_feedback;
mod column;
pub mod connection;
mod dialect;
pub mod directory;
pub mod eligibility;
mod error;
pub mod job;
pub mod measure;
mod migration;
pub mod notification;
pub mod outbox;
pub mod participant;
pub mod person;
mod pool;
pub mod profile;
pub mod person_contact;
pub mod realtime;
pub mod report;
pub mod screen_share;
pub mod setting;
pub mod time_cell;
pub mod video_call;
mod visibility;

pub use error::StoreError;
pub use pool::{Connection, Reader, Store, StoreOptions, Writer};
