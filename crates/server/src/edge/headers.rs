//! What every answer tells the browser about how to treat it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use url::Url;

use crate::config::Config;

/// The headers of this site, written once.
#[derive(Clone, Debug)]
pub struct SecurityHeaders(Arc<[(HeaderName, HeaderValue)]>);

impl SecurityHeaders {
    /// As the configuration asks: a Jitsi domain may be framed and may use camera and microphone, a LiveKit server
    /// may be spoken to, and https is promised for a year when the site has it.
    pub fn of(config: &Config) -> Self {
        let jitsi = config.jitsi.domain.as_deref().and_then(origin_of_domain);
        let mut headers = vec![
            (header::CONTENT_SECURITY_POLICY, content_security_policy(config, jitsi.as_deref())),
            (HeaderName::from_static("permissions-policy"), permissions_policy(jitsi.as_deref())),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::X_FRAME_OPTIONS, "DENY".to_owned()),
            // Not `no-referrer`: with it browsers send `Origin: null`, and the origin check would refuse our pages.
            (header::REFERRER_POLICY, "same-origin".to_owned()),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin".to_owned()),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin".to_owned()),
        ];
        if config.site.public_url.starts_with("https:") {
            let promise = "max-age=31536000; includeSubDomains".to_owned();
            headers.push((header::STRICT_TRANSPORT_SECURITY, promise));
        }
        let written = headers.into_iter().filter_map(|(name, value)| Some((name, value.parse().ok()?)));
        Self(written.collect())
    }
}

/// Adds the headers to an answer. One that its handler set stays.
pub async fn add(State(security): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in security.0.iter() {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if is_api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Scripts come as files of our own, never inline; styles may be set on elements, as the positioning of menus needs.
fn content_security_policy(config: &Config, jitsi: Option<&str>) -> String {
    let jitsi = jitsi.unwrap_or_default();
    let frames = if jitsi.is_empty() { "'none'" } else { jitsi };
    let sockets = socket_origins(config);
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'self' 'wasm-unsafe-eval' {jitsi}"),
        "style-src 'self' 'unsafe-inline'".to_owned(),
        "img-src 'self' data: blob:".to_owned(),
        "media-src 'self' blob: data:".to_owned(),
        "font-src 'self'".to_owned(),
        format!("connect-src 'self' {sockets}"),
        "worker-src 'self' blob:".to_owned(),
        format!("frame-src {frames}"),
        "manifest-src 'self'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'self'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "object-src 'none'".to_owned(),
    ]
    .map(|directive| directive.trim().to_owned())
    .join("; ")
}

/// Our own sockets by name, since `'self'` does not cover them in every browser, and the LiveKit server's.
fn socket_origins(config: &Config) -> String {
    let own = config.site.url().ok();
    let livekit = config.livekit.url.as_deref().and_then(|url| Url::parse(url).ok());
    let mut origins = Vec::new();
    for url in own.iter().chain(&livekit) {
        let Some(authority) = authority(url) else { continue };
        let is_secure = matches!(url.scheme(), "https" | "wss");
        origins.push(format!("{}://{authority}", if is_secure { "wss" } else { "ws" }));
        if Some(url) == livekit.as_ref() {
            origins.push(format!("{}://{authority}", if is_secure { "https" } else { "http" }));
        }
    }
    origins.join(" ")
}

fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn permissions_policy(jitsi: Option<&str>) -> String {
    let callers = jitsi.map_or_else(|| "(self)".to_owned(), |jitsi| format!("(self \"{jitsi}\")"));
    let needed = ["camera", "microphone", "display-capture", "speaker-selection", "fullscreen", "autoplay"];
    let refused = ["geolocation", "payment", "usb", "serial", "hid", "midi", "browsing-topics"];
    let needed = needed.map(|feature| format!("{feature}={callers}"));
    let refused = refused.map(|feature| format!("{feature}=()"));
    [needed.as_slice(), refused.as_slice()].concat().join(", ")
}

/// `meet.example.org` or `meet.example.org:8443` as an origin: https, but on this machine itself, where the provider
/// takes plain http too. What cannot be a host cannot stand in a header.
fn origin_of_domain(domain: &str) -> Option<String> {
    let host = domain.split(':').next().unwrap_or_default();
    let scheme = if matches!(host, "localhost" | "127.0.0.1") { "http" } else { "https" };
    let url = Url::parse(&format!("{scheme}://{domain}")).ok()?;
    Some(format!("{}://{}", url.scheme(), authority(&url)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(config: &Config, name: &str) -> Option<String> {
        let headers = SecurityHeaders::of(config).0;
        let found = headers.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_plain_site_loads_nothing_from_elsewhere() {
        let config = Config::default();
        let policy = header(&config, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "), "{policy}");
        assert!(policy.contains("connect-src 'self' ws://localhost:8080; "), "{policy}");
        assert!(policy.contains("frame-src 'none'; "), "{policy}");
        assert!(header(&config, "permissions-policy").unwrap().starts_with("camera=(self), "));
        assert_eq!(header(&config, "strict-transport-security"), None);
    }

    #[test]
    fn a_jitsi_domain_may_be_framed_and_livekit_spoken_to() {
        let mut config = Config::default();
        config.site.public_url = "https://alumni.example.org".to_owned();
        config.jitsi.domain = Some("meet.example.org".to_owned());
        config.livekit.url = Some("wss://sfu.example.org".to_owned());
        let policy = header(&config, "content-security-policy").unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval' https://meet.example.org;"),
            "{policy}"
        );
        assert!(policy.contains("frame-src https://meet.example.org;"), "{policy}");
        let sockets =
            "connect-src 'self' wss://alumni.example.org wss://sfu.example.org https://sfu.example.org;";
        assert!(policy.contains(sockets), "{policy}");
        let features = header(&config, "permissions-policy").unwrap();
        assert!(features.contains("microphone=(self \"https://meet.example.org\")"), "{features}");
        assert!(header(&config, "strict-transport-security").unwrap().contains("max-age=31536000"));
    }

    #[test]
    fn a_jitsi_on_this_machine_is_spoken_to_in_plain_http() {
        let mut config = Config::default();
        config.jitsi.domain = Some("localhost:9443".to_owned());
        let policy = header(&config, "content-security-policy").unwrap();
        assert!(policy.contains("frame-src http://localhost:9443;"), "{policy}");
    }

    #[test]
    fn a_domain_cannot_smuggle_in_a_second_directive() {
        let mut config = Config::default();
        config.jitsi.domain = Some("meet.example.org; script-src *".to_owned());
        let policy = header(&config, "content-security-policy").unwrap();
        assert!(!policy.contains("script-src *"), "{policy}");
    }
}
