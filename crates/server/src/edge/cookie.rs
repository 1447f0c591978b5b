//! The cookie that holds a browser's sign-in.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::CookieJar;
use chrono::TimeDelta;

use crate::config::Site;

/// How the cookie is called and protected on this site.
#[derive(Clone, Copy, Debug)]
pub struct SessionCookie {
    name: &'static str,
    is_secure: bool,
}

impl SessionCookie {
    /// On https and localhost the `__Host-` prefix binds the cookie to this host and to secure connections; plain
    /// http elsewhere (`--insecure-http`) cannot have it.
    pub fn of(site: &Site) -> Self {
        let is_secure = site.is_secure_context();
        Self { name: if is_secure { "__Host-session" } else { "session" }, is_secure }
    }

    /// The secret in the request, when there is one.
    pub fn read(&self, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers).get(self.name).map(|cookie| cookie.value().to_owned())
    }

    /// Hands the secret to the browser.
    pub fn set(&self, secret: &str, lifetime: TimeDelta) -> HeaderValue {
        self.header(secret, lifetime)
    }

    /// Takes the secret away from the browser.
    pub fn clear(&self) -> HeaderValue {
        self.header("", TimeDelta::zero())
    }

    fn header(&self, value: &str, lifetime: TimeDelta) -> HeaderValue {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let seconds = lifetime.num_seconds();
        let cookie =
            format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", self.name);
        HeaderValue::from_str(&cookie).expect("secrets are base64 and the rest is fixed")
    }
}
