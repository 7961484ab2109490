//! Running compiled statements.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, PgPool, Row, SqlitePool};

use super::pools::Readers;
use super::{Store, StoreError};
use crate::read::sql::Bind;
use crate::read::{Purpose, Statement};

/// The rows of a statement, all of whose columns are text.
pub type Rows = Vec<Vec<Option<String>>>;

impl Store {
    /// Runs a statement that the compiler made.
    ///
    /// # Errors
    /// The database is out of reach, failed, or took longer than the statement's purpose allows.
    pub async fn read(&self, statement: &Statement) -> Result<Rows, StoreError> {
        let (purpose, limit) = match statement.purpose() {
            Purpose::Read => ("read", self.pools.statement),
            Purpose::Count => ("count", self.pools.count),
        };
        self.query(purpose, statement.text(), statement.binds(), limit).await
    }

    /// Runs a statement that counts.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub async fn read_count(&self, statement: &Statement) -> Result<i64, StoreError> {
        let rows = self.read(statement).await?;
        let count = rows.into_iter().next().and_then(|row| row.into_iter().next()).flatten();
        count
            .and_then(|count| count.parse().ok())
            .ok_or_else(|| StoreError::Failed("a count is no number".to_owned()))
    }

    /// Runs SQL of the store's own, for what no scope confines: the policy and identity.
    pub(in crate::store) async fn query(
        &self,
        purpose: &'static str,
        text: &str,
        binds: &[Bind],
        limit: Duration,
    ) -> Result<Rows, StoreError> {
        metrics::counter!("wardbook_statements_total", "purpose" => purpose).increment(1);
        let started = std::time::Instant::now();
        let text: Arc<str> = text.into();
        let rows = async {
            match &self.pools.readers {
                Readers::Sqlite(pool) => sqlite(pool, text, binds).await,
                Readers::Postgres { counts, .. } if purpose == "count" => {
                    postgres(counts, text, binds).await
                }
                Readers::Postgres { reads, .. } => postgres(reads, text, binds).await,
            }
        };
        // The database's own limit cancels; this one is for where it cannot answer.
        let rows = tokio::time::timeout(limit + Duration::from_millis(500), rows)
            .await
            .unwrap_or(Err(StoreError::Timeout));
        metrics::histogram!("wardbook_statement_duration_seconds", "purpose" => purpose)
            .record(started.elapsed());
        rows.inspect_err(|error| tracing::error!(%error, purpose, "a statement failed"))
    }
}

async fn sqlite(pool: &SqlitePool, text: Arc<str>, binds: &[Bind]) -> Result<Rows, StoreError> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for bind in binds {
        query = match bind {
            Bind::Uuid(id) => query.bind(*id),
            Bind::Text(text) => query.bind(text.clone()),
            Bind::Int(number) => query.bind(*number),
            Bind::Float(number) => query.bind(*number),
            Bind::DateTime(at) => query.bind(*at),
            Bind::Date(day) => query.bind(*day),
            Bind::Parents(ids) | Bind::Uuids(ids) => {
                let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
                query.bind(serde_json::Value::from(ids).to_string())
            }
            Bind::Texts(texts) => query.bind(serde_json::Value::from(texts.clone()).to_string()),
        };
    }
    let rows = query.fetch_all(pool).await?;
    rows.iter().map(|row| (0..row.len()).map(|column| Ok(row.try_get(column)?)).collect()).collect()
}

async fn postgres(pool: &PgPool, text: Arc<str>, binds: &[Bind]) -> Result<Rows, StoreError> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for bind in binds {
        query = match bind {
            Bind::Uuid(id) => query.bind(*id),
            Bind::Uuids(ids) | Bind::Parents(ids) => query.bind(ids.clone()),
            Bind::Text(text) => query.bind(text.clone()),
            Bind::Texts(texts) => query.bind(texts.clone()),
            Bind::Int(number) => query.bind(*number),
            Bind::Float(number) => query.bind(*number),
            Bind::DateTime(at) => query.bind(*at),
            Bind::Date(day) => query.bind(*day),
        };
    }
    let rows = query.fetch_all(pool).await?;
    rows.iter().map(|row| (0..row.len()).map(|column| Ok(row.try_get(column)?)).collect()).collect()
}
