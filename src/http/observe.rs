//! What every request gets whatever its route: one line in the log and one count in the metrics,
//! under an id that the answer carries too, and the headers that every answer has. One layer does
//! all of it, since each costs an allocation.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};
use tracing::Instrument;
use uuid::Uuid;

use super::host;

/// The header that a request and its answer carry the request's id in.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a client.
const LONGEST_ID: usize = 64;

/// What an answer says where its route says nothing else: it is for whoever asked alone.
const UNLESS_SAID_OTHERWISE: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// In an answer's extensions: the user it is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnsweredTo(pub(super) Uuid);

/// Gives a request its id, and logs and counts it once it is answered.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = id_from_client(request.headers()).unwrap_or_else(|| Uuid::now_v7().to_string());
    let method = name_of(request.method());
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = path.as_ref().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %id);
    let mut response = match host::refusal(&request) {
        Some(refusal) => refusal,
        None => next.run(request).instrument(span.clone()).await,
    };

    let (status, duration) = (response.status().as_u16(), started.elapsed());
    let user = response.extensions().get::<AnsweredTo>().map(|AnsweredTo(user)| user.to_string());
    span.in_scope(|| {
        tracing::info!(
            method,
            route,
            status,
            duration_ms = duration.as_secs_f64() * 1000.0,
            user,
            "answered"
        );
    });
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    counter!("wardbook_http_requests_total", &labels).increment(1);
    histogram!("wardbook_http_request_duration_seconds", &labels).record(duration);
    let headers = response.headers_mut();
    for (name, value) in UNLESS_SAID_OTHERWISE {
        headers.entry(name).or_insert(value);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// The id that a client gave, if it is one short word that can stand in a log.
fn id_from_client(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_safe = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_plain);
    is_safe.then(|| id.to_owned())
}

/// A method's name; one that nobody knows would make a metric of its own.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_plain_word_is_taken_as_an_id() {
        let id = |text: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(text).unwrap());
            id_from_client(&headers)
        };
        assert_eq!(id(b"0190-abc_D.7").as_deref(), Some("0190-abc_D.7"));
        assert_eq!(id(&[b'a'; 64]).map(|id| id.len()), Some(64));
        for bad in [&b""[..], &[b'a'; 65], b"a b", b"a\"b", b"{}", "事项".as_bytes(), b"a\tb"] {
            assert_eq!(id(bad), None, "{bad:?}");
        }
        assert_eq!(id_from_client(&HeaderMap::new()), None);
    }
}
