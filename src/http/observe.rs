//! What every request gets whatever its route: one line in the log and one count in the metrics,
//! under an id that the answer carries too, and the headers that every answer has. It stands around
//! the router and is no layer of it, since each of those costs allocations.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, header};
use futures_util::FutureExt;
use metrics::{Counter, Histogram, counter, histogram};
use parking_lot::RwLock;
use uuid::Uuid;

use super::connection::Answers;
use super::request_id::{REQUEST_ID, RequestId};
use super::{host, paths, reply};

/// What an answer says where its route says nothing else: it is for whoever asked alone.
const UNLESS_SAID_OTHERWISE: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// In an answer's extensions: the user it is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnsweredTo(pub(super) Uuid);

/// Routes whose every request gets its id, is logged and counted once it is answered, and is
/// answered even if its handler panics.
#[derive(Debug)]
pub struct Observed {
    routes: Router,
    answered: Answered,
}

impl Observed {
    pub(super) fn new(routes: Router) -> Self {
        Self { routes, answered: Answered::default() }
    }

    async fn response(&self, request: Request<Body>) -> Response<Body> {
        match host::refusal(&request) {
            Some(refusal) => refusal,
            None => AssertUnwindSafe(self.routes.answer(request))
                .catch_unwind()
                .await
                .unwrap_or_else(reply::panicked),
        }
    }
}

impl Answers for Observed {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let started = Instant::now();
        let id = RequestId::of(request.headers());
        let (method, route) = (name_of(request.method()), paths::label(request.uri().path()));
        let mut response = id.during(self.response(request)).await;

        let (status, duration) = (response.status().as_u16(), started.elapsed());
        let user = response.extensions().get::<AnsweredTo>().map(|AnsweredTo(user)| *user);
        tracing::info!(
            method,
            route,
            status,
            duration_ms = duration.as_secs_f64() * 1000.0,
            user = user.map(tracing::field::display),
            request = tracing::field::display(id.as_str()),
            "answered"
        );
        self.answered.count((method, route, status), duration);
        let headers = response.headers_mut();
        for (name, value) in UNLESS_SAID_OTHERWISE {
            headers.entry(name).or_insert(value);
        }
        headers.insert(REQUEST_ID, id.into_header());
        response
    }
}

/// A method, a route and a status code.
type Kind = (&'static str, &'static str, u16);

/// The metrics of each kind of answer, found in the recorder once.
#[derive(Default)]
struct Answered(RwLock<HashMap<Kind, (Counter, Histogram)>>);

impl Answered {
    fn count(&self, kind: Kind, duration: Duration) {
        if let Some((number, times)) = self.0.read().get(&kind) {
            number.increment(1);
            times.record(duration);
            return;
        }
        let (method, route, status) = kind;
        let labels = [
            ("method", method.to_owned()),
            ("route", route.to_owned()),
            ("status", status.to_string()),
        ];
        let number = counter!("wardbook_http_requests_total", &labels);
        let times = histogram!("wardbook_http_request_duration_seconds", &labels);
        number.increment(1);
        times.record(duration);
        self.0.write().insert(kind, (number, times));
    }
}

impl std::fmt::Debug for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.read().keys()).finish()
    }
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
