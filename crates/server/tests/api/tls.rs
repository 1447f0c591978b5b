//! HTTPS by certificate files, and what the server refuses to start with.

use std::path::Path;
use std::process::Command;

use reqwest::{Certificate, Client, StatusCode};
use server::config::Config;

use crate::support::TestServer;

/// A certificate for localhost that nobody has signed but itself.
fn make_certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args([
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ])
        .current_dir(folder)
        .output()
        .expect("openssl is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

#[tokio::test]
async fn the_site_is_served_over_https_by_certificate_files() {
    let folder = tempfile::tempdir().unwrap();
    make_certificate(folder.path());
    let server = TestServer::start_with(|config| {
        config.site.public_url = config.site.public_url.replace("http:", "https:");
        config.site.tls.certificate = Some(folder.path().join("certificate.pem"));
        config.site.tls.key = Some(folder.path().join("key.pem"));
    })
    .await;
    let certificate = std::fs::read(folder.path().join("certificate.pem")).unwrap();
    let client =
        Client::builder().tls_certs_only([Certificate::from_pem(&certificate).unwrap()]).build().unwrap();
    let url = format!("https://localhost:{}/health/live", server.app.address.port());
    let answer = client.get(&url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000; includeSubDomains");
    assert!(client.get(url.replace("https:", "http:")).send().await.is_err(), "no plain http on this port");
    server.app.stop().await.unwrap();
}

#[test]
fn plain_http_elsewhere_needs_to_be_asked_for() {
    let mut config = Config::default();
    config.site.public_url = "http://alumni.example.org".to_owned();
    let refused = config.check().unwrap_err().to_string();
    assert!(refused.contains("PUBLIC_URL") && refused.contains("--insecure-http"), "{refused}");
    assert!(refused.contains("camera"), "says what is lost: {refused}");
    config.site.allows_insecure_http = true;
    assert!(config.check().is_ok());
    config.site.trusted_proxies = vec!["10.0.0.0/99".to_owned()];
    assert!(format!("{:#}", config.check().unwrap_err()).contains("TRUSTED_PROXIES"));
}

#[tokio::test]
async fn on_plain_http_elsewhere_the_cookie_goes_without_its_prefix() {
    let server = TestServer::start_with(|config| {
        config.site.public_url = "http://alumni.example.org".to_owned();
        config.site.allows_insecure_http = true;
    })
    .await;
    let ada = server.member("Ada Lovelace").await;
    let body = serde_json::json!({ "email": ada.email, "password": crate::support::PASSWORD });
    let browser = server.browser();
    let answer =
        crate::support::answer(browser.client().post(browser.at("/api/auth/login")).json(&body)).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("session=") && !cookie.contains("Secure"), "{cookie}");
    assert_eq!(browser.get("/api/me").await.status, StatusCode::OK);
}
