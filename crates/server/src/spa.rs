//! The built web app, served out of the binary with the compression made at build time.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::response::IntoResponse;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Assets;

/// Serves a file of the web app; any other page address gets the app itself, which knows its own routes.
pub async fn serve(uri: Uri, headers: HeaderMap) -> axum::response::Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/")
        || path.starts_with("health/")
        || path.starts_with("rtc")
        || path.starts_with("twirp/")
    {
        return Problem::not_found().into_response();
    }
    if let Some(response) = file(path, &headers) {
        return response;
    }
    let looks_like_a_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if looks_like_a_file {
        return Problem::not_found().into_response();
    }
    file("index.html", &headers).unwrap_or_else(|| {
        (StatusCode::SERVICE_UNAVAILABLE, "The web app was not built into this binary: run `make run`.\n")
            .into_response()
    })
}

fn file(path: &str, headers: &HeaderMap) -> Option<axum::response::Response> {
    let original = Assets::get(path)?;
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.contains(encoding)
            && let Some(packed) = Assets::get(&format!("{path}{suffix}"))
        {
            return Some(respond(path, packed, Some(encoding)));
        }
    }
    Some(respond(path, original, None))
}

fn respond(path: &str, file: EmbeddedFile, encoding: Option<&'static str>) -> axum::response::Response {
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // Files under assets/ carry a hash of their content in their name.
    let caching =
        if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
