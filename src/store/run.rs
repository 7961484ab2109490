//! Running compiled statements.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::{Manager, Pool};
use sea_orm::sqlx;

use super::aim::Aim;
use super::borrowed::Borrowed;
use super::fetch::{Fetch, Rows, Wanted};
use super::pools::Readers;
use super::readers::Reader;
use super::{Store, StoreError};
use crate::read::sql::Bind;
use crate::read::{Purpose, Statement};

impl Store {
    /// All rows of a statement that the compiler made.
    ///
    /// # Errors
    /// The database is out of reach, failed, or took longer than the statement's purpose allows.
    pub async fn read_rows(&self, statement: &Statement) -> Result<Rows, StoreError> {
        self.read(statement, Wanted::All).await
    }

    /// The columns of a statement's first row; none where it has no row.
    ///
    /// # Errors
    /// As for [`Self::read_rows`].
    pub async fn read_row(&self, statement: &Statement) -> Result<Vec<Option<String>>, StoreError> {
        let rows = self.read(statement, Wanted::One).await?;
        Ok(rows.into_iter().next().unwrap_or_default())
    }

    async fn read(&self, statement: &Statement, wanted: Wanted) -> Result<Rows, StoreError> {
        let (aim, limit) = match statement.purpose() {
            Purpose::Heavy if !statement.is_in_background() => {
                return Box::pin(self.read_heavy(statement, wanted)).await;
            }
            Purpose::Read | Purpose::Heavy => (Aim::Read, self.pools.statement),
            Purpose::Count => (Aim::Count, self.pools.count),
        };
        let (aim, _turn) = match statement.is_in_background() {
            true => (Aim::Background, self.pools.heavy.turn_between().await),
            false => (aim, None),
        };
        let limit = limit.min(statement.until().saturating_duration_since(Instant::now()));
        self.query(aim, statement.text(), statement.binds(), limit, wanted).await
    }

    /// Runs a statement that counts.
    ///
    /// # Errors
    /// As for [`Self::read_rows`].
    pub async fn read_count(&self, statement: &Statement) -> Result<i64, StoreError> {
        let count = self.read_row(statement).await?.into_iter().next().flatten();
        count
            .and_then(|count| count.parse().ok())
            .ok_or_else(|| StoreError::Failed("a count is no number".to_owned()))
    }

    /// Runs SQL of the store's own, for what no scope confines: the policy and identity.
    pub(in crate::store) async fn query(
        &self,
        aim: Aim,
        text: &Arc<str>,
        binds: &[Bind],
        limit: Duration,
        wanted: Wanted,
    ) -> Result<Rows, StoreError> {
        self.pools.meters.sent(aim);
        let started = Instant::now();
        // Boxed: whatever waits for it is moved several times, and would be so with all of this.
        let rows = match &self.pools.readers {
            Readers::Sqlite(readers) => {
                Box::pin(rows(readers.of(aim), text, binds, limit, wanted)).await
            }
            Readers::Postgres(readers) => {
                Box::pin(rows(readers.of(aim), text, binds, limit, wanted)).await
            }
        };
        self.pools.meters.took(aim, started.elapsed());
        rows.inspect_err(|error| {
            // What was only tried is begun anew.
            if !matches!((aim, error), (Aim::Light, StoreError::Timeout)) {
                tracing::error!(%error, purpose = aim.as_str(), "a statement failed");
            }
        })
    }
}

async fn rows<M, C>(
    pool: &Pool<M>,
    text: &Arc<str>,
    binds: &[Bind],
    limit: Duration,
    wanted: Wanted,
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
        let Ok(fetched) = tokio::time::timeout(limit, borrowed.fetch(text, binds, wanted)).await
        else {
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
