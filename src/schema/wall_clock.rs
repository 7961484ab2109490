//! The moment that requests come at, by which what they change is dated.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// The system's clock, or one that runs ahead of it by as much as it is told to.
#[derive(Debug, Clone, Default)]
pub struct WallClock {
    /// By how many microseconds it is ahead.
    ahead: Arc<AtomicI64>,
}

impl WallClock {
    /// The moment that it shows.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed));
        Utc::now().checked_add_signed(ahead).unwrap_or_else(Utc::now)
    }

    /// Moves it on, for all who share it.
    pub fn advance(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap_or(i64::MAX);
        self.ahead.fetch_add(by, Ordering::Relaxed);
    }
}
