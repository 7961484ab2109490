//! Those who ask for what is heavy, one thing after the other.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use wardbook::identity::hash_password;

use crate::ask::PASSWORD;
use crate::client;
use crate::connection::{Connection, Kind};
use crate::load::{Tag, id, literal};

/// Who asks: an analyst of the whole installation.
pub(crate) const ANALYST: &str = "analyst";

/// The numbers of a user and a grant that no load has.
const NUMBER: u64 = 60_000_000;

/// How often is looked whether an export is there.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What is asked for, each by a client of its own, over and over: whole-installation figures and a
/// search through all texts.
const ASKED: [&str; 8] = [
    "{ caseStats(groupBy: [COMMUNITY], first: 1000) { rows { keys { value label } count openCount overdueCount closedOnTimeCount medianHoursToClose p90HoursToClose } total { count } } }",
    "{ caseStats(groupBy: [COMMUNITY, STATUS], orderBy: COUNT_DESC, first: 1000) { rows { keys { value } count reopenedCount averageSatisfaction } others { count } } }",
    "{ caseStats(groupBy: [CATEGORY, RECEIVED_MONTH], first: 1000) { rows { keys { value label } count medianHoursToClose } } }",
    "{ caseBacklog(from: \"2026-01-01\", to: \"2026-10-31\") { on received closed open overdue } }",
    "{ cases(first: 20, filter: {search: \"噪音\"}, orderBy: [{field: RELEVANCE, direction: DESC}]) { nodes { number title } } }",
    "{ caseStats(groupBy: [TOWN, SEVERITY, SOURCE], first: 1000) { rows { keys { value label } count closedCount closedLateCount } } }",
    "{ caseStats(groupBy: [RECEIVED_DAY], first: 1000) { rows { keys { value } count p90HoursToClose } } }",
    "{ caseStats(groupBy: [TOWN, RECEIVED_MONTH], first: 1000) { rows { keys { value label } count medianHoursToClose } total { count p90HoursToClose } } }",
];

const EXPORT: &str = "mutation($locale: String) { exportCases(input: {format: NDJSON, locale: $locale}) { export { id } } }";
const FAR: &str = "query($id: ID!) { node(id: $id) { ... on Export { status rowsDone } } }";
const CANCEL: &str = "mutation($id: ID!) { cancelExport(id: $id) { export { id } } }";

/// What was done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Done {
    pub(crate) answered: u64,
    pub(crate) sent_away: u64,
    pub(crate) seconds: f64,
}

impl Done {
    pub(crate) fn add(&mut self, more: Self) {
        self.answered += more.answered;
        self.sent_away += more.sent_away;
        self.seconds += more.seconds;
    }
}

/// Makes the analyst, if they are not there yet.
pub(crate) async fn add_analyst(connection: &mut Connection, kind: Kind) -> anyhow::Result<()> {
    let known = format!("select username from users where username = '{ANALYST}'");
    if !connection.rows(&known).await?.is_empty() {
        return Ok(());
    }
    let hash = hash_password(PASSWORD).map_err(|error| anyhow::anyhow!("{error}"))?;
    let (user, grant) =
        (literal(kind, id(Tag::User, NUMBER)), literal(kind, id(Tag::Grant, NUMBER)));
    let founded = kind.moment("1700000000");
    connection
        .run(&format!(
            "insert into users (id, username, display_name, active, password_hash, \
             password_must_change, token_version, created_at, updated_at) values ({user}, \
             '{ANALYST}', '{ANALYST}', true, '{hash}', false, 1, {founded}, {founded})"
        ))
        .await?;
    connection
        .run(&format!(
            "insert into grants (id, user_id, role, area_id, created_at) \
             values ({grant}, {user}, '{ANALYST}', null, {founded})"
        ))
        .await
}

/// Clients that ask until they are told to stop.
pub(crate) struct Clients {
    begun: Instant,
    stop: Arc<AtomicBool>,
    asking: Vec<JoinHandle<anyhow::Result<Done>>>,
}

impl Clients {
    /// So many that ask, and one that exports where that is wanted too.
    pub(crate) fn begin(
        address: SocketAddr,
        token: &str,
        (number, with_export): (usize, bool),
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = ASKED.into_iter().cycle().take(number).map(Some);
        let asking = asked.chain(with_export.then_some(None)).map(|query| {
            let one = One { address, token: token.to_owned(), stop: Arc::clone(&stop) };
            tokio::spawn(async move {
                match query {
                    Some(query) => one.ask_on(query).await,
                    None => one.export_on().await,
                }
            })
        });
        let asking = asking.collect();
        Self { begun: Instant::now(), stop, asking }
    }

    /// Ends them once each has its answer.
    pub(crate) async fn end(self) -> anyhow::Result<Done> {
        let seconds = self.begun.elapsed().as_secs_f64();
        self.stop.store(true, Ordering::Relaxed);
        let mut done = Done::default();
        for asking in self.asking {
            done.add(asking.await??);
        }
        Ok(Done { seconds, ..done })
    }
}

struct One {
    address: SocketAddr,
    token: String,
    stop: Arc<AtomicBool>,
}

impl One {
    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = json!({"query": query, "variables": variables});
        let request = client::post("/graphql", Some(&self.token), &body);
        Ok(serde_json::from_slice(&client::once(self.address, &request).await?)?)
    }

    async fn ask_on(&self, query: &str) -> anyhow::Result<Done> {
        let mut done = Done::default();
        while self.goes_on() {
            let answer = self.ask(query, json!({})).await?;
            match answer["errors"][0]["extensions"]["code"].as_str() {
                None => done.answered += u64::from(self.goes_on()),
                Some("RATE_LIMITED" | "TIMEOUT") => done.sent_away += 1,
                Some(_) => bail!("{query}: {answer}"),
            }
        }
        Ok(done)
    }

    /// Exports all cases over and over; what is not ready at the end is cancelled.
    async fn export_on(&self) -> anyhow::Result<Done> {
        let mut done = Done::default();
        while self.goes_on() {
            let answer = self.ask(EXPORT, json!({"locale": "en"})).await?;
            let id = answer["data"]["exportCases"]["export"]["id"].as_str();
            let id = id.with_context(|| answer.to_string())?;
            while self.goes_on() {
                tokio::time::sleep(LOOK_EVERY).await;
                let far = self.ask(FAR, json!({"id": id})).await?;
                match far["data"]["node"]["status"].as_str() {
                    Some("READY") => {
                        done.answered += 1;
                        break;
                    }
                    Some("WAITING" | "RUNNING") => {}
                    _ => bail!("an export: {far}"),
                }
            }
            if !self.goes_on() {
                self.ask(CANCEL, json!({"id": id})).await?;
            }
        }
        Ok(done)
    }
}
