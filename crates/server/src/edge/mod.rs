//! What every request passes before and after its handler: where it comes from, what it shows, how it is answered.

pub mod client_address;
pub mod cookie;
pub mod headers;
pub mod idempotency;
pub mod origin;
pub mod rate_limit;
pub mod tls;

/// Largest body of a request, in bytes, unless its route says otherwise.
pub const BODY_LIMIT: usize = 256 * 1024;
