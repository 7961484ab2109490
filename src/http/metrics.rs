//! The metrics, on a listener of their own, as Prometheus reads them.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// The bounds of the durations that are told apart, in seconds.
const BUCKETS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How often what was recorded is put in order.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Records the metrics of this process from now on.
///
/// # Errors
/// Another recorder has been installed.
pub fn install_recorder() -> Result<(), BuildError> {
    if RECORDER.get().is_some() {
        return Ok(());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".into()), &BUCKETS)?
        .install_recorder()?;
    describe_counter!("wardbook_http_requests_total", "HTTP requests answered");
    describe_gauge!("wardbook_http_connections", "HTTP connections that are open");
    describe_histogram!(
        "wardbook_http_request_duration_seconds",
        Unit::Seconds,
        "Time from a request's head to its answer's"
    );
    let _ = RECORDER.set(handle);
    Ok(())
}

/// `GET /metrics`. It must be made inside a runtime, where it keeps the records in order.
pub fn router() -> Router {
    tokio::spawn(async {
        let mut ticks = tokio::time::interval(UPKEEP_EVERY);
        loop {
            ticks.tick().await;
            if let Some(recorder) = RECORDER.get() {
                recorder.run_upkeep();
            }
        }
    });
    Router::new().route("/metrics", get(render))
}

async fn render() -> ([(header::HeaderName, &'static str); 1], String) {
    let text = RECORDER.get().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
