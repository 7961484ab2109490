//! Sending one statement through one connection.

use std::sync::Arc;

use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use crate::read::sql::Bind;

/// The rows of a statement, all of whose columns are text.
pub type Rows = Vec<Vec<Option<String>>>;

/// How many of a statement's rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The first: there is no other, mostly.
    One,
    All,
}

/// A connection that statements with our own binds are sent through.
pub(super) trait Fetch: Connection + Send + 'static {
    /// The rows of a statement.
    fn fetch(
        &mut self,
        text: &Arc<str>,
        binds: &[Bind],
        wanted: Wanted,
    ) -> impl Future<Output = Result<Rows, sqlx::Error>> + Send;
}

impl Fetch for SqliteConnection {
    async fn fetch(
        &mut self,
        text: &Arc<str>,
        binds: &[Bind],
        wanted: Wanted,
    ) -> Result<Rows, sqlx::Error> {
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(text)));
        for bind in binds {
            query = match bind {
                Bind::Uuid(id) => query.bind(*id),
                Bind::Text(text) => query.bind(text.clone()),
                Bind::Int(number) => query.bind(*number),
                Bind::Float(number) => query.bind(*number),
                Bind::DateTime(at) => query.bind(*at),
                Bind::Date(day) => query.bind(*day),
                Bind::Uuids(ids) => {
                    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
                    query.bind(serde_json::Value::from(ids).to_string())
                }
                Bind::Texts(texts) => {
                    query.bind(serde_json::Value::from(texts.clone()).to_string())
                }
            };
        }
        match wanted {
            Wanted::One => texts(query.fetch_optional(self).await?.as_slice()),
            Wanted::All => texts(&query.fetch_all(self).await?),
        }
    }
}

impl Fetch for PgConnection {
    async fn fetch(
        &mut self,
        text: &Arc<str>,
        binds: &[Bind],
        wanted: Wanted,
    ) -> Result<Rows, sqlx::Error> {
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(text)));
        for bind in binds {
            query = match bind {
                Bind::Uuid(id) => query.bind(*id),
                Bind::Uuids(ids) => query.bind(ids.as_slice()),
                Bind::Text(text) => query.bind(text.as_str()),
                Bind::Texts(texts) => query.bind(texts.as_slice()),
                Bind::Int(number) => query.bind(*number),
                Bind::Float(number) => query.bind(*number),
                Bind::DateTime(at) => query.bind(*at),
                Bind::Date(day) => query.bind(*day),
            };
        }
        match wanted {
            Wanted::One => texts(query.fetch_optional(self).await?.as_slice()),
            Wanted::All => texts(&query.fetch_all(self).await?),
        }
    }
}

fn texts<R: Row>(rows: &[R]) -> Result<Rows, sqlx::Error>
where
    usize: sqlx::ColumnIndex<R>,
    Option<String>: for<'r> sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    let row = |row: &R| (0..row.len()).map(|column| row.try_get(column)).collect();
    rows.iter().map(row).collect()
}
