//! A connection while a statement runs on it. If whoever waits for the statement goes away, it is
//! stopped in the database before the connection is used again.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{Manager, Object, Pool, PoolError};
use sea_orm::sqlx;
use tokio::runtime::Handle;

use super::StoreError;
use super::fetch::{Fetch, Rows, Wanted};
use super::readers::Reader;
use crate::read::sql::Bind;

/// How long a stopped connection may take to answer again before it is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What a stopped statement left to be read: its error, and then nothing.
const LEFT_ANSWERS: usize = 3;

/// A connection of a pool while a statement runs on it.
pub(super) struct Borrowed<M, C>
where
    M: Manager<Type = Reader<C>> + 'static,
    C: Fetch,
{
    reader: Option<Object<M>>,
}

impl<M, C> Borrowed<M, C>
where
    M: Manager<Type = Reader<C>, Error = sqlx::Error> + 'static,
    C: Fetch,
{
    pub(super) async fn from(pool: &Pool<M>) -> Result<Self, StoreError> {
        // The pool bounds each of its steps, but may ask one idle connection after another.
        let longest = pool.timeouts().wait.unwrap_or(LONGEST_WAIT);
        match tokio::time::timeout(longest, pool.get()).await {
            Ok(Ok(reader)) => Ok(Self { reader: Some(reader) }),
            Ok(Err(PoolError::Backend(error))) => Err(error.into()),
            Ok(Err(error)) => Err(StoreError::Unavailable(error.to_string())),
            Err(_) => Err(StoreError::Unavailable("no connection could be had in time".to_owned())),
        }
    }

    /// Whether the connection has been used before; it may be one that has died since.
    pub(super) fn was_used(&self) -> bool {
        self.reader.as_ref().is_some_and(|reader| Object::metrics(reader).recycle_count > 0)
    }

    /// Runs a statement; it is stopped if this is dropped before it has ended.
    pub(super) async fn fetch(
        &mut self,
        text: &Arc<str>,
        binds: &[Bind],
        wanted: Wanted,
    ) -> Result<Rows, sqlx::Error> {
        match &mut self.reader {
            Some(reader) => reader.connection.fetch(text, binds, wanted).await,
            None => Err(sqlx::Error::PoolClosed),
        }
    }

    /// The statement has ended: the connection goes back to its pool, unless it is broken.
    pub(super) fn settle(mut self, ended: Result<Rows, sqlx::Error>) -> Result<Rows, StoreError> {
        let ended = ended.map_err(StoreError::from);
        if let Some(reader) = self.reader.take()
            && matches!(ended, Err(StoreError::Unavailable(_)))
        {
            drop(Object::take(reader));
        }
        ended
    }
}

impl<M, C> Drop for Borrowed<M, C>
where
    M: Manager<Type = Reader<C>> + 'static,
    C: Fetch,
{
    fn drop(&mut self) {
        let Some(reader) = self.reader.take() else { return };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(stop(reader))),
            Err(_) => drop(Object::take(reader)),
        }
    }
}

async fn stop<M, C>(mut reader: Object<M>)
where
    M: Manager<Type = Reader<C>> + 'static,
    C: Fetch,
{
    metrics::counter!("wardbook_statements_cancelled_total").increment(1);
    let answers = async {
        reader.stop.clone().now().await;
        for _ in 0..LEFT_ANSWERS {
            match reader.connection.ping().await {
                Ok(()) => return true,
                Err(sqlx::Error::Database(_)) => {}
                Err(_) => return false,
            }
        }
        false
    };
    if tokio::time::timeout(LONGEST_WAIT, answers).await.unwrap_or(false) {
        reader.stop.no_more();
    } else {
        drop(Object::take(reader));
    }
}
