//! The connections: on SQLite one that writes and some that read, on PostgreSQL one pool for all
//! but counts, which have a time limit of their own.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{PgPool, SqlitePool};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};

use super::StoreError;
use crate::read::sql::Dialect;

/// How many connections there are, and how long they may take.
#[derive(Debug, Clone)]
pub struct PoolSettings {
    /// The most connections that read; on PostgreSQL they also write.
    pub readers: u32,
    /// How long a request waits for a connection.
    pub acquire: Duration,
    /// How long a statement may take.
    pub statement: Duration,
    /// How long a count may take.
    pub count: Duration,
    /// Whether an SQLite file is made where there is none.
    pub create: bool,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            readers: 16,
            acquire: Duration::from_secs(5),
            statement: Duration::from_secs(30),
            count: Duration::from_secs(5),
            create: false,
        }
    }
}

/// The statements that a connection keeps prepared. A text depends on a query's shape alone.
const PREPARED_STATEMENTS: usize = 500;

/// The connections by what they are for.
pub struct Pools {
    pub(super) writer: DatabaseConnection,
    pub(super) readers: Readers,
    pub(super) statement: Duration,
    pub(super) count: Duration,
}

/// The pools that compiled statements are sent through.
pub(super) enum Readers {
    Sqlite(SqlitePool),
    Postgres { reads: PgPool, counts: PgPool },
}

impl Pools {
    pub(super) async fn open(url: &str, settings: &PoolSettings) -> Result<Self, StoreError> {
        let (writer, readers) = match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url, settings).await?,
            Some(("postgres" | "postgresql", _)) => postgres(url, settings).await?,
            _ => return Err(StoreError::UnknownUrl(without_password(url))),
        };
        Ok(Self { writer, readers, statement: settings.statement, count: settings.count })
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self.readers {
            Readers::Sqlite(_) => Dialect::Sqlite,
            Readers::Postgres { .. } => Dialect::Postgres,
        }
    }

    pub(super) async fn close(&self) {
        match &self.readers {
            Readers::Sqlite(readers) => readers.close().await,
            Readers::Postgres { reads, counts } => {
                reads.close().await;
                counts.close().await;
            }
        }
        if let Err(error) = self.writer.clone().close().await {
            tracing::warn!(%error, "closing the database");
        }
    }
}

/// A URL that can be shown: what stands between `//` and `@` may hold a password.
fn without_password(url: &str) -> String {
    match (url.find("//"), url.rfind('@')) {
        (Some(begin), Some(end)) if begin + 2 < end => {
            format!("{}…{}", &url[..begin + 2], &url[end..])
        }
        _ => url.to_owned(),
    }
}

async fn sqlite(
    url: &str,
    settings: &PoolSettings,
) -> Result<(DatabaseConnection, Readers), StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(settings.create)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(settings.acquire)
        .statement_cache_capacity(PREPARED_STATEMENTS)
        .pragma("mmap_size", "268435456")
        .pragma("cache_size", "-16384");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(settings.acquire)
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(settings.readers)
        .acquire_timeout(settings.acquire)
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(writer), Readers::Sqlite(readers)))
}

async fn postgres(
    url: &str,
    settings: &PoolSettings,
) -> Result<(DatabaseConnection, Readers), StoreError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("wardbook")
        .statement_cache_capacity(PREPARED_STATEMENTS)
        // A plan is run for milliseconds: compiling it would take longer than it runs.
        .options([("jit", "off")]);
    let pool = |limit: Duration, most: u32| {
        let options =
            options.clone().options([("statement_timeout", limit.as_millis().to_string())]);
        let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(settings.acquire);
        (pool, options)
    };
    let (reads, reading) = pool(settings.statement, settings.readers);
    let reads = reads.connect_with(reading).await?;
    let (counts, counting) = pool(settings.count, settings.readers.div_ceil(4));
    let counts = counts.connect_lazy_with(counting);
    // Imports and migrations may take their time.
    let writer = PgPoolOptions::new()
        .max_connections(settings.readers)
        .acquire_timeout(settings.acquire)
        .connect_lazy_with(options);
    Ok((
        SqlxPostgresConnector::from_sqlx_postgres_pool(writer),
        Readers::Postgres { reads, counts },
    ))
}
