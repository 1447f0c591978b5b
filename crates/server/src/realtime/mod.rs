//! One socket a page: what concerns a person arrives at once, and a cut client resumes without a gap.

mod hub;
mod socket;

pub use hub::Hub;
pub use socket::serve;
