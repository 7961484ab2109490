//! Local time on SQLite, which knows no zones: how far a zone is from UTC at a moment, as an argument
//! of its functions of times.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The years whose changes of clocks are looked for.
const YEARS: [i32; 2] = [1970, 2070];

/// A moment from which on a zone is so many seconds ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    from: DateTime<Utc>,
    seconds: i32,
}

/// The offset of a zone at the moment that a column holds: one text for a zone that does not change,
/// else a choice by halves among its changes.
pub(super) fn offset(zone: Tz, moment: &str) -> String {
    static KNOWN: LazyLock<Mutex<HashMap<Tz, Vec<Change>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    choice(known.entry(zone).or_insert_with(|| changes(zone)), moment)
}

fn choice(changes: &[Change], moment: &str) -> String {
    match changes {
        [] => "'0 seconds'".to_owned(),
        [only] => format!("'{:+} seconds'", only.seconds),
        several => {
            let (earlier, later) = several.split_at(several.len() / 2);
            let from = later.first().map_or_else(String::new, |change| {
                change.from.format("%Y-%m-%dT%H:%M:%S").to_string()
            });
            let (earlier, later) = (choice(earlier, moment), choice(later, moment));
            format!("case when {moment} < '{from}' then {earlier} else {later} end")
        }
    }
}

/// All changes of a zone, the first for all that was before.
fn changes(zone: Tz) -> Vec<Change> {
    let ahead =
        |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    let [first, last] = YEARS.map(|year| {
        Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or(DateTime::UNIX_EPOCH)
    });
    let mut changes = vec![Change { from: first, seconds: ahead(first) }];
    let mut at = first;
    while at < last {
        let next = at + TimeDelta::hours(6);
        let seconds = ahead(next);
        if ahead(at) != seconds {
            let (mut before, mut after) = (at, next);
            while after - before > TimeDelta::seconds(1) {
                let middle = before + (after - before) / 2;
                let middle =
                    middle - TimeDelta::nanoseconds(middle.timestamp_subsec_nanos().into());
                if ahead(middle) == seconds { after = middle } else { before = middle }
            }
            changes.push(Change { from: after, seconds });
        }
        at = next;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_does_not_change_is_one_text_and_another_changes_to_the_second() {
        let since = |zone: Tz, year: i32| {
            let begins = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
            changes(zone).into_iter().filter(move |change| change.from >= begins)
        };
        assert_eq!(since(Tz::Asia__Shanghai, 1992).count(), 0);
        assert_eq!(offset(Tz::UTC, "t.at"), "'+0 seconds'");
        let in_2026: Vec<String> = since(Tz::Europe__Berlin, 2026)
            .take(2)
            .map(|change| format!("{} {}", change.from.to_rfc3339(), change.seconds))
            .collect();
        assert_eq!(in_2026, ["2026-03-29T01:00:00+00:00 7200", "2026-10-25T01:00:00+00:00 3600"]);
    }
}
