//! The condition of one operator on one expression.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::read::sql::{Bind, Binds, Dialect};

/// The first moment of a civil day in a zone. Where clocks skip midnight it is the moment at
/// which they resume.
#[must_use]
pub fn day_begins(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let found = (0..=24 * 4).find_map(|quarters| {
        let local = midnight + chrono::TimeDelta::minutes(15 * quarters);
        zone.from_local_datetime(&local).earliest()
    });
    found.map_or_else(|| Utc.from_utc_datetime(&midnight), |at| at.with_timezone(&Utc))
}

/// The first moment after a civil day in a zone.
pub(super) fn day_ends(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    day_begins(day.checked_add_days(Days::new(1)).unwrap_or(day), zone)
}

/// `=`, `<>`, `<` and so on of one value; `ne` keeps nulls.
pub(super) fn compare(name: &str, expression: &str, value: Bind, binds: &mut Binds) -> String {
    let value = binds.bind(value);
    match name {
        "ne" => format!("({expression} = {value}) is not true"),
        "lt" => format!("{expression} < {value}"),
        "lte" => format!("{expression} <= {value}"),
        "gt" => format!("{expression} > {value}"),
        "gte" => format!("{expression} >= {value}"),
        _ => format!("{expression} = {value}"),
    }
}

/// Holds a text, whatever the case of its letters.
pub(super) fn contains(expression: &str, text: String, binds: &mut Binds) -> String {
    let text = binds.bind(Bind::Text(text));
    match binds.dialect() {
        Dialect::Sqlite => format!("instr(lower({expression}), lower({text})) > 0"),
        Dialect::Postgres => format!("strpos(lower({expression}), lower({text})) > 0"),
    }
}

/// Begins with a text: a range of bytes, which an index serves.
pub(super) fn starts_with(expression: &str, prefix: String, binds: &mut Binds) -> String {
    if prefix.is_empty() {
        return format!("{expression} is not null");
    }
    let expression = binds.dialect().by_bytes(expression);
    let beyond = first_beyond(&prefix);
    let least = binds.bind(Bind::Text(prefix));
    match beyond {
        Some(beyond) => {
            let beyond = binds.bind(Bind::Text(beyond));
            format!("({expression} >= {least} and {expression} < {beyond})")
        }
        None => format!("{expression} >= {least}"),
    }
}

/// The least text that comes after everything that begins with `prefix`, if there is one.
fn first_beyond(prefix: &str) -> Option<String> {
    let mut letters: Vec<char> = prefix.chars().collect();
    while let Some(last) = letters.pop() {
        let next = match last {
            char::MAX => None,
            '\u{d7ff}' => Some('\u{e000}'),
            other => char::from_u32(other as u32 + 1),
        };
        if let Some(next) = next {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}
