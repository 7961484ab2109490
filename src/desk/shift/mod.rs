//! Duty: what may be done with a shift and when, and the gaps that the clock finds.

pub mod action;
pub mod facts;
pub mod gaps;
#[cfg(test)]
mod gaps_tests;
pub mod kind;

use chrono::{DateTime, TimeDelta, Utc};

/// How long before a shift begins one signs in at the earliest.
pub const EARLIEST: TimeDelta = TimeDelta::minutes(30);

/// By how much somebody may be late, or a place empty, before it is a gap.
pub const GRACE: TimeDelta = TimeDelta::minutes(15);

/// How long after its end a shift is still signed out of and logged; then its gaps stand.
pub const OPEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// The longest shift.
pub const LONGEST: TimeDelta = TimeDelta::hours(24);

/// The time of a shift: it begins with the first moment and is over at the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

impl Times {
    /// From when it is signed in to.
    #[must_use]
    pub fn opens_at(self) -> DateTime<Utc> {
        self.starts_at - EARLIEST
    }

    /// From when nothing of it changes any more.
    #[must_use]
    pub fn settles_at(self) -> DateTime<Utc> {
        self.ends_at + OPEN_AFTER
    }
}
