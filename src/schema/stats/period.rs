//! Stretches of civil days: where one ends, and what people call it.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::read::filter::day_begins;
use crate::read::stats::Period;

/// The first day of the next one.
pub(super) fn next(period: Period, first: NaiveDate) -> Option<NaiveDate> {
    match period {
        Period::Year => first.checked_add_months(Months::new(12)),
        Period::Quarter => first.checked_add_months(Months::new(3)),
        Period::Month => first.checked_add_months(Months::new(1)),
        Period::Week => first.checked_add_days(Days::new(7)),
        Period::Day => first.checked_add_days(Days::new(1)),
    }
}

/// Its first moment, and the first one after it.
pub(super) fn bounds(period: Period, first: NaiveDate, zone: Tz) -> [DateTime<Utc>; 2] {
    [first, next(period, first).unwrap_or(first)].map(|day| day_begins(day, zone))
}

/// Its name: `2026`, `2026-Q4`, `2026-11`, `2026-W48`, `2026-11-25`.
pub(super) fn label(period: Period, first: NaiveDate) -> String {
    match period {
        Period::Year => first.year().to_string(),
        Period::Quarter => format!("{}-Q{}", first.year(), first.month0() / 3 + 1),
        Period::Month => first.format("%Y-%m").to_string(),
        Period::Week => first.format("%G-W%V").to_string(),
        Period::Day => first.to_string(),
    }
}
