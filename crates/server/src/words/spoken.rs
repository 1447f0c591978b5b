//! The language of the answer that is being made.
//!
//! Like the request's id it belongs to the whole request: cards of people are made deep inside of other views, and
//! none of what lies between has to do with words. Work outside of a request speaks English.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use model::language::Language;

tokio::task_local! {
    static SPOKEN: Language;
}

/// The language in which the request that is being answered asks to be spoken to.
pub fn spoken_language() -> Language {
    SPOKEN.try_with(|language| *language).unwrap_or(Language::English)
}

/// Answers in the language that the request accepts.
pub async fn speak(request: Request, next: Next) -> Response {
    let field = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|field| field.to_str().ok());
    let language = Language::accepted(field.unwrap_or_default());
    let mut response = SPOKEN.scope(language, next.run(request)).await;
    if holds_words(&response) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
        headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    }
    response
}

/// Whether somebody is spoken to: in views and problems, not in the files of the web app.
fn holds_words(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    matches!(kind, Some(b"application/json" | b"application/problem+json"))
}
