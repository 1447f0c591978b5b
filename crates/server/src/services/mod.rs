//! The product's decisions: rules, transactions, events, jobs to enqueue. No HTTP.

pub mod account;
pub mod activity;
pub mod ai_match;
pub mod api_token;
pub mod auth;
pub mod block;
pub mod call_letter;
pub mod coffee_chat;
pub mod connection;
pub mod directory_filter;
pub mod fairness;
pub mod health;
pub mod import;
pub mod mail;
pub mod measure;
pub mod member;
pub mod notification;
pub mod password;
pub mod person;
pub mod profile;
pub mod realtime;
pub mod reminder;
pub mod secret;
pub mod suggestion;
pub mod video_call;
