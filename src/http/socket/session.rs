//! One socket from its opening to its end.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use chrono::Utc;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::value::RawValue;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use super::message::{self, Said};
use super::{HEARTBEAT, INIT_TIME};
use crate::error::{Error, Language};
use crate::http::Shared;
use crate::http::body::fields;
use crate::http::request::from_body;
use crate::http::turns::Place;
use crate::identity::Refusal;
use crate::schema::{Begun, Outcome, Told};

/// How many messages of a socket's operations wait to be sent.
const MOST_UNSENT: usize = 16;

/// How long a message may take to be sent to a client that does not read.
const UNREAD: Duration = Duration::from_secs(30);

/// The most operations of one socket at once.
const MOST_OPERATIONS: usize = 100;

/// Why a socket is closed: the protocol's codes, and the WebSocket's own.
type Closing = (u16, &'static str);

const GOING_AWAY: Closing = (1001, "the server ends: connect again, with the last cursor as since");
const TRY_AGAIN: Closing = (1013, "try again later");
const BAD_MESSAGE: Closing = (4400, "this is no message of graphql-transport-ws");
const UNAUTHORIZED: Closing = (4401, "Unauthorized");
const FORBIDDEN: Closing = (4403, "Forbidden");
const INIT_TIMEOUT: Closing = (4408, "Connection initialisation timeout");
const SUBSCRIBER_EXISTS: Closing = (4409, "Subscriber already exists");
const TOO_MANY_INITS: Closing = (4429, "Too many initialisation requests");
const TOO_MANY_SOCKETS: Closing = (4429, "Too many sockets");
const TOO_MANY_OPERATIONS: Closing = (4429, "Too many operations");

struct Session {
    app: Shared,
    language: Language,
    /// The bearer token, once it was found good.
    token: Option<Arc<str>>,
    /// A place among those who have not said who they are, until they have.
    unknown: Option<OwnedSemaphorePermit>,
    /// A place among the user's own sockets.
    place: Option<Place>,
    /// The operations by their ids, each with a number that no other one of the socket has: an id
    /// may be used again.
    operations: HashMap<String, (u64, JoinHandle<()>)>,
    begun: u64,
    outgoing: mpsc::Sender<Outgoing>,
}

/// What an operation has to say.
struct Outgoing {
    id: String,
    serial: u64,
    text: String,
    is_last: bool,
}

/// Runs a socket to its end.
pub(super) async fn run(
    socket: WebSocket,
    app: Shared,
    language: Language,
    unknown: OwnedSemaphorePermit,
) {
    let (mut sink, mut source) = socket.split();
    let (outgoing, mut waiting) = mpsc::channel(MOST_UNSENT);
    let ends = app.ends.clone();
    let mut session = Session {
        app,
        language,
        token: None,
        unknown: Some(unknown),
        place: None,
        operations: HashMap::new(),
        begun: 0,
        outgoing,
    };
    let mut until = Instant::now() + INIT_TIME;
    let mut heartbeats = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unanswered = 0;
    let closing = loop {
        tokio::select! {
            () = ends.cancelled() => break Some(GOING_AWAY),
            () = sleep_until(until) => {
                break Some(if session.token.is_some() { UNAUTHORIZED } else { INIT_TIMEOUT });
            }
            _ = heartbeats.tick() => {
                if unanswered >= 2 {
                    break None;
                }
                unanswered += 1;
                if session.token.is_some() && !send(&mut sink, message::ping()).await {
                    break None;
                }
            }
            Some(said) = waiting.recv() => {
                let current = session.operations.get(&said.id).map(|(serial, _)| *serial);
                // Of one that was completed nothing more is said.
                if current != Some(said.serial) {
                    continue;
                }
                if said.is_last {
                    session.operations.remove(&said.id);
                }
                if !send(&mut sink, said.text).await {
                    break None;
                }
            }
            said = source.next() => {
                let text = match said {
                    Some(Ok(Message::Text(text))) => text,
                    Some(Ok(Message::Binary(_))) => break Some(BAD_MESSAGE),
                    // The library answers pings by itself.
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        unanswered = 0;
                        continue;
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break None,
                };
                unanswered = 0;
                let Some(said) = message::parse(&text) else { break Some(BAD_MESSAGE) };
                match session.hear(said).await {
                    Ok(Heard { answer, good_until }) => {
                        until = good_until.unwrap_or(until);
                        if let Some(answer) = answer
                            && !send(&mut sink, answer).await
                        {
                            break None;
                        }
                    }
                    Err(closing) => break Some(closing),
                }
            }
        }
    };
    session.operations.values().for_each(|(_, operation)| operation.abort());
    if let Some((code, reason)) = closing {
        let close = CloseFrame { code, reason: reason.into() };
        let _ = timeout(UNREAD, sink.send(Message::Close(Some(close)))).await;
    }
}

/// What hearing a message comes to.
#[derive(Default)]
struct Heard {
    answer: Option<String>,
    /// Until when the socket may stay open.
    good_until: Option<Instant>,
}

impl Session {
    async fn hear(&mut self, said: Said) -> Result<Heard, Closing> {
        match said {
            Said::Init { .. } if self.token.is_some() => Err(TOO_MANY_INITS),
            Said::Init { authorization } => self.let_in(authorization).await,
            Said::Ping { payload } => {
                Ok(Heard { answer: Some(message::pong(payload.as_deref())), good_until: None })
            }
            Said::Pong => Ok(Heard::default()),
            Said::Subscribe { id, request } => {
                self.subscribe(id, &request).map(|()| Heard::default())
            }
            Said::Complete { id } => {
                if let Some((_, operation)) = self.operations.remove(&id) {
                    operation.abort();
                }
                Ok(Heard::default())
            }
        }
    }

    async fn let_in(&mut self, authorization: Option<String>) -> Result<Heard, Closing> {
        let token = authorization.as_deref().and_then(|field| {
            let (scheme, token) = field.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let token = token.ok_or(FORBIDDEN)?;
        let (grants, until) = match self.app.identity.authenticate_until(token).await {
            Ok(known) => known,
            Err(Refusal::Unauthenticated) => return Err(FORBIDDEN),
            Err(_) => return Err(TRY_AGAIN),
        };
        let place = self.app.sockets_of_users.place(grants.user_id());
        self.place = Some(place.map_err(|_| TOO_MANY_SOCKETS)?);
        self.unknown = None;
        self.token = Some(token.into());
        let left = (until - Utc::now()).to_std().unwrap_or_default();
        Ok(Heard { answer: Some(message::ack()), good_until: Some(Instant::now() + left) })
    }

    fn subscribe(&mut self, id: String, request: &RawValue) -> Result<(), Closing> {
        let token = Arc::clone(self.token.as_ref().ok_or(UNAUTHORIZED)?);
        if self.operations.contains_key(&id) {
            return Err(SUBSCRIBER_EXISTS);
        }
        if self.operations.len() >= MOST_OPERATIONS {
            return Err(TOO_MANY_OPERATIONS);
        }
        let operation = Operation {
            app: Arc::clone(&self.app),
            language: self.language,
            id: id.clone(),
            serial: self.begun,
            outgoing: self.outgoing.clone(),
        };
        let request = request.get().to_owned();
        let running = tokio::spawn(async move { operation.run(&token, &request).await });
        self.operations.insert(id, (self.begun, running));
        self.begun += 1;
        Ok(())
    }
}

/// One operation of a socket.
struct Operation {
    app: Shared,
    language: Language,
    id: String,
    serial: u64,
    outgoing: mpsc::Sender<Outgoing>,
}

impl Operation {
    async fn run(&self, token: &str, request: &str) {
        if let Err(error) = self.answer(token, request).await {
            let errors = serde_json::json!([error.to_json(self.language)]).to_string();
            self.say(message::error(&self.id, &errors), true).await;
        }
    }

    async fn answer(&self, token: &str, request: &str) -> Result<(), Error> {
        let grants = self.app.identity.authenticate(token).await?;
        let user = grants.user_id();
        let request = from_body(request, &self.app.limits, &self.app.known)?;
        let place = self.app.subscriptions.place(user)?;
        let turn = self.app.turns.turn(self.app.turns.place(user)?).await?;
        let begun = self.app.engine.begin_on_socket(grants, request, self.language).await;
        drop(turn);
        let mut subscribed = match begun {
            Begun::Subscription(subscribed) => subscribed,
            Begun::Answer(answer) => {
                let body = String::from_utf8_lossy(&answer.body);
                if answer.outcome == Outcome::Executed {
                    self.say(message::next(&self.id, &body), false).await;
                    self.say(message::complete(&self.id), true).await;
                } else {
                    let errors =
                        fields(&body).ok().and_then(|fields| fields.get("errors").copied());
                    let errors = errors.map_or("[]", RawValue::get);
                    self.say(message::error(&self.id, errors), true).await;
                }
                return Ok(());
            }
        };
        let _place = place;
        while let Some(told) = subscribed.next().await {
            match told {
                Told::Next { body, .. } => {
                    let body = String::from_utf8_lossy(&body);
                    if !self.say(message::next(&self.id, &body), false).await {
                        return Ok(());
                    }
                }
                Told::End(error) => return Err(error),
            }
        }
        self.say(message::complete(&self.id), true).await;
        Ok(())
    }

    /// Says something; whether anybody sends it.
    async fn say(&self, text: String, is_last: bool) -> bool {
        let (id, serial) = (self.id.clone(), self.serial);
        self.outgoing.send(Outgoing { id, serial, text, is_last }).await.is_ok()
    }
}

/// Sends a message; whether it was taken in time.
async fn send(sink: &mut SplitSink<WebSocket, Message>, text: String) -> bool {
    matches!(timeout(UNREAD, sink.send(Message::Text(text.into()))).await, Ok(Ok(())))
}
