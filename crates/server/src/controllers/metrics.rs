//! Figures for Prometheus: for this machine, and for others with the token.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use crate::context::Context;
use crate::problem::Problem;
use crate::services::measure;
use crate::telemetry;

/// Prometheus' text format.
pub async fn get_metrics(
    State(context): State<Context>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let is_forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    let is_local = peer.ip().to_canonical().is_loopback() && !is_forwarded;
    if !is_local && !has_token(&context, &headers) {
        return Err(Problem::not_found());
    }
    measure::refresh_gauges(&context).await?;
    let text = telemetry::metrics().render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

fn has_token(context: &Context, headers: &HeaderMap) -> bool {
    let Some(expected) = &context.config().site.metrics_token else { return false };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = given.strip_prefix("Bearer ").unwrap_or_default();
    bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}
