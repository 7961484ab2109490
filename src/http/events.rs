//! Subscriptions as server-sent events: the "distinct connections mode" of graphql-sse, each
//! response an event `next` whose id is its cursor, and `complete` at the end.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use bytes::Bytes;
use chrono::Utc;
use futures_util::stream;
use serde_json::json;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::Shared;
use super::credentials::bearer_token;
use super::graphql::Answered;
use super::observe::AnsweredTo;
use super::turns::Place;
use crate::error::{Error, Language};
use crate::identity::Refusal;
use crate::policy::Grants;
use crate::schema::{Begun, GraphQlRequest, Subscribed, Told};

/// How often a client that nothing happens to is shown that the connection lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The media type of events.
const EVENTS: &str = "text/event-stream";

/// What a browser that reconnects says it has seen last.
const LAST_EVENT_ID: &str = "last-event-id";

/// Whether a client asks for events.
pub(super) fn wanted(headers: &HeaderMap) -> bool {
    let fields = headers.get_all(header::ACCEPT).iter().filter_map(|field| field.to_str().ok());
    let mut ranges = fields.flat_map(|field| field.split(','));
    ranges.any(|range| {
        range.split(';').next().is_some_and(|ty| ty.trim().eq_ignore_ascii_case(EVENTS))
    })
}

/// A request whose answer may be events.
pub(super) struct Asked {
    pub(super) request: GraphQlRequest,
    pub(super) only_queries: bool,
    pub(super) language: Language,
}

/// Begins a subscription, or answers what is none.
pub(super) async fn answer(
    app: &Shared,
    parts: &Parts,
    grants: Arc<Grants>,
    asked: Asked,
) -> Result<Answered, Error> {
    let user = grants.user_id();
    let last_event_id = parts.headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok());
    let last_event_id = last_event_id.filter(|id| !id.is_empty()).map(str::to_owned);
    let Asked { request, only_queries, language } = asked;
    let place = app.subscriptions.place(user)?;
    let begun = app.engine.begin(grants, request, last_event_id, only_queries, language).await;
    let subscribed = match begun {
        Begun::Answer(answer) => return Ok(Answered::Whole(answer)),
        Begun::Subscription(subscribed) => subscribed,
    };
    let token = bearer_token(&parts.headers).ok_or(Refusal::Unauthenticated)?;
    let (_, until) = app.identity.authenticate_until(token).await?;
    let left = (until - Utc::now()).to_std().unwrap_or_default();
    let mut heartbeats = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let telling = Telling {
        subscribed,
        heartbeats,
        until: Instant::now() + left,
        ends: app.ends.clone(),
        language,
        _place: place,
    };
    // A first comment shows that it was begun.
    let begun = stream::once(async { Ok::<_, std::convert::Infallible>(Bytes::from(":\n\n")) });
    let told = stream::unfold(Some(telling), |telling| async {
        let mut telling = telling?;
        let (bytes, goes_on) = telling.next().await?;
        Some((Ok(bytes), goes_on.then_some(telling)))
    });
    let mut response =
        Response::new(Body::from_stream(futures_util::StreamExt::chain(begun, told)));
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static("text/event-stream; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, content_type);
    // nginx would wait for more.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    headers.insert(unbuffered, HeaderValue::from_static("no"));
    response.extensions_mut().insert(AnsweredTo(user));
    Ok(Answered::Events(response))
}

/// A subscription that is being told.
struct Telling {
    subscribed: Subscribed,
    heartbeats: Interval,
    until: Instant,
    ends: CancellationToken,
    language: Language,
    _place: Place,
}

impl Telling {
    /// What is sent next, and whether anything comes after it.
    async fn next(&mut self) -> Option<(Bytes, bool)> {
        tokio::select! {
            () = self.ends.cancelled() => None,
            () = tokio::time::sleep_until(self.until) => {
                Some((self.ended(&Refusal::Unauthenticated.into()), false))
            }
            told = self.subscribed.next() => match told? {
                Told::Next { body, cursor } => Some((event("next", Some(&cursor), &body), true)),
                Told::End(error) => Some((self.ended(&error), false)),
            },
            _ = self.heartbeats.tick() => Some((Bytes::from_static(b":\n\n"), true)),
        }
    }

    fn ended(&self, error: &Error) -> Bytes {
        let body = json!({"errors": [error.to_json(self.language)]}).to_string();
        let told = event("next", None, body.as_bytes());
        [told, event("complete", None, b"")].concat().into()
    }
}

/// One event as it is sent. PostgreSQL breaks its JSON into lines.
fn event(name: &str, id: Option<&str>, data: &[u8]) -> Bytes {
    let mut text = format!("event: {name}\n").into_bytes();
    if let Some(id) = id {
        text.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    for line in data.split(|byte| *byte == b'\n') {
        text.extend_from_slice(b"data: ");
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text.push(b'\n');
    text.into()
}
