//! Media rooms over str0m and the LiveKit signalling, sans-IO.
//!
//! [`Engine`] takes inputs with the time they came at and returns outputs; it has no socket, no clock
//! and no threads. [`Door`] checks tokens where the HTTP request arrives.

#![expect(deprecated, reason = "clients of every age read the protocol, so its old fields are written too")]

mod admission;
mod bucket;
mod codec;
mod config;
mod engine;
mod event;
mod forwarder;
mod ids;
mod keyframes;
mod layers;
mod peer;
mod quality;
mod revocation;
mod room;
mod routes;
mod rpc;
mod sdp;
mod speaker;
mod timers;
mod token;
mod world;

pub use admission::{Admission, Door, Path, Refusal};
pub use config::{EngineConfig, HostCandidate, Limits, Now, Transport};
pub use engine::{Datagram, Engine, Input, Output};
pub use event::{LeaveReason, MediaEvent, MediaEventKind, QualitySample, TrackFacts, Who};
pub use ids::SocketId;
pub use livekit_protocol as protocol;
pub use peer::Certificate;
pub use quality::{grade, score};
pub use rpc::{Format, RoomServiceCall, RpcError};
pub use token::{Claims, TokenError, VideoGrant, sign, verify};
