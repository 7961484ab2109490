//! A connection of the bench's own, and the few things that the two databases write differently.

use std::str::FromStr;

use anyhow::Context;
use clap::ValueEnum;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection as _, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Postgres,
    Sqlite,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }

    /// A whole number in so many hexadecimal digits.
    pub(crate) fn hex(self, number: &str, digits: usize) -> String {
        match self {
            Self::Postgres => format!("lpad(to_hex(({number})::bigint), {digits}, '0')"),
            Self::Sqlite => format!("printf('%0{digits}x', {number})"),
        }
    }

    /// A whole number in so many decimal digits.
    pub(crate) fn digits(self, number: &str, digits: usize) -> String {
        match self {
            Self::Postgres => format!("lpad(({number})::text, {digits}, '0')"),
            Self::Sqlite => format!("printf('%0{digits}d', {number})"),
        }
    }

    /// An id of its 32 hexadecimal digits.
    pub(crate) fn uuid(self, digits: &str) -> String {
        match self {
            Self::Postgres => format!("({digits})::uuid"),
            Self::Sqlite => format!("unhex({digits})"),
        }
    }

    /// The 32 hexadecimal digits of an id.
    pub(crate) fn digits_of(self, id: &str) -> String {
        match self {
            Self::Postgres => format!("replace(({id})::text, '-', '')"),
            Self::Sqlite => format!("lower(hex({id}))"),
        }
    }

    /// A moment of its seconds since 1970.
    pub(crate) fn moment(self, seconds: &str) -> String {
        match self {
            Self::Postgres => format!("to_timestamp({seconds})"),
            Self::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', {seconds}, 'unixepoch')"),
        }
    }

    /// The whole numbers of a range as the rows of `s`, in its column `n`.
    pub(crate) fn series(self, first: u64, last: u64) -> String {
        match self {
            Self::Postgres => format!("generate_series({first}::bigint, {last}::bigint) as s(n)"),
            Self::Sqlite => format!(
                "(with recursive r(n) as (select {first} where {first} <= {last} \
                 union all select n + 1 from r where n < {last}) select n from r) as s"
            ),
        }
    }
}

/// As much of a statement as tells which it is.
fn beginning(text: &str) -> String {
    text.chars().take(200).collect()
}

/// One connection; its answers are text.
pub(crate) enum Connection {
    Postgres(Box<PgConnection>),
    Sqlite(SqliteConnection),
}

impl Connection {
    pub(crate) async fn open(kind: Kind, url: &str) -> anyhow::Result<Self> {
        Ok(match kind {
            Kind::Postgres => {
                Self::Postgres(Box::new(PgConnectOptions::from_str(url)?.connect().await?))
            }
            Kind::Sqlite => {
                let options = SqliteConnectOptions::from_str(url)?.foreign_keys(false);
                Self::Sqlite(options.connect().await?)
            }
        })
    }

    /// Runs one or more statements.
    pub(crate) async fn run(&mut self, text: &str) -> anyhow::Result<()> {
        let query = sqlx::raw_sql(AssertSqlSafe(text));
        let done = match self {
            Self::Postgres(connection) => query.execute(connection.as_mut()).await.map(drop),
            Self::Sqlite(connection) => query.execute(connection).await.map(drop),
        };
        done.with_context(|| beginning(text))
    }

    /// The rows of a statement, all of whose columns are text.
    pub(crate) async fn rows(&mut self, text: &str) -> anyhow::Result<Vec<Vec<String>>> {
        let safe = AssertSqlSafe(text.to_owned());
        let rows: Result<Vec<Vec<String>>, sqlx::Error> = match self {
            Self::Postgres(connection) => sqlx::query(safe)
                .fetch_all(connection.as_mut())
                .await?
                .iter()
                .map(|row| (0..row.len()).map(|column| row.try_get(column)).collect())
                .collect(),
            Self::Sqlite(connection) => sqlx::query(safe)
                .fetch_all(connection)
                .await?
                .iter()
                .map(|row| (0..row.len()).map(|column| row.try_get(column)).collect())
                .collect(),
        };
        rows.with_context(|| beginning(text))
    }

    /// The one text that a statement answers with.
    pub(crate) async fn text(&mut self, text: &str) -> anyhow::Result<String> {
        let first =
            self.rows(text).await?.into_iter().next().and_then(|row| row.into_iter().next());
        first.with_context(|| format!("no row: {text}"))
    }

    pub(crate) async fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Postgres(connection) => connection.close().await?,
            Self::Sqlite(connection) => connection.close().await?,
        }
        Ok(())
    }
}
