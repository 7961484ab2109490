//! How whoever shows tokens that are not good is slowed down, as one who guesses a password is. It
//! is for each process alone: a token cannot be guessed, and only the work is bounded.

use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::throttle::{blocked_until, seconds_until};
use crate::policy::TokenHash;

/// How many tokens that are not good are remembered.
const MOST: u64 = 20_000;

/// Of failures longer ago than this nothing is known.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// How many tokens that nothing is known of are looked up at a time.
const AT_ONCE: usize = 4;

/// How long one waits to be looked up.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Failures of late.
pub(super) struct Guesses {
    failures: Cache<TokenHash, (u32, Option<DateTime<Utc>>)>,
    places: Semaphore,
}

/// Too many unknown tokens wait already.
pub(super) struct TooMany;

impl Guesses {
    pub(super) fn new() -> Self {
        let failures = Cache::builder().max_capacity(MOST).time_to_live(REMEMBERED).build();
        Self { failures, places: Semaphore::new(AT_ONCE) }
    }

    /// After how many seconds a token may be shown again that was not good; none: now.
    pub(super) fn retry_after(&self, token: &TokenHash, now: DateTime<Utc>) -> Option<u64> {
        seconds_until(self.failures.get(token)?.1?, now)
    }

    /// Waits for a turn to look up a token.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>, TooMany> {
        match tokio::time::timeout(LONGEST_WAIT, self.places.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(TooMany),
        }
    }

    /// Counts a token that was not good.
    pub(super) fn count(&self, token: &TokenHash, now: DateTime<Utc>) {
        let failures = self.failures.get(token).map_or(1, |(before, _)| before.saturating_add(1));
        self.failures.insert(*token, (failures, blocked_until(failures, now)));
    }

    /// Forgets the failures of a token that is good after all.
    pub(super) fn forget(&self, token: &TokenHash) {
        self.failures.invalidate(token);
    }
}
