//! Chance that a seed repeats, and ids and moments made with it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

pub(super) struct Chance {
    rng: StdRng,
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Tz,
}

impl Chance {
    pub(super) fn new(seed: u64, now: DateTime<Utc>, zone: Tz) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), now, zone }
    }

    /// The civil day that it is.
    pub(super) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone).date_naive()
    }

    /// So many minutes after a civil day begins.
    pub(super) fn at(&self, day: NaiveDate, minutes: i64) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let local = self.zone.from_local_datetime(&midnight).earliest();
        let begins = local.map_or(midnight.and_utc(), |local| local.with_timezone(&Utc));
        begins + TimeDelta::minutes(minutes)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { self.rng.random_range(0..n) }
    }

    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let index = self.below(of.len());
        of.get(index)
    }

    /// One of some texts; nothing of none.
    pub(super) fn word<'a>(&mut self, of: &[&'a str]) -> &'a str {
        self.pick(of).copied().unwrap_or_default()
    }

    /// One of these, each as likely as its weight.
    pub(super) fn weighted<'a>(&mut self, of: &[(&'a str, u32)]) -> &'a str {
        let whole: u32 = of.iter().map(|(_, weight)| weight).sum();
        let mut left = self.rng.random_range(0..whole.max(1));
        for (word, weight) in of {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return word,
            }
        }
        of.last().map_or("", |(word, _)| word)
    }

    pub(super) fn minutes(&mut self, least: i64, most: i64) -> TimeDelta {
        TimeDelta::minutes(self.rng.random_range(least..=most))
    }

    pub(super) fn seconds(&mut self, most: i64) -> TimeDelta {
        TimeDelta::seconds(self.rng.random_range(0..most))
    }

    pub(super) fn bytes(&mut self) -> [u8; 20] {
        self.rng.random()
    }

    /// An id as if made at that moment.
    pub(super) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.rng.random()).into_uuid()
    }
}
