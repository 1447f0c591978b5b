//! The product's decisions: rules, transactions, events, jobs to enqueue. No HTTP.

pub mod api_token;
pub mod auth;
pub mod health;
pub mod mail;
pub mod measure;
pub mod notification;
pub mod password;
pub mod person;
pub mod realtime;
pub mod secret;
