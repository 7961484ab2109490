//! Sends the requests, at a bounded rate, and looks at their answers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::accounts::Session;
use super::requests::{self, Kind};
use super::served::Served;
use super::tally::Tally;
use super::wire;

/// How many requests may be under way; one that finds no place is not sent.
const MOST_AT_ONCE: usize = 64;

/// How many accounts are signed in.
const ACCOUNTS: usize = 8;

/// So many new documents, of so many fields, fill what is kept of documents before anything is
/// measured: it is bounded, and no growth.
const FILLING: (usize, usize) = (400, 190);

/// The longest time that anything may take.
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) struct Load {
    client: reqwest::Client,
    url: String,
    address: SocketAddr,
    sessions: Vec<Session>,
    numbers: Vec<String>,
    tally: Tally,
}

impl Load {
    pub(crate) async fn prepare(served: &Served) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(LONGEST).build()?;
        let mut sessions = Vec::new();
        for account in served.accounts.iter().take(ACCOUNTS) {
            sessions.push(Session::begin(&client, &served.url, account).await?);
        }
        let address = served.url.strip_prefix("http://").context("no plain HTTP")?.parse()?;
        let mut load = Self {
            client,
            url: served.url.clone(),
            address,
            sessions,
            numbers: Vec::new(),
            tally: Tally::default(),
        };
        let token = load.session().context("nobody is signed in")?.access_token().await;
        for session in &load.sessions {
            let query = "{ cases(first: 100) { nodes { number } } }";
            let token = session.access_token().await;
            let answer: Value = load.post(&token, &json!({"query": query})).await?.json().await?;
            let nodes = answer["data"]["cases"]["nodes"].as_array().cloned().unwrap_or_default();
            load.numbers
                .extend(nodes.iter().filter_map(|node| Some(node["number"].as_str()?.to_owned())));
        }
        ensure!(!load.numbers.is_empty(), "nobody sees a case");
        let (documents, fields) = FILLING;
        for _ in 0..documents {
            let body = json!({"query": requests::new_document(fields)});
            let response = load.post(&token, &body).await?;
            ensure!(response.status().is_success(), "a large document: {}", response.text().await?);
        }
        Ok(load)
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Sends requests until the end, and waits for the last of them.
    pub(crate) async fn run(self: Arc<Self>, rate: u32, until: Instant) {
        let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate.max(1));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while Instant::now() < until {
            ticks.tick().await;
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                self.tally.left_out();
                continue;
            };
            let load = Arc::clone(&self);
            tokio::spawn(async move {
                let _place = place;
                let kind = Kind::any();
                let began = Instant::now();
                let answer = load.ask(kind).await.unwrap_or_else(|| "no answer".to_owned());
                load.tally.count(kind, answer, began.elapsed());
            });
        }
        let all = u32::try_from(MOST_AT_ONCE).unwrap_or(u32::MAX);
        drop(places.acquire_many(all).await);
    }

    /// A request's answer, as [`Kind::deserves`] knows it.
    async fn ask(&self, kind: Kind) -> Option<String> {
        let session = self.session()?;
        let token = session.access_token().await;
        let response = match kind {
            Kind::Refresh => {
                let status = session.refresh(&self.client, &self.url).await.ok()?;
                return Some(status.as_u16().to_string());
            }
            Kind::BrokenOff => {
                let body = requests::body(Kind::List, &self.numbers)?;
                return Some(wire::break_off(self.address, &token, &body).await);
            }
            Kind::SlowReader => {
                let body = requests::body(kind, &self.numbers)?;
                return wire::read_slowly(self.address, &token, &body).await;
            }
            Kind::SignIn => {
                self.sign_in(&session.account.username, &session.account.password).await
            }
            Kind::WrongPassword => {
                let nobody = format!("nobody {}", fastrand::u8(..20));
                self.sign_in(&nobody, "wrong").await
            }
            _ => self.post(&token, &requests::body(kind, &self.numbers)?).await,
        };
        match response {
            Ok(response) => told(response).await,
            Err(error) if error.is_timeout() => None,
            Err(_) => Some("hung up on".to_owned()),
        }
    }

    fn session(&self) -> Option<&Session> {
        fastrand::choice(&self.sessions)
    }

    async fn sign_in(&self, username: &str, password: &str) -> reqwest::Result<reqwest::Response> {
        let body = json!({"username": username, "password": password});
        self.client.post(format!("{}/auth/login", self.url)).json(&body).send().await
    }

    async fn post(&self, token: &str, body: &Value) -> reqwest::Result<reqwest::Response> {
        let request = self.client.post(format!("{}/graphql", self.url)).bearer_auth(token);
        let request = request.header("accept", "application/graphql-response+json").json(body);
        request.send().await
    }
}

/// The status code, and the code of the first error.
async fn told(response: reqwest::Response) -> Option<String> {
    let status = response.status().as_u16();
    let answer: Value = response.json().await.ok()?;
    Some(match answer["errors"][0]["extensions"]["code"].as_str() {
        Some(code) => format!("{status} {code}"),
        None => status.to_string(),
    })
}
