//! One subscription, from the request to its end.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Variables;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql_value::ConstValue;
use bytes::Bytes;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::timeout;

use super::cursor::NoPlace;
use super::feed::{Change, PAGE};
use super::told;
use crate::error::{Code, Error, Language, Message};
use crate::policy::Grants;
use crate::read::compile::PayloadPlan;
use crate::read::subject::Subject;
use crate::schema::engine::Engine;
use crate::schema::one_time::password_must_change;
use crate::store::Place;

/// How many responses wait for a subscriber who does not read them before it is cut off.
const MOST_UNREAD: usize = 64;

/// How long a response waits for room before its subscriber is cut off.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long one who was cut off may take to read why.
const LAST_WORD: Duration = Duration::from_secs(30);

/// What a subscriber is told.
#[derive(Debug, Clone)]
pub enum Told {
    /// A response, with the cursor of its change.
    Next {
        /// The response as JSON text.
        body: Bytes,
        /// The cursor.
        cursor: String,
    },
    /// The subscription has ended, for this reason.
    End(Error),
}

/// A subscription that was begun. It ends when this is dropped.
pub struct Subscribed {
    told: mpsc::Receiver<Told>,
    task: tokio::task::JoinHandle<()>,
}

impl Subscribed {
    /// What is told next; none once it has ended.
    pub async fn next(&mut self) -> Option<Told> {
        self.told.recv().await
    }
}

impl Drop for Subscribed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What of a request makes its plan, which changes with the grants.
pub(in crate::schema) struct Watched {
    pub(in crate::schema) document: Arc<ExecutableDocument>,
    pub(in crate::schema) operation_name: Option<String>,
    pub(in crate::schema) variables: Variables,
}

/// A subscription's plan under certain grants.
pub(in crate::schema) struct SubscriptionPlan {
    pub(in crate::schema) key: String,
    /// The kind of the records whose changes are told.
    pub(in crate::schema) subject: Subject,
    pub(in crate::schema) since: Option<String>,
    pub(in crate::schema) payload: PayloadPlan,
}

/// One who is told of changes.
struct Subscriber {
    engine: Arc<Engine>,
    token_version: i32,
    asked: Watched,
    plan: SubscriptionPlan,
    /// The grants that the plan was made for.
    grants: Arc<Grants>,
    language: Language,
    to: mpsc::Sender<Told>,
    /// The last change that was looked at.
    place: Place,
}

impl Engine {
    /// Begins a subscription; `last_event_id` takes the place of its argument `since`.
    ///
    /// # Errors
    /// All that is wrong with the request.
    pub(in crate::schema) async fn begin_subscription(
        self: &Arc<Self>,
        grants: Arc<Grants>,
        asked: Watched,
        last_event_id: Option<String>,
        language: Language,
    ) -> Result<Subscribed, Error> {
        if grants.must_change_password() {
            return Err(password_must_change());
        }
        let plan = self.plan_subscription(&grants, &asked)?;
        // Heard from now on: what the outbox has before is read first.
        let changes = self.feed().listen();
        let unavailable = |error| super::super::answer::failure(&error);
        let since = last_event_id.or_else(|| plan.since.clone());
        let place = match since {
            None => self.store().newest_place().await.map_err(unavailable)?,
            Some(cursor) => {
                let place = self.feed().place_of(&cursor).map_err(|why| match why {
                    NoPlace::Forgotten => told::expired(),
                    NoPlace::NoCursor => no_cursor(&plan.key),
                })?;
                if !self.store().is_kept(place).await.map_err(unavailable)? {
                    return Err(told::expired());
                }
                place
            }
        };
        let (to, told) = mpsc::channel(MOST_UNREAD);
        let subscriber = Subscriber {
            engine: Arc::clone(self),
            token_version: grants.token_version(),
            asked,
            plan,
            grants,
            language,
            to,
            place,
        };
        let task = tokio::spawn(subscriber.run(changes));
        Ok(Subscribed { told, task })
    }
}

impl Subscriber {
    async fn run(mut self, changes: broadcast::Receiver<Arc<Change>>) {
        if let Err(error) = self.follow(changes).await {
            // Whoever begins to read again finds it behind what was waiting.
            let _ = timeout(LAST_WORD, self.to.send(Told::End(error))).await;
        }
    }

    async fn follow(&mut self, mut changes: broadcast::Receiver<Arc<Change>>) -> Result<(), Error> {
        loop {
            self.catch_up().await?;
            loop {
                match changes.recv().await {
                    Ok(change) if change.place > self.place => self.tell(&change).await?,
                    Ok(_) => {}
                    // More has happened at once than is kept here: the outbox has it.
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(()),
                }
            }
        }
    }

    /// Tells all that lies behind the place.
    async fn catch_up(&mut self) -> Result<(), Error> {
        loop {
            let page = self.engine.feed().missed_after(self.place).await;
            let page = page.map_err(|error| super::super::answer::failure(&error))?;
            let is_last = page.len() < PAGE as usize;
            for change in page {
                self.tell(&change).await?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Tells of a change: whoever does not read for too long is cut off.
    async fn tell(&mut self, change: &Change) -> Result<(), Error> {
        let Some(told) = self.told(change).await? else { return Ok(()) };
        match timeout(PATIENCE, self.to.send(told)).await {
            Ok(sent) => sent.map_err(|_| Error::internal()),
            Err(_) => Err(told::too_slow()),
        }
    }

    async fn told(&mut self, change: &Change) -> Result<Option<Told>, Error> {
        self.place = change.place;
        self.renew_grants().await?;
        if change.subject != self.plan.subject {
            return Ok(None);
        }
        let plan = (self.plan.key.as_str(), &self.plan.payload);
        let reading = self.engine.reading();
        let body = told::told(reading, &self.grants, plan, change, self.language).await;
        Ok(body.map(|body| Told::Next { body, cursor: change.cursor.clone() }))
    }

    /// Each change is judged by the grants of its own moment.
    async fn renew_grants(&mut self) -> Result<(), Error> {
        let grants = self.engine.authorizer().renewed(&self.grants).await;
        let grants = grants.map_err(|_| {
            let message = Message::new(
                "the database is out of reach; subscribe again with the last cursor as since",
                "数据库暂时不可用，请以最后的 cursor 作为 since 重新订阅",
            );
            Error::new(Code::Unavailable, message)
        })?;
        let is_signed_in = |grants: &Arc<Grants>| {
            grants.is_active() && grants.token_version() == self.token_version
        };
        let Some(grants) = grants.filter(is_signed_in) else {
            let message = Message::new("you are signed in no longer", "您的登录已失效");
            return Err(Error::new(Code::Unauthenticated, message));
        };
        if grants.serial() != self.grants.serial() {
            self.plan = self.engine.plan_subscription(&grants, &self.asked)?;
            self.grants = grants;
        }
        Ok(())
    }
}

fn no_cursor(key: &str) -> Error {
    let mut problems = crate::read::problem::Problems::default();
    problems.add(
        format!("{key}.since"),
        "this is no cursor that the API gave",
        "这不是接口给出的游标",
    );
    Error::invalid_input(problems.into_vec())
}

/// The text of an argument.
pub(in crate::schema) fn text(value: Option<ConstValue>) -> Option<String> {
    match value {
        Some(ConstValue::String(text)) => Some(text),
        _ => None,
    }
}
