//! What may be heavy: figures, searches, lists that cost much. Each is first tried among what the desk
//! asks, for a moment only, and no more than a few at once. What does not end in that moment is
//! stopped and begun anew on connections of its own, few enough to leave the desk its processors; a
//! question that showed itself to be heavy, or light, goes the right way at once the next time.

use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::aim::Aim;
use super::fetch::{Rows, Wanted};
use super::{PoolSettings, Store, StoreError};
use crate::read::{Known, Statement};

/// What is done in so short a time stands in nobody's way.
const LIGHT: Duration = Duration::from_millis(100);

/// How many wait at most. Each holds a turn that some other request could have.
const MOST_WAITING: u32 = 32;

/// Gives what is heavy its turns.
pub(super) struct HeavyTurns {
    /// Those that are tried at once and of which nothing is known.
    trials: Semaphore,
    running: Semaphore,
    /// The one that waits for its turn next: what nobody waits for comes after it, and not after all.
    next: Semaphore,
    /// Those that run and those that wait.
    coming: Semaphore,
    time: Duration,
}

/// A turn, which ends when this is dropped.
pub(super) struct Turn<'a> {
    _running: SemaphorePermit<'a>,
    _coming: SemaphorePermit<'a>,
}

impl HeavyTurns {
    /// Turns for so many connections.
    pub(super) fn new(settings: &PoolSettings, connections: u32) -> Self {
        Self {
            trials: Semaphore::new(settings.readers.div_ceil(4) as usize),
            running: Semaphore::new(connections as usize),
            next: Semaphore::new(1),
            coming: Semaphore::new((connections + MOST_WAITING) as usize),
            time: settings.heavy_time,
        }
    }

    /// What is left for what a request that began then asks for: all of it together waits and runs
    /// no longer than one statement may.
    pub(super) fn left(&self, began: Instant) -> Duration {
        let until = began + self.time * 2;
        self.time.min(until.saturating_duration_since(Instant::now()))
    }

    /// A turn, waited for at most so long.
    pub(super) async fn turn(&self, longest: Duration) -> Result<Turn<'_>, StoreError> {
        let Ok(coming) = self.coming.try_acquire() else { return Err(refused()) };
        let running = async {
            let _next = self.next.acquire().await.ok()?;
            self.running.acquire().await.ok()
        };
        match timeout(longest, running).await {
            Ok(Some(running)) => Ok(Turn { _running: running, _coming: coming }),
            Ok(None) | Err(_) => Err(refused()),
        }
    }

    /// A turn of what nobody waits for: of what is heavy, only one goes before it.
    pub(super) async fn turn_between(&self) -> Option<SemaphorePermit<'_>> {
        self.running.acquire().await.ok()
    }
}

impl Store {
    /// Reads what may be heavy.
    pub(super) async fn read_heavy(
        &self,
        statement: &Statement,
        wanted: Wanted,
    ) -> Result<Rows, StoreError> {
        if let Some(replica) = &self.pools.replica
            && let Some(read) = Box::pin(replica.read(statement, wanted)).await
        {
            return read;
        }
        if let Some(tried) = self.tried(statement, wanted).await {
            return tried;
        }
        let turns = &self.pools.heavy;
        let turn = turns.turn(turns.left(statement.began())).await?;
        let begun = Instant::now();
        let limit = turns.left(statement.began());
        let rows = self.query(Aim::Heavy, statement.text(), statement.binds(), limit, wanted).await;
        drop(turn);
        statement.weight().was(weighed(begun.elapsed()));
        rows
    }

    /// The rows, or its failure, where it is light; none where it is not, or where enough others
    /// are tried.
    async fn tried(
        &self,
        statement: &Statement,
        wanted: Wanted,
    ) -> Option<Result<Rows, StoreError>> {
        let _trial = match statement.weight().known() {
            Known::Heavy => return None,
            Known::Light => None,
            Known::Nothing => Some(self.pools.heavy.trials.try_acquire().ok()?),
        };
        let left = statement.until().saturating_duration_since(Instant::now());
        let limit = LIGHT.min(left);
        let rows = self.query(Aim::Light, statement.text(), statement.binds(), limit, wanted).await;
        match rows {
            Err(StoreError::Timeout) => {
                statement.weight().was(Known::Heavy);
                None
            }
            rows => {
                statement.weight().was(Known::Light);
                Some(rows)
            }
        }
    }
}

fn refused() -> StoreError {
    metrics::counter!("wardbook_heavy_refused_total").increment(1);
    StoreError::Busy
}

fn weighed(time: Duration) -> Known {
    if time < LIGHT { Known::Light } else { Known::Heavy }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    fn turns() -> HeavyTurns {
        HeavyTurns::new(&PoolSettings::default(), 1)
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_too_long_is_sent_away() {
        let turns = turns();
        let first = turns.turn(turns.time).await.unwrap();
        assert!(matches!(turns.turn(turns.time).await, Err(StoreError::Busy)));
        let (second, ()) = tokio::join!(turns.turn(turns.time), async { drop(first) });
        second.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_wait_than_there_is_room_for() {
        let turns = turns();
        let _first = turns.turn(turns.time).await.unwrap();
        let waiting = join_all((0..MOST_WAITING).map(|_| turns.turn(turns.time)));
        let one_more = async {
            tokio::task::yield_now().await;
            turns.turn(Duration::MAX).await.is_err()
        };
        let (waited, refused) = tokio::join!(waiting, one_more);
        assert!(refused && waited.iter().all(Result::is_err));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_of_a_file_waits_for_one_and_not_for_all() {
        let turns = turns();
        let first = turns.turn(turns.time).await.unwrap();
        let order = parking_lot::Mutex::new(Vec::new());
        let asked = async |name| {
            let _turn = turns.turn(turns.time).await.unwrap();
            order.lock().push(name);
        };
        let page = async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let _turn = turns.turn_between().await;
            order.lock().push("page");
        };
        let ended = async {
            tokio::time::sleep(Duration::from_millis(2)).await;
            drop(first);
        };
        tokio::join!(asked("second"), asked("third"), page, ended);
        assert_eq!(*order.lock(), ["second", "page", "third"]);
    }

    #[test]
    fn all_that_a_request_asks_for_waits_and_runs_no_longer_than_one_may() {
        let turns = turns();
        assert_eq!(turns.left(Instant::now()), turns.time);
        let long_ago = Instant::now() - turns.time * 2;
        assert_eq!(turns.left(long_ago), Duration::ZERO);
    }
}
