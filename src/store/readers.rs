//! Connections that read, each with a handle by which what it runs is stopped from outside: in the
//! database itself, so that a client that went away leaves no work behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Pool, QueueMode, RecycleResult};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection, PgConnection, PgPool, SqliteConnection};

use super::StoreError;
use crate::priority::run_behind_others;

/// A connection that was idle for longer is asked whether it lives before it is used.
const TRUSTED_FOR: Duration = Duration::from_secs(30);

/// How long it may take to say so.
const LONGEST_PING: Duration = Duration::from_secs(5);

/// So many of SQLite's instructions are run between two looks at whether to stop.
const INSTRUCTIONS: i32 = 1000;

/// A connection, and what stops what it runs.
pub(super) struct Reader<C> {
    pub(super) connection: C,
    pub(super) stop: Stop,
}

/// Stops what a connection runs.
#[derive(Clone)]
pub(super) enum Stop {
    /// SQLite looks at this while it runs.
    Sqlite(Arc<AtomicBool>),
    /// PostgreSQL is told through another connection.
    Postgres { process: i32, through: PgPool },
}

impl Stop {
    /// Stops it; what ran fails at once.
    pub(super) async fn now(&self) {
        match self {
            Self::Sqlite(asked) => asked.store(true, Ordering::Release),
            Self::Postgres { process, through } => {
                let cancel = sqlx::query("select pg_cancel_backend($1)").bind(process);
                // Where it cannot be told, the statement's own time limit ends it.
                if let Err(error) = cancel.execute(through).await {
                    tracing::warn!(%error, "a statement could not be cancelled");
                }
            }
        }
    }

    /// What runs next is not stopped.
    pub(super) fn no_more(&self) {
        if let Self::Sqlite(asked) = self {
            asked.store(false, Ordering::Release);
        }
    }
}

/// How a connection's statements stand to all others of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priority {
    /// As all others.
    Normal,
    /// They run where a processor has nothing else to do.
    Lowest,
}

/// Makes SQLite's connections.
pub(super) struct SqliteReaders {
    options: SqliteConnectOptions,
    priority: Priority,
}

/// Makes PostgreSQL's connections.
pub(super) struct PostgresReaders {
    options: PgConnectOptions,
    through: PgPool,
}

impl SqliteReaders {
    pub(super) fn new(options: SqliteConnectOptions, priority: Priority) -> Self {
        Self { options, priority }
    }
}

impl PostgresReaders {
    /// Statements are cancelled through connections of another pool.
    pub(super) fn new(options: PgConnectOptions, through: PgPool) -> Self {
        Self { options, through }
    }
}

impl Manager for SqliteReaders {
    type Type = Reader<SqliteConnection>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Self::Type, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        let asked = Arc::new(AtomicBool::new(false));
        let looked_at = Arc::clone(&asked);
        // A connection has a thread of its own, which looks while it runs.
        let mut yields = self.priority == Priority::Lowest;
        let goes_on = move || {
            if std::mem::take(&mut yields) {
                run_behind_others();
            }
            !looked_at.load(Ordering::Acquire)
        };
        connection.lock_handle().await?.set_progress_handler(INSTRUCTIONS, goes_on);
        Ok(Reader { connection, stop: Stop::Sqlite(asked) })
    }

    async fn recycle(&self, reader: &mut Self::Type, last: &Metrics) -> RecycleResult<sqlx::Error> {
        still_lives(reader, last).await
    }
}

impl Manager for PostgresReaders {
    type Type = Reader<PgConnection>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Self::Type, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        let process = sqlx::query_scalar("select pg_backend_pid()");
        let process = process.fetch_one(&mut connection).await?;
        let through = self.through.clone();
        Ok(Reader { connection, stop: Stop::Postgres { process, through } })
    }

    async fn recycle(&self, reader: &mut Self::Type, last: &Metrics) -> RecycleResult<sqlx::Error> {
        still_lives(reader, last).await
    }
}

async fn still_lives<C: Connection>(
    reader: &mut Reader<C>,
    last: &Metrics,
) -> RecycleResult<sqlx::Error> {
    if last.last_used() > TRUSTED_FOR {
        let asked = tokio::time::timeout(LONGEST_PING, reader.connection.ping()).await;
        asked.map_err(|_| sqlx::Error::PoolTimedOut)??;
    }
    Ok(())
}

/// A pool of so many connections, made when they are wanted.
pub(super) fn pool<M: Manager>(
    manager: M,
    most: u32,
    longest: Duration,
) -> Result<Pool<M>, StoreError> {
    Pool::builder(manager)
        .max_size(most as usize)
        // The one that was used last has most of what is wanted prepared and in its cache.
        .queue_mode(QueueMode::Lifo)
        .wait_timeout(Some(longest))
        .create_timeout(Some(longest))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| StoreError::Failed(error.to_string()))
}
