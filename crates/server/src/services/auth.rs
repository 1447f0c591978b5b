//! Sign-in: who somebody is.

use axum::http::HeaderMap;

use crate::access::Caller;
use crate::context::Context;
use crate::problem::Problem;

/// Sign-in.
#[derive(Clone)]
pub struct AuthService {
    _context: Context,
}

impl AuthService {
    /// With the shared parts.
    pub fn new(context: Context) -> Self {
        Self { _context: context }
    }

    /// Who sent these headers; `None` when nobody claims to be anybody.
    pub async fn identify(&self, _headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
        Ok(None)
    }
}
