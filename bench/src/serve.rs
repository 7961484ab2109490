//! The database's rows, and both servers over it, each with a pool of its own of the same size.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::routing::get;
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, PgPool};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wardbook::config::TokenLifetimes;
use wardbook::http::{App, router};
use wardbook::identity::{Identity, hash_password};
use wardbook::import::areas::Area;
use wardbook::import::users::{UserRecord, WantedGrant};
use wardbook::policy::Authorizer;
use wardbook::schema::{Engine, Installation, Limits};
use wardbook::secret::Keys;
use wardbook::store::{PoolSettings, Store};

use crate::client::Request;
use crate::questions::{self, Question};

const PASSWORD: &str = "benchmarks have no secrets";
const CONNECTIONS: u32 = 8;
const LOAD: &str = include_str!("load.sql");

/// Where the questions are asked, and by whom.
pub(crate) struct Town {
    pub(crate) community: Uuid,
    pub(crate) district: Uuid,
    pub(crate) officer: Uuid,
}

fn settings() -> PoolSettings {
    PoolSettings { readers: CONNECTIONS, ..PoolSettings::default() }
}

/// Migrates an empty database and fills it.
pub(crate) async fn load(url: &str, cases: u32) -> anyhow::Result<Town> {
    let store = Store::open(url, &settings()).await?;
    store.migrate().await?;
    store.install_default_policy().await?;
    if store.areas().await?.is_empty() {
        let pool = PgPool::connect(url).await?;
        let text = LOAD.replace("$cases", &cases.to_string());
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await?;
    }
    let areas = store.areas().await?;
    let by_code: HashMap<&str, &Area> =
        areas.iter().map(|area| (area.code.as_str(), area)).collect();
    let id =
        |code: &str| by_code.get(code).map(|area| area.id).context("the areas are of another load");
    let hash = hash_password(PASSWORD).ok().context("no randomness")?;
    let user = |name: &str, role: &str, code: &str| UserRecord {
        line: 0,
        username: name.to_owned(),
        display_name: name.to_owned(),
        work_phone: None,
        grants: vec![WantedGrant { role: role.to_owned(), area_code: Some(code.to_owned()) }],
    };
    let users = [
        user("center", "town_center", "T3C7"),
        user("officer", "community", "T3C7"),
        user("district", "district_center", "D"),
    ];
    let hashes = users.iter().map(|user| (user.username.clone(), hash.clone())).collect();
    store.import_users(&users, &by_code, &hashes, false).await?;
    let officer = store.usernames().await?.get("officer").copied().context("no officer")?;
    let town = Town { community: id("T3C7")?, district: id("D")?, officer };
    store.close().await;
    Ok(town)
}

pub(crate) struct Served {
    own: String,
    bare: String,
    tokens: HashMap<&'static str, String>,
}

type Bare = Arc<(PgPool, Question)>;

/// Passes the text of one statement through.
async fn pass(State(bare): State<Bare>) -> ([(header::HeaderName, &'static str); 1], String) {
    let (pool, question) = &*bare;
    let mut query = sqlx::query_scalar::<_, String>(AssertSqlSafe(question.sql.clone()));
    for bind in &question.binds {
        query = query.bind(*bind);
    }
    let text = query.fetch_one(pool).await.unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text)
}

/// Starts both servers on ports of their own.
pub(crate) async fn start(url: &str, town: &Town) -> anyhow::Result<Served> {
    let store = Store::open(url, &settings()).await?;
    let authorizer = Arc::new(Authorizer::new(store.policy_source()));
    let minutes = |n: u64| Duration::from_secs(n * 60);
    let lifetimes = TokenLifetimes { access: minutes(15), refresh: minutes(60) };
    let keys = Arc::new(Keys::generate()?);
    let identity =
        Arc::new(Identity::new(store.clone(), Arc::clone(&authorizer), keys, lifetimes)?);
    tokio::spawn(async move { authorizer.watch().await });
    let mut tokens = HashMap::new();
    for question in questions::all(town) {
        let pair = identity.sign_in(question.username, PASSWORD.to_owned().into()).await?;
        tokens.insert(question.username, pair.access_token);
    }
    let installation = Installation {
        name: "bench".to_owned(),
        time_zone: chrono_tz::Asia::Shanghai,
        max_upload_bytes: 0,
    };
    let engine = Arc::new(Engine::new(store.clone(), installation, Limits::default()));
    let app = App {
        engine,
        identity,
        store,
        installation_name: "bench".to_owned(),
        limits: Default::default(),
    };
    let own = listen(router(app, &[])).await?;
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await?;
    let mut routes = Router::new();
    for question in questions::all(town) {
        let path = format!("/{}", question.name.replace([' ', ','], "-"));
        routes = routes.route(&path, get(pass).with_state(Arc::new((pool.clone(), question))));
    }
    let bare = listen(routes).await?;
    Ok(Served { own, bare, tokens })
}

async fn listen(routes: Router) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(wardbook::http::serve(listener, routes, CancellationToken::new(), Duration::ZERO));
    Ok(address)
}

impl Served {
    pub(crate) fn own_request(&self, question: &Question) -> Request {
        let body = serde_json::json!({"query": question.query}).to_string();
        let token = self.tokens.get(question.username).map_or("", String::as_str);
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        Request { address: self.own.clone(), bytes: head.into_bytes() }
    }

    pub(crate) fn bare_request(&self, question: &Question) -> Request {
        let path = question.name.replace([' ', ','], "-");
        let head = format!("GET /{path} HTTP/1.1\r\nhost: bench\r\n\r\n");
        Request { address: self.bare.clone(), bytes: head.into_bytes() }
    }
}
