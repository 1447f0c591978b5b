//! The stories of the store: every function as its callers use it, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod audit;
mod coffee_chat;
mod database;
mod embedding;
mod idempotency;
mod matching;
mod plans;
mod reader;
mod sign_in;
mod support;
