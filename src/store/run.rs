//! Running compiled statements.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::{Manager, Pool};
use sea_orm::sqlx;

use super::borrowed::Borrowed;
use super::fetch::{Fetch, Rows};
use super::pools::Readers;
use super::readers::Reader;
use super::{Store, StoreError};
use crate::read::sql::Bind;
use crate::read::{Purpose, Statement};

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
        let limit = limit.min(statement.until().saturating_duration_since(Instant::now()));
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
        text: &Arc<str>,
        binds: &[Bind],
        limit: Duration,
    ) -> Result<Rows, StoreError> {
        metrics::counter!("wardbook_statements_total", "purpose" => purpose).increment(1);
        let started = Instant::now();
        let rows = match &self.pools.readers {
            Readers::Sqlite(readers) => rows(readers.of(purpose), text, binds, limit).await,
            Readers::Postgres(readers) => rows(readers.of(purpose), text, binds, limit).await,
        };
        metrics::histogram!("wardbook_statement_duration_seconds", "purpose" => purpose)
            .record(started.elapsed());
        rows.inspect_err(|error| tracing::error!(%error, purpose, "a statement failed"))
    }
}

async fn rows<M, C>(
    pool: &Pool<M>,
    text: &Arc<str>,
    binds: &[Bind],
    limit: Duration,
) -> Result<Rows, StoreError>
where
    M: Manager<Type = Reader<C>, Error = sqlx::Error> + 'static,
    C: Fetch,
{
    loop {
        let mut borrowed = Borrowed::from(pool).await?;
        let was_used = borrowed.was_used();
        // Where the database does not end it by itself, it is told to when the wait is dropped. How
        // long a connection is waited for is the pool's own limit.
        let Ok(fetched) = tokio::time::timeout(limit, borrowed.fetch(text, binds)).await else {
            return Err(StoreError::Timeout);
        };
        match borrowed.settle(fetched) {
            // The database was away and may be back: what was connected before is of no use, and
            // reading twice does no harm.
            Err(StoreError::Unavailable(_)) if was_used => drop(pool.retain(|_, _| false)),
            settled => return settled,
        }
    }
}
