//! The server over HTTP, in one process with the test: one module a resource.

mod auth;
mod documents;
mod health;
mod house;
mod realtime;
mod suggestion;
mod support;
