//! Turns a request into a service call and a result into a view.

pub mod account;
pub mod ai_match;
pub mod api_token;
pub mod auth;
pub mod call_participant;
pub mod call_record;
pub mod coffee_chat;
pub mod connection;
pub mod fairness;
pub mod health;
pub mod import;
pub mod insight;
pub mod member;
pub mod metrics;
pub mod notification;
pub mod person;
pub mod place;
pub mod profile;
pub mod realtime;
pub mod report;
pub mod suggestion;
pub mod test_clock;
pub mod video_call;
mod video_call_shape;
pub mod wait_list;
