//! What every request passes before and after its handler: where it comes from, what it shows, how it is answered.

pub mod cookie;
pub mod origin;
