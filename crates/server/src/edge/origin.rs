//! Requests that another site made the browser send (CSRF) are refused, before anything is looked up.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, StatusCode, header};
use url::{Host, Origin, Url};

use crate::config::Site;
use crate::problem::Problem;

/// The origins whose pages may change something here: the site's own.
#[derive(Clone, Debug, Default)]
pub struct OwnOrigins(Arc<[String]>);

impl OwnOrigins {
    /// The origin of `PUBLIC_URL`. On this machine itself, its other names on the same port mean the same site.
    pub fn of(site: &Site) -> Self {
        let Ok(url) = site.url() else { return Self::default() };
        let mut origins = vec![url.origin().ascii_serialization()];
        if site.is_localhost() {
            origins.extend(loopback_origins(&url));
        }
        Self(origins.into())
    }

    /// Refuses a request that the browser says comes from elsewhere. Browsers have sent `Sec-Fetch-Site` or `Origin`
    /// with every request that can change something since 2020; what sends neither is no browser, and holds no
    /// cookie that it was not given.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
        let is_upgrade = headers.contains_key(header::UPGRADE);
        if method.is_safe() && !is_upgrade {
            return Ok(());
        }
        let origin = headers.get(header::ORIGIN);
        if origin.is_some_and(|origin| self.0.iter().any(|own| origin == own.as_str())) {
            return Ok(());
        }
        match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
            Some(b"same-origin" | b"none") => Ok(()),
            None if origin.is_none() => Ok(()),
            _ => Err(Problem::new(StatusCode::FORBIDDEN, "foreign-origin", "Another site sent this request")),
        }
    }
}

fn loopback_origins(url: &Url) -> Vec<String> {
    let port = url.port_or_known_default().unwrap_or(80);
    let hosts = [
        Host::Domain("localhost".to_owned()),
        Host::Ipv4(std::net::Ipv4Addr::LOCALHOST),
        Host::Ipv6(std::net::Ipv6Addr::LOCALHOST),
    ];
    hosts
        .into_iter()
        .map(|host| Origin::Tuple(url.scheme().to_owned(), host, port).ascii_serialization())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_accepted(public_url: &str, method: Method, headers: &[(&'static str, &str)]) -> bool {
        let site = Site { public_url: public_url.to_owned(), ..Site::default() };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        OwnOrigins::of(&site).check(&method, &map).is_ok()
    }

    #[test]
    fn the_sites_own_pages_may_change_things_and_others_may_not() {
        let site = "https://alumni.example.org";
        let post = |headers: &[(&'static str, &str)]| is_accepted(site, Method::POST, headers);
        assert!(post(&[("origin", "https://alumni.example.org")]));
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("sec-fetch-site", "none")]));
        assert!(post(&[]));
        for elsewhere in
            ["https://evil.example", "http://alumni.example.org", "null", "https://alumni.example.org:8443"]
        {
            assert!(!post(&[("origin", elsewhere)]), "{elsewhere}");
        }
        assert!(!post(&[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]));
        assert!(!post(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn reading_is_free_but_opening_a_socket_is_not() {
        let evil = ("origin", "https://evil.example");
        assert!(is_accepted("https://a.example", Method::GET, &[evil]));
        assert!(!is_accepted("https://a.example", Method::GET, &[evil, ("upgrade", "websocket")]));
        let own = ("origin", "https://a.example");
        assert!(is_accepted("https://a.example", Method::GET, &[own, ("upgrade", "websocket")]));
    }

    #[test]
    fn this_machine_has_several_names_but_one_port() {
        for origin in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(is_accepted("http://localhost:8080", Method::POST, &[("origin", origin)]), "{origin}");
        }
        assert!(!is_accepted("http://localhost:8080", Method::POST, &[("origin", "http://localhost:3000")]));
    }
}
