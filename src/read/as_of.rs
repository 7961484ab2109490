//! Of which moment an answer is, where it was not read from the database that is written to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// The oldest moment of all that was read for a request; all its statements share it.
#[derive(Debug, Clone)]
pub struct AsOf(Arc<AtomicI64>);

impl Default for AsOf {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MAX)))
    }
}

impl AsOf {
    /// Notes that something was of this moment.
    pub fn at_most(&self, moment: DateTime<Utc>) {
        self.0.fetch_min(moment.timestamp_micros(), Ordering::Relaxed);
    }

    /// The moment; none where all was of the request's own.
    #[must_use]
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::Relaxed))
    }
}

/// What became of a request is no part of what it asks.
impl PartialEq for AsOf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_moment_counts() {
        let as_of = AsOf::default();
        assert_eq!(as_of.moment(), None);
        let [earlier, later] = [1_000, 2_000].map(|s| DateTime::from_timestamp(s, 0).unwrap());
        as_of.at_most(later);
        as_of.clone().at_most(earlier);
        as_of.at_most(later);
        assert_eq!(as_of.moment(), Some(earlier));
    }
}
