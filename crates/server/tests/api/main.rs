//! The server over HTTP, in one process with the test: one module a resource.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod activity;
mod ai_match;
mod auth;
mod auth_accounts;
mod auth_tokens;
mod block;
mod coffee_chat;
mod coffee_chat_kill;
mod coffee_chat_mail;
mod coffee_chat_outcome;
mod coffee_chat_race;
mod coffee_chat_rules;
mod connection;
#[allow(dead_code, reason = "the stories of the store use all of it, these tests a part")]
#[path = "../../../store/tests/story/database.rs"]
mod database;
mod documents;
mod edge;
mod fairness;
mod health;
mod house;
mod import;
mod import_command;
mod index_audit;
mod language;
mod letter_language;
mod mailbox;
mod media;
mod person;
mod profile;
mod realtime;
mod smtp;
mod suggestion;
mod suggestion_attack;
mod suggestion_oracle;
mod support;
mod tls;
mod video_call;
mod video_call_access;
mod video_call_attendance;
mod video_call_audience;
mod video_call_ending;
mod video_call_host_tools;
mod video_call_livekit;
mod video_call_mail;
mod video_call_people;
mod video_call_quality;
mod video_call_race;
mod wait_list;
