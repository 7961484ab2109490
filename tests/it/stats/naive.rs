//! The same figures, one record after the other.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use entity::case;
use serde_json::{Value, json};
use uuid::Uuid;

/// All keys of cases.
pub(super) const KEYS: [&str; 23] = [
    "DISTRICT",
    "TOWN",
    "COMMUNITY",
    "GROUP",
    "DESK",
    "STATUS",
    "SEVERITY",
    "SOURCE",
    "CATEGORY",
    "TEAM",
    "FIRST_HANDLER",
    "SATISFACTION",
    "RECEIVED_YEAR",
    "RECEIVED_QUARTER",
    "RECEIVED_MONTH",
    "RECEIVED_WEEK",
    "RECEIVED_DAY",
    "RECEIVED_HOUR",
    "CLOSED_YEAR",
    "CLOSED_QUARTER",
    "CLOSED_MONTH",
    "CLOSED_WEEK",
    "CLOSED_DAY",
];

/// All figures, as a selection.
pub(super) const FIGURES: &str = "count openCount overdueCount closedCount closedOnTimeCount \
    closedLateCount withdrawnCount reopenedCount followedUpCount averageSatisfaction \
    medianHoursToClose p90HoursToClose";

/// The first day of a period.
pub(super) fn first_day(unit: &str, day: NaiveDate) -> NaiveDate {
    let of = |month: u32| NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap();
    match unit {
        "YEAR" => of(1),
        "QUARTER" => of(match day.month() {
            1..=3 => 1,
            4..=6 => 4,
            7..=9 => 7,
            _ => 10,
        }),
        "MONTH" => of(day.month()),
        "WEEK" => day.week(chrono::Weekday::Mon).first_day(),
        _ => day,
    }
}

/// The value of a key.
pub(super) fn value(key: &str, case: &case::Model, zone: Tz) -> Option<String> {
    let id = |prefix: &str, id: Option<Uuid>| id.map(|id| format!("{prefix}_{}", id.simple()));
    match key {
        "DISTRICT" => id("area", case.district_id),
        "TOWN" => id("area", case.town_id),
        "COMMUNITY" => id("area", case.community_id),
        "GROUP" => id("area", case.group_id),
        "DESK" => id("area", Some(case.desk_id)),
        "STATUS" => Some(case.status.clone()),
        "SEVERITY" => Some(case.severity.clone()),
        "SOURCE" => Some(case.source.clone()),
        "CATEGORY" => id("category", case.category_id),
        "TEAM" => id("team", case.team_id),
        "FIRST_HANDLER" => id("user", case.first_handler_id),
        "SATISFACTION" => case.satisfaction.map(|of| of.to_string()),
        _ => {
            let (which, unit) = key.split_once('_').unwrap();
            let at = if which == "RECEIVED" { Some(case.received_at) } else { case.closed_at };
            let local = at?.with_timezone(&zone);
            Some(match unit {
                "HOUR" => local.hour().to_string(),
                unit => first_day(unit, local.date_naive()).to_string(),
            })
        }
    }
}

fn hours_within(share: f64, mut hours: Vec<f64>) -> Value {
    if hours.is_empty() {
        return Value::Null;
    }
    hours.sort_by(f64::total_cmp);
    let place = (hours.len() - 1) as f64 * share;
    let (low, high) = (hours[place.floor() as usize], hours[place.ceil() as usize]);
    json!(low + (high - low) * place.fract())
}

/// The figures of these cases.
pub(super) fn figures(cases: &[&case::Model], now: DateTime<Utc>) -> Value {
    let count = |such: &dyn Fn(&case::Model) -> bool| cases.iter().filter(|c| such(c)).count();
    let is_answered = |c: &case::Model| {
        ["RESOLVED", "REPLIED", "FOLLOWED_UP", "ARCHIVED"].contains(&c.status.as_str())
    };
    let is_late = |c: &case::Model| c.due_at.is_some_and(|due| c.closed_at.unwrap() > due);
    let said: Vec<i32> = cases.iter().filter_map(|c| c.satisfaction).collect();
    let hours: Vec<f64> = cases
        .iter()
        .filter(|c| is_answered(c))
        .map(|c| (c.closed_at.unwrap().timestamp() - c.received_at.timestamp()) as f64 / 3600.0)
        .collect();
    let mean = f64::from(said.iter().sum::<i32>()) / said.len() as f64;
    json!({
        "count": cases.len(),
        "openCount": count(&|c| c.is_open),
        "overdueCount": count(&|c| c.is_open && c.due_at.is_some_and(|due| due < now)),
        "closedCount": count(&is_answered),
        "closedOnTimeCount": count(&|c| is_answered(c) && !is_late(c)),
        "closedLateCount": count(&|c| is_answered(c) && is_late(c)),
        "withdrawnCount": count(&|c| c.status == "WITHDRAWN"),
        "reopenedCount": count(&|c| c.reopen_count > 0),
        "followedUpCount": said.len(),
        "averageSatisfaction": if said.is_empty() { Value::Null } else { json!(mean) },
        "medianHoursToClose": hours_within(0.5, hours.clone()),
        "p90HoursToClose": hours_within(0.9, hours),
    })
}

/// Whether two rows of figures are the same, but for how floats were added up.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    let (one, other) = (one.as_object().unwrap(), other.as_object().unwrap());
    one.iter().filter(|(name, _)| *name != "keys").all(|(name, value)| {
        match (value.as_f64(), other[name].as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-9,
            (None, None) => true,
            _ => false,
        }
    })
}

/// The cases by the values of these keys.
pub(super) fn grouped<'a>(
    cases: &'a [case::Model],
    keys: &[&str],
    zone: Tz,
) -> BTreeMap<Vec<Option<String>>, Vec<&'a case::Model>> {
    let mut groups: BTreeMap<Vec<Option<String>>, Vec<&case::Model>> = BTreeMap::new();
    for case in cases {
        let values = keys.iter().map(|key| value(key, case, zone)).collect();
        groups.entry(values).or_default().push(case);
    }
    groups
}
