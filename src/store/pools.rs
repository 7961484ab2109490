//! The connections, by what they are for: writing, reading, counting, which has a time limit of its
//! own, judging, so that no list that anybody asks for keeps the policy from being read, and what is
//! heavy, so that no figures that anybody asks for keep a list from being read.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use deadpool::managed::{Manager, Pool};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, ConnectOptions, Connection, SqliteConnection};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};

use super::StoreError;
use super::aim::{Aim, Meters};
use super::heavy::HeavyTurns;
use super::readers::{PostgresReaders, Priority, SqliteReaders, pool};
use super::replica::Replica;
use crate::config::half_of_the_processors;
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
    /// How many connections read what is heavy.
    pub heavy: u32,
    /// How long that waits for one of them at most, and how long it may then take.
    pub heavy_time: Duration,
    /// A streaming replica that what is heavy is read from instead, on PostgreSQL.
    pub replica: Option<String>,
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
            heavy: half_of_the_processors(),
            heavy_time: Duration::from_secs(30),
            replica: None,
            create: false,
        }
    }
}

impl PoolSettings {
    /// How many connections count.
    fn counters(&self) -> u32 {
        self.readers.div_ceil(4)
    }
}

/// How many connections read the policy and whom it is about: few statements, and short.
const JUDGING: u32 = 2;

/// How many connections follow the outbox: the feed, and those who catch up.
const FEED: u32 = 3;

/// How many connections read what is written to files: one page after another, of all exports.
const BACKGROUND: u32 = 1;

/// The statements that a connection keeps prepared. A text depends on a query's shape alone. Each
/// takes some 50 kB, on SQLite of this process, and there are as many times more as connections.
const PREPARED_STATEMENTS: usize = 100;

/// The connections by what they are for.
pub struct Pools {
    pub(super) writer: DatabaseConnection,
    /// Reads what no compiled statement does: for imports and migrations.
    pub(super) reader: DatabaseConnection,
    pub(super) readers: Readers,
    pub(super) statement: Duration,
    pub(super) count: Duration,
    pub(super) heavy: HeavyTurns,
    pub(super) replica: Option<Replica>,
    pub(super) meters: Meters,
}

/// The pools of one database that statements are read through.
pub(super) struct ReadersOf<M: Manager> {
    /// What clients ask for.
    reads: Pool<M>,
    /// Counts.
    counts: Pool<M>,
    /// The policy and whom it is about.
    judging: Pool<M>,
    /// The outbox, for those who are told of changes.
    feed: Pool<M>,
    /// What is heavy.
    heavy: Pool<M>,
    /// What nobody waits for.
    background: Pool<M>,
}

impl<M: Manager> ReadersOf<M> {
    /// The pool for statements of an aim.
    pub(super) fn of(&self, aim: Aim) -> &Pool<M> {
        match aim {
            Aim::Read | Aim::Light => &self.reads,
            Aim::Count => &self.counts,
            Aim::Identity | Aim::Policy | Aim::Version => &self.judging,
            Aim::Feed => &self.feed,
            Aim::Heavy => &self.heavy,
            Aim::Background => &self.background,
        }
    }

    fn close(&self) {
        let Self { reads, counts, judging, feed, heavy, background } = self;
        for pool in [reads, counts, judging, feed, heavy, background] {
            pool.close();
        }
    }
}

/// The pools that statements are read through.
pub(super) enum Readers {
    Sqlite(ReadersOf<SqliteReaders>),
    Postgres(ReadersOf<PostgresReaders>),
}

impl Pools {
    pub(super) async fn open(url: &str, settings: &PoolSettings) -> Result<Self, StoreError> {
        let (writer, reader, readers) = match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url, settings).await?,
            Some(("postgres" | "postgresql", _)) => postgres(url, settings).await?,
            _ => return Err(StoreError::UnknownUrl(without_password(url))),
        };
        let replica = settings.replica.as_deref().map(|url| Replica::new(url, settings));
        let replica = replica.transpose()?;
        Ok(Self {
            writer,
            reader,
            readers,
            statement: settings.statement,
            count: settings.count,
            heavy: HeavyTurns::new(settings, settings.heavy),
            replica,
            meters: Meters::default(),
        })
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self.readers {
            Readers::Sqlite(_) => Dialect::Sqlite,
            Readers::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(super) async fn close(&self) {
        match &self.readers {
            Readers::Sqlite(readers) => readers.close(),
            Readers::Postgres(readers) => readers.close(),
        }
        if let Some(replica) = &self.replica {
            replica.close();
        }
        for connection in [&self.reader, &self.writer] {
            if let Err(error) = connection.clone().close().await {
                tracing::warn!(%error, "closing the database");
            }
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
) -> Result<(DatabaseConnection, DatabaseConnection, Readers), StoreError> {
    let options = SqliteConnectOptions::from_str(url)?;
    if settings.create {
        make_for_oneself(options.get_filename())?;
    }
    let options = options
        .create_if_missing(settings.create)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(settings.acquire)
        .statement_cache_capacity(PREPARED_STATEMENTS)
        .disable_statement_logging()
        .pragma("mmap_size", "268435456")
        .pragma("cache_size", "-16384");
    let one = || SqlitePoolOptions::new().max_connections(1).acquire_timeout(settings.acquire);
    let writer = one()
        .after_release(|connection, _| Box::pin(has_no_transaction(connection)))
        .connect_with(options.clone())
        .await?;
    let reading = options.pragma("query_only", "on");
    let reader = one().connect_lazy_with(reading.clone());
    let of =
        |most| pool(SqliteReaders::new(reading.clone(), Priority::Normal), most, settings.acquire);
    let behind =
        |most| pool(SqliteReaders::new(reading.clone(), Priority::Lowest), most, settings.acquire);
    let readers = ReadersOf {
        reads: of(settings.readers)?,
        counts: of(settings.counters())?,
        judging: of(JUDGING)?,
        feed: of(FEED)?,
        heavy: behind(settings.heavy)?,
        background: behind(BACKGROUND)?,
    };
    Ok((
        SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        Readers::Sqlite(readers),
    ))
}

/// Makes an empty file for its owner alone where there is none: SQLite would let others read it. What
/// SQLite puts beside it has its mode.
fn make_for_oneself(file: &Path) -> Result<(), StoreError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(StoreError::Unavailable(format!("{}: {error}", file.display())))
        }
        _ => Ok(()),
    }
}

/// Whether a connection that is given back may be used again. A transaction that SQLite itself has
/// rolled back, for want of room say, leaves one that counts as inside it: the next transaction
/// would be a part of what never ends, and what it wrote be lost.
async fn has_no_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Answered once a rollback that was asked for is over.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// What all connections to PostgreSQL have in common.
pub(super) fn reading_options(options: PgConnectOptions) -> PgConnectOptions {
    options
        .application_name("wardbook")
        .disable_statement_logging()
        .statement_cache_capacity(PREPARED_STATEMENTS)
        // A plan is run for milliseconds: compiling it would take longer than it runs.
        .options([("jit", "off")])
}

async fn postgres(
    url: &str,
    settings: &PoolSettings,
) -> Result<(DatabaseConnection, DatabaseConnection, Readers), StoreError> {
    let options = reading_options(PgConnectOptions::from_str(url)?);
    // Imports and migrations may take their time, but nobody waits for a lock for ever.
    let longest_wait = settings.statement.as_millis().to_string();
    let writer = PgPoolOptions::new()
        .max_connections(settings.readers)
        .acquire_timeout(settings.acquire)
        .connect_with(options.clone().options([("lock_timeout", longest_wait)]))
        .await?;
    let limited = |limit: Duration, most, more: &[(&str, &str)]| {
        let limit = [("statement_timeout", limit.as_millis().to_string())];
        let options = options.clone().options(limit).options(more.iter().copied());
        pool(PostgresReaders::new(options, writer.clone()), most, settings.acquire)
    };
    let of = |limit, most| limited(limit, most, &[]);
    // One connection keeps one processor busy, and no more.
    let alone = |limit, most| limited(limit, most, &[("max_parallel_workers_per_gather", "0")]);
    let readers = ReadersOf {
        reads: of(settings.statement, settings.readers)?,
        counts: of(settings.count, settings.counters())?,
        judging: of(settings.statement, JUDGING)?,
        feed: of(settings.statement, FEED)?,
        heavy: alone(settings.heavy_time, settings.heavy)?,
        background: alone(settings.statement, BACKGROUND)?,
    };
    let both = SqlxPostgresConnector::from_sqlx_postgres_pool(writer);
    Ok((both.clone(), both, Readers::Postgres(readers)))
}
