//! Rows counted in groups: the statement's columns as the answer's values.

pub(super) mod backlog;
mod gaps;
mod period;

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::answer::RootAnswer;
use super::given::{self, Reader};
use crate::error::{Error, Language};
use crate::read::compile::{Given, StatsPlan, columns_of};
use crate::read::stats::{GroupBy, GroupKey, Measure};

/// How an answer is written.
#[derive(Clone, Copy)]
struct Style {
    zone: Tz,
    language: Language,
    wanted: Wanted,
}

/// What of keys is asked for beside their values.
#[derive(Clone, Copy)]
struct Wanted {
    labels: bool,
    bounds: bool,
}

impl Wanted {
    fn of(selected: &Given) -> Self {
        let inside = |given: &Given, name: &str| match given {
            Given::Object(fields) => fields.iter().any(|field| field.name == name),
            _ => false,
        };
        let is_asked_for = |name: &str| {
            let Given::Object(parts) = selected else { return false };
            parts.iter().any(|part| match &part.value {
                Given::Object(fields) => {
                    fields.iter().any(|field| field.name == "keys" && inside(&field.value, name))
                }
                _ => false,
            })
        };
        Self { labels: is_asked_for("label"), bounds: is_asked_for("from") || is_asked_for("to") }
    }
}

/// A group, as the statement gives it.
#[derive(Debug, Clone)]
struct Group {
    /// The value of each key, and the name of a record.
    keys: Vec<[Option<String>; 2]>,
    /// The figures by their names.
    figures: Map<String, Value>,
}

/// Counts, and writes what is selected of it.
pub(super) async fn run(
    reader: Reader<'_>,
    key: &str,
    plan: &StatsPlan,
    (zone, language): (Tz, Language),
) -> RootAnswer {
    let rows = match reader.store.read_rows(&plan.template.at(reader.moment)).await {
        Ok(rows) => rows,
        Err(error) => return RootAnswer::failed(&error, key),
    };
    let style = Style { zone, language, wanted: Wanted::of(&plan.given.value) };
    let Some(value) = value(plan, rows, style) else {
        return RootAnswer::refused(Error::internal(), key);
    };
    given::written(reader, key, &value, &plan.given).await
}

/// The whole answer; none where the statement's rows are not what they must be.
fn value(plan: &StatsPlan, rows: Vec<Vec<Option<String>>>, style: Style) -> Option<Value> {
    let (mut groups, mut others, mut total) = (Vec::new(), Value::Null, Value::Null);
    for row in rows {
        let part = row.first()?.clone()?;
        let group = group(plan, &row)?;
        match part.as_str() {
            "row" => groups.push(group),
            "others" => others = together(group),
            _ => total = together(group),
        }
    }
    if plan.fills_gaps {
        gaps::fill(plan, &mut groups);
    }
    let groups: Vec<Value> = groups.into_iter().map(|group| shown(plan, group, style)).collect();
    Some(json!({"rows": groups, "others": others, "total": total}))
}

fn group(plan: &StatsPlan, row: &[Option<String>]) -> Option<Group> {
    let mut columns = row.get(1..)?.iter();
    let keys = plan.keys.iter().map(|_| Some([columns.next()?.clone(), columns.next()?.clone()]));
    let keys = keys.collect::<Option<Vec<_>>>()?;
    let mut figures = Map::new();
    for figure in &plan.figures {
        let mut numbers = [None; 3];
        for number in numbers.iter_mut().take(columns_of(figure.of)) {
            *number = columns.next()?.as_deref().map(str::parse::<i64>).transpose().ok()?;
        }
        figures.insert(figure.name.to_owned(), measured(figure.of, numbers));
    }
    Some(Group { keys, figures })
}

/// A figure from its columns.
fn measured(of: Measure, [first, second, third]: [Option<i64>; 3]) -> Value {
    match of {
        Measure::Count(_) => json!(first.unwrap_or(0)),
        Measure::Mean(_) => match (first, second) {
            (Some(sum), Some(many)) if many > 0 => json!(sum as f64 / many as f64),
            _ => Value::Null,
        },
        Measure::HoursWithin(percent, _) => match (first, second) {
            (Some(many), Some(low)) => {
                let beyond = ((many - 1) * i64::from(percent)) % 100;
                let step = third.unwrap_or(low) - low;
                json!((low as f64 + step as f64 * beyond as f64 / 100.0) / 3600.0)
            }
            _ => Value::Null,
        },
    }
}

/// What several groups come to.
fn together(group: Group) -> Value {
    let mut fields = group.figures;
    fields.insert("keys".to_owned(), json!([]));
    Value::Object(fields)
}

fn shown(plan: &StatsPlan, group: Group, style: Style) -> Value {
    let keys = plan.keys.iter().zip(group.keys);
    let keys = keys.map(|(key, [value, name])| key_value(key, value, name, style));
    let keys: Vec<Value> = keys.collect();
    let mut fields = group.figures;
    fields.insert("keys".to_owned(), json!(keys));
    Value::Object(fields)
}

fn key_value(key: &GroupKey, value: Option<String>, name: Option<String>, style: Style) -> Value {
    let Style { zone, language, wanted } = style;
    let mut shown = Map::new();
    shown.insert("key".to_owned(), key.name.into());
    let Some(value) = value else { return Value::Object(shown) };
    if wanted.labels {
        let label = match &key.by {
            GroupBy::Record(..) => name,
            GroupBy::Enum(_, of) => Some(of.word(&value, language)),
            GroupBy::Hour(_) => Some(format!("{value:0>2}:00")),
            GroupBy::Period(_, period) => {
                value.parse().ok().map(|first| period::label(*period, first))
            }
            GroupBy::Number(_) | GroupBy::OfVisible(..) => Some(value.clone()),
        };
        shown.insert("label".to_owned(), label.into());
    }
    if let (true, GroupBy::Period(_, period), Ok(first)) = (wanted.bounds, &key.by, value.parse()) {
        let [from, to] = period::bounds(*period, first, zone)
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        shown.insert("from".to_owned(), from.into());
        shown.insert("to".to_owned(), to.into());
    }
    let value = match key.by {
        GroupBy::Record(_, prefix, _) => format!("{prefix}_{value}"),
        _ => value,
    };
    shown.insert("value".to_owned(), value.into());
    Value::Object(shown)
}
