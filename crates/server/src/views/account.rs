//! Mailed links in JSON.

use serde::Deserialize;
use utoipa::ToSchema;

/// An address to send a link to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPasswordReset {
    /// The address of the account.
    #[schema(max_length = 254)]
    pub email: String,
}

/// A password set by a mailed link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// What stood behind `#` in the link.
    #[schema(max_length = 200)]
    pub token: String,
    /// The password to hold from now on.
    #[schema(min_length = 8, max_length = 128)]
    pub password: String,
}
