//! Logs, request ids and metrics. A log line never holds names, addresses, mails or tokens.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tower_http::request_id::{MakeRequestId, RequestId};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// The header that carries the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// Starts logging; `RUST_LOG` narrows or widens it. A second call changes nothing.
pub fn start_logging(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,str0m=warn,sqlx=warn,sea_orm_migration=warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _already_started = match format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}

/// Gives each request an id of our own; one sent by the caller is not trusted.
#[derive(Clone, Copy)]
pub struct FreshRequestId;

impl MakeRequestId for FreshRequestId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&Uuid::now_v7().to_string()).ok().map(RequestId::new)
    }
}

/// The id of a request.
pub fn request_id(request: &Request) -> String {
    let id = request.extensions().get::<RequestId>();
    id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default().to_owned()
}

/// Seconds, from a cached answer to a slow report.
const REQUEST_SECONDS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Shares of lost packets: one in a hundred is not noticed, one in five ends a talk.
const LOSS_RATIO: &[f64] = &[0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.5];
/// Scores of a connection; 40 and 80 are where its grade changes.
const QUALITY_SCORE: &[f64] = &[10.0, 20.0, 40.0, 60.0, 80.0, 90.0, 95.0, 100.0];

/// The figures of this process. The first call starts counting.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), REQUEST_SECONDS)
            .and_then(|figures| {
                figures.set_buckets_for_metric(Matcher::Suffix("_loss_ratio".to_owned()), LOSS_RATIO)
            })
            .and_then(|figures| {
                figures.set_buckets_for_metric(Matcher::Suffix("_quality_score".to_owned()), QUALITY_SCORE)
            })
            .and_then(PrometheusBuilder::install_recorder)
            .expect("no buckets are empty and nothing else installs a recorder")
    })
}

/// Counts requests and their time by route, never by the address asked for.
pub async fn measure_request(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("homecoming_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("homecoming_request_seconds", "route" => route).record(began.elapsed().as_secs_f64());
    response
}
