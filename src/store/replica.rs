//! A streaming replica that what is heavy is read from, where there is one. It is a moment behind: the
//! answer says which. Whoever asks is still judged by what the primary says of them, and where the
//! replica is away, or of another version than this program, the primary is asked instead.

use std::str::FromStr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use deadpool::managed::Pool;
use migration::{Migrator, MigratorTrait};
use parking_lot::Mutex;
use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::StoreError;
use super::borrowed::Borrowed;
use super::fetch::{Rows, Wanted};
use super::heavy::HeavyTurns;
use super::pools::{PoolSettings, reading_options};
use super::readers::{PostgresReaders, pool};
use crate::read::Statement;

/// For how long one that was found away is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(5);

/// The connections by which statements are cancelled.
const CANCELLING: u32 = 2;

/// The moment up to which everything is there, and the last step of the schema. What was received is
/// all there is only while more could be received.
static STATE: LazyLock<Arc<str>> = LazyLock::new(|| {
    "select to_char((case when not pg_is_in_recovery() \
     or (pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() \
     and exists (select from pg_stat_wal_receiver)) then clock_timestamp() \
     else pg_last_xact_replay_timestamp() end) at time zone 'UTC', \
     'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), (select max(version) from seaql_migrations)"
        .into()
});

/// A replica, and whether it is there.
pub(super) struct Replica {
    pool: Pool<PostgresReaders>,
    turns: HeavyTurns,
    /// Until when it is left alone; none where it is there.
    away: Mutex<Option<Instant>>,
    /// The last step of this program's schema.
    version: String,
}

impl Replica {
    /// A replica at this URL, which need not be there yet.
    pub(super) fn new(url: &str, settings: &PoolSettings) -> Result<Self, StoreError> {
        let options = reading_options(PgConnectOptions::from_str(url)?);
        let cancelling = PgPoolOptions::new()
            .max_connections(CANCELLING)
            .acquire_timeout(settings.acquire)
            .connect_lazy_with(options.clone());
        let limit = settings.heavy_time.as_millis().to_string();
        let readers =
            PostgresReaders::new(options.options([("statement_timeout", limit)]), cancelling);
        let most = settings.readers.div_ceil(2);
        let version = Migrator::migrations().last().map(|step| step.name().to_owned());
        Ok(Self {
            pool: pool(readers, most, settings.acquire)?,
            turns: HeavyTurns::new(settings, most),
            away: Mutex::default(),
            version: version.unwrap_or_default(),
        })
    }

    pub(super) fn close(&self) {
        self.pool.close();
    }

    /// The rows of a statement, whose request is told of which moment they are; none where the primary
    /// must be asked.
    pub(super) async fn read(
        &self,
        statement: &Statement,
        wanted: Wanted,
    ) -> Option<Result<Rows, StoreError>> {
        if !self.may_be_there() {
            metrics::counter!("wardbook_replica_fallbacks_total").increment(1);
            return None;
        }
        let _turn = match self.turns.turn(self.turns.left(statement.began())).await {
            Ok(turn) => turn,
            Err(busy) => return Some(Err(busy)),
        };
        match self.fetched(statement, wanted).await {
            Ok((rows, moment)) => {
                self.is_there();
                statement.as_of().at_most(moment);
                Some(Ok(rows))
            }
            Err(StoreError::Timeout) => Some(Err(StoreError::Timeout)),
            Err(error) => {
                // A query that stands in the way of what is replayed is given up; it is there still.
                if !matches!(error, StoreError::Collided(_)) {
                    self.is_away(&error);
                }
                metrics::counter!("wardbook_replica_fallbacks_total").increment(1);
                None
            }
        }
    }

    async fn fetched(
        &self,
        statement: &Statement,
        wanted: Wanted,
    ) -> Result<(Rows, DateTime<Utc>), StoreError> {
        let limit = self.turns.left(statement.began());
        loop {
            let mut borrowed = Borrowed::from(&self.pool).await?;
            let was_used = borrowed.was_used();
            let both = async {
                let state = borrowed.fetch(&STATE, &[], Wanted::One).await?;
                let moment = self.moment(state)?;
                let rows = borrowed.fetch(statement.text(), statement.binds(), wanted).await?;
                Ok::<_, sqlx::Error>((rows, moment))
            };
            let Ok(fetched) = tokio::time::timeout(limit, both).await else {
                return Err(StoreError::Timeout);
            };
            let (fetched, moment) = match fetched {
                Ok((rows, moment)) => (Ok(rows), moment),
                Err(error) => (Err(error), DateTime::UNIX_EPOCH),
            };
            match borrowed.settle(fetched) {
                Err(StoreError::Unavailable(_)) if was_used => {
                    drop(self.pool.retain(|_, _| false));
                }
                settled => return settled.map(|rows| (rows, moment)),
            }
        }
    }

    /// Of which moment it is, where its schema is this program's.
    fn moment(&self, state: Rows) -> Result<DateTime<Utc>, sqlx::Error> {
        let row = state.into_iter().next().and_then(|row| <[_; 2]>::try_from(row).ok());
        let Some([moment, version]) = row else { return Err(sqlx::Error::RowNotFound) };
        let known = moment.and_then(|moment| moment.parse::<DateTime<Utc>>().ok());
        match (known, version) {
            (Some(moment), Some(version)) if version == self.version => Ok(moment),
            (None, _) => Err(sqlx::Error::Protocol("nobody knows how far it is".to_owned())),
            (Some(_), version) => Err(sqlx::Error::Protocol(format!(
                "its schema is at {}, and this program's at {}",
                version.as_deref().unwrap_or("no step"),
                self.version,
            ))),
        }
    }

    /// Whether it is asked; one that was away is tried by one statement at a time.
    fn may_be_there(&self) -> bool {
        let mut away = self.away.lock();
        match *away {
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                *away = Some(Instant::now() + LEFT_ALONE);
                true
            }
            None => true,
        }
    }

    fn is_there(&self) {
        if self.away.lock().take().is_some() {
            tracing::info!("the replica is there again: what is heavy is read from it");
        }
        metrics::gauge!("wardbook_replica_up").set(1.0);
    }

    fn is_away(&self, error: &StoreError) {
        if self.away.lock().replace(Instant::now() + LEFT_ALONE).is_none() {
            tracing::warn!(%error, "the replica cannot be read: what is heavy is read from the primary");
        }
        metrics::gauge!("wardbook_replica_up").set(0.0);
    }
}
