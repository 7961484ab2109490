//! What an issuer tells of itself, kept: read again each hour, and sooner where it seems too old, but
//! not more often than an issuer can be asked by whoever shows made-up tokens.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::outbound::OutboundError;

/// How old it may be before it is read again.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(60 * 60);

/// How old it may be if it cannot be read again.
const GOOD_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// How long at least lies between two tries while there is nothing.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// Something that an issuer tells.
pub(super) struct Kept<T> {
    what: String,
    pause: Duration,
    tried_at: Mutex<Option<Instant>>,
    value: RwLock<Option<(Arc<T>, Instant)>>,
}

impl<T> Kept<T> {
    /// Nothing yet of what an issuer tells. Between two times that it is asked lies `pause` at least.
    pub(super) fn new(what: String, pause: Duration) -> Self {
        Self { what, pause, tried_at: Mutex::new(None), value: RwLock::new(None) }
    }

    /// What is known, read first if there is nothing or it is old; none if it cannot be.
    pub(super) async fn get(
        &self,
        read: impl AsyncFnOnce() -> Result<T, OutboundError>,
    ) -> Option<Arc<T>> {
        let known = self.known(GOOD_FOR);
        if self.known(READ_AGAIN_AFTER).is_some() {
            return known;
        }
        let tried_at = match known {
            // Nobody waits while there is something that will do.
            Some(known) => match self.tried_at.try_lock() {
                Ok(tried_at) => tried_at,
                Err(_) => return Some(known),
            },
            None => self.tried_at.lock().await,
        };
        if self.known(READ_AGAIN_AFTER).is_none() {
            self.read(tried_at, read).await;
        }
        self.known(GOOD_FOR)
    }

    /// Something newer than what was found too old; none if it cannot be read, or not so soon.
    pub(super) async fn newer(
        &self,
        old: &Arc<T>,
        read: impl AsyncFnOnce() -> Result<T, OutboundError>,
    ) -> Option<Arc<T>> {
        let tried_at = self.tried_at.lock().await;
        let newer = || self.known(GOOD_FOR).filter(|known| !Arc::ptr_eq(known, old));
        if newer().is_none() {
            self.read(tried_at, read).await;
        }
        newer()
    }

    fn known(&self, good_for: Duration) -> Option<Arc<T>> {
        let value = self.value.read();
        value.as_ref().filter(|(_, at)| at.elapsed() < good_for).map(|(value, _)| Arc::clone(value))
    }

    async fn read(
        &self,
        mut tried_at: MutexGuard<'_, Option<Instant>>,
        read: impl AsyncFnOnce() -> Result<T, OutboundError>,
    ) {
        let pause =
            if self.value.read().is_some() { self.pause } else { self.pause.min(FIRST_PAUSE) };
        if tried_at.is_some_and(|at| at.elapsed() < pause) {
            return;
        }
        *tried_at = Some(Instant::now());
        match read().await {
            Ok(value) => *self.value.write() = Some((Arc::new(value), Instant::now())),
            Err(error) => tracing::warn!(%error, of = self.what, "an issuer does not tell"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn kept() -> Kept<u32> {
        Kept::new("the keys of an issuer".to_owned(), MINUTE)
    }

    async fn fails() -> Result<u32, OutboundError> {
        Err(OutboundError::Status(503))
    }

    async fn never() -> Result<u32, OutboundError> {
        panic!("it is not asked now")
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_read_each_hour_and_kept_a_day_without_an_answer() {
        let kept = kept();
        assert_eq!(kept.get(async || Ok(1)).await.as_deref(), Some(&1));
        assert_eq!(kept.get(never).await.as_deref(), Some(&1));
        tokio::time::advance(READ_AGAIN_AFTER).await;
        assert_eq!(kept.get(fails).await.as_deref(), Some(&1), "what is known will do");
        assert_eq!(kept.get(never).await.as_deref(), Some(&1), "a minute lies between two tries");
        tokio::time::advance(MINUTE).await;
        assert_eq!(kept.get(async || Ok(2)).await.as_deref(), Some(&2));
        tokio::time::advance(GOOD_FOR).await;
        assert_eq!(kept.get(fails).await, None, "what is a day old is not believed");
    }

    #[tokio::test(start_paused = true)]
    async fn an_issuer_that_is_away_at_first_is_asked_again_soon() {
        let kept = kept();
        assert_eq!(kept.get(fails).await, None);
        assert_eq!(kept.get(never).await, None);
        tokio::time::advance(FIRST_PAUSE).await;
        assert_eq!(kept.get(async || Ok(1)).await.as_deref(), Some(&1));
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_is_shown_it_is_read_anew_once_a_minute_at_most() {
        let kept = kept();
        let first = kept.get(async || Ok(1)).await.unwrap();
        assert_eq!(kept.newer(&first, never).await, None, "it has just been read");
        tokio::time::advance(MINUTE).await;
        let second = kept.newer(&first, async || Ok(2)).await.unwrap();
        assert_eq!(*second, 2);
        assert_eq!(kept.newer(&first, never).await.as_deref(), Some(&2), "another was first");
        assert_eq!(kept.newer(&second, never).await, None);
    }
}
