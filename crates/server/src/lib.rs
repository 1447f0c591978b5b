//! The one binary: everything that touches the world.

pub mod access;
pub mod app;
pub mod cli;
pub mod config;
pub mod context;
pub mod controllers;
pub mod demo;
pub mod document;
pub mod edge;
pub mod input;
pub mod insight;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod problem;
pub mod providers;
pub mod realtime;
pub mod room_watch;
pub mod router;
pub mod services;
pub mod spa;
pub mod telemetry;
pub mod views;
pub mod words;
