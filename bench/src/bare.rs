//! The other side: one axum route that passes the text of one statement through. It knows nothing
//! of tokens, documents, limits, logs or metrics.

use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::get;
use axum::serve::ListenerExt;
use deadpool::managed::{Manager, Metrics, Pool, RecycleResult};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection};
use serde::{Deserialize, Serialize};

use crate::arguments;
use crate::ask::{Bind, Handwritten};
use crate::children::end_with_parent;

/// What the route has to do.
#[derive(Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) url: String,
    pub(crate) connections: u32,
    pub(crate) statements: Vec<Handwritten>,
}

/// Connects as these options have it. A pool of these sends nothing of its own before or after a
/// statement, as wardbook's does not; sqlx's asks each connection that comes back whether it lives.
struct Connections<O>(O);

impl<C, O> Manager for Connections<O>
where
    C: Connection<Options = O> + Send,
    O: ConnectOptions<Connection = C> + Sync,
{
    type Type = C;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<C, sqlx::Error> {
        self.0.connect().await
    }

    async fn recycle(&self, _: &mut C, _: &Metrics) -> RecycleResult<sqlx::Error> {
        Ok(())
    }
}

enum Pools {
    Postgres(Pool<Connections<PgConnectOptions>>),
    Sqlite(Pool<Connections<SqliteConnectOptions>>),
}

struct Statement {
    text: Arc<str>,
    binds: Vec<Bind>,
}

struct Shared {
    pools: Pools,
    statements: Vec<Statement>,
}

macro_rules! text_of {
    ($pool:expr, $statement:expr) => {{
        let text = AssertSqlSafe(Arc::clone(&$statement.text));
        let mut query = sqlx::query_scalar::<_, String>(text);
        for bind in &$statement.binds {
            query = match bind {
                Bind::Uuid(id) => query.bind(*id),
                Bind::Text(text) => query.bind(text.as_str()),
            };
        }
        match $pool.get().await {
            Ok(mut connection) => {
                query.fetch_one(&mut *connection).await.map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        }
    }};
}

type Answer = Result<([(HeaderName, &'static str); 1], String), (StatusCode, String)>;

async fn pass(State(shared): State<Arc<Shared>>, Path(number): Path<usize>) -> Answer {
    let known = shared.statements.get(number);
    let statement = known.ok_or((StatusCode::NOT_FOUND, String::new()))?;
    let text = match &shared.pools {
        Pools::Postgres(pool) => text_of!(pool, statement),
        Pools::Sqlite(pool) => text_of!(pool, statement),
    };
    let text = text.map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}

/// Serves until the parent is gone.
pub(crate) async fn run(arguments: &arguments::Bare) -> anyhow::Result<()> {
    end_with_parent();
    let file = &arguments.work;
    let work: Work = serde_json::from_slice(&std::fs::read(file)?)
        .with_context(|| file.display().to_string())?;
    let statements = work
        .statements
        .into_iter()
        .map(|Handwritten { text, binds }| Statement { text: text.into(), binds })
        .collect();
    let shared =
        Arc::new(Shared { pools: pools(&work.url, work.connections as usize)?, statements });
    let routes = Router::new().route("/{number}", get(pass)).with_state(shared);
    let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, routes).await?;
    Ok(())
}

/// As many connections as wardbook has, and with as large a cache.
fn pools(url: &str, most: usize) -> anyhow::Result<Pools> {
    if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)?
            .statement_cache_capacity(500)
            .pragma("mmap_size", "268435456")
            .pragma("cache_size", "-16384")
            .pragma("query_only", "on");
        return Ok(Pools::Sqlite(Pool::builder(Connections(options)).max_size(most).build()?));
    }
    let options = PgConnectOptions::from_str(url)?
        .application_name("bare")
        .statement_cache_capacity(500)
        .options([("jit", "off")]);
    Ok(Pools::Postgres(Pool::builder(Connections(options)).max_size(most).build()?))
}
