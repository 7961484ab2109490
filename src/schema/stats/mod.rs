//! Rows counted in groups: the statement's columns as the answer's values.

pub(super) mod backlog;
mod gaps;
mod period;
mod writing;

use chrono_tz::Tz;

use self::writing::{Style, written};
use super::answer::RootAnswer;
use super::given::Reader;
use crate::error::{Error, Language};
use crate::read::compile::{Layout, StatsPlan, columns_of};
use crate::read::stats::{GroupBy, Measure};

/// A group, as the statement gives it.
#[derive(Debug, Clone)]
struct Group {
    /// The value of each key, and the name of a record; none of what several groups come to.
    keys: Vec<[Option<String>; 2]>,
    /// The JSON text of each figure, in the plan's order.
    figures: Vec<String>,
}

/// All that is counted.
#[derive(Debug, Default)]
struct Groups {
    rows: Vec<Group>,
    others: Option<Group>,
    total: Option<Group>,
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
    let Some(mut groups) = groups(plan, rows) else {
        return RootAnswer::refused(Error::internal(), key);
    };
    if plan.fills_gaps {
        gaps::fill(plan, &mut groups.rows);
    }
    RootAnswer::of(written(plan, &groups, Style { zone, language }))
}

/// What the statement's rows say; none where they are not what they must be.
fn groups(plan: &StatsPlan, rows: Vec<Vec<Option<String>>>) -> Option<Groups> {
    let mut groups = Groups { rows: Vec::with_capacity(rows.len()), ..Groups::default() };
    if plan.layout == (Layout::Listed { total: true }) && rows.is_empty() {
        groups.total = Some(Group { keys: Vec::new(), figures: nothing(plan) });
    }
    for row in rows {
        let mut columns = row.into_iter();
        let part = match plan.layout {
            Layout::Listed { .. } => "row".to_owned(),
            Layout::InParts => columns.next()??,
        };
        let mut group =
            Group { keys: keys(plan, &mut columns)?, figures: figures(plan, &mut columns)? };
        match (part.as_str(), plan.layout) {
            ("row", Layout::Listed { total: true }) if groups.total.is_none() => {
                let figures = figures(plan, &mut columns)?;
                groups.total = Some(Group { keys: Vec::new(), figures });
                groups.rows.push(group);
            }
            ("row", _) => groups.rows.push(group),
            (part, _) => {
                group.keys.clear();
                let of = if part == "others" { &mut groups.others } else { &mut groups.total };
                *of = Some(group);
            }
        }
    }
    Some(groups)
}

type Columns = std::vec::IntoIter<Option<String>>;

fn keys(plan: &StatsPlan, columns: &mut Columns) -> Option<Vec<[Option<String>; 2]>> {
    let keys = plan.keys.iter().map(|key| {
        let has_name = plan.with_names && matches!(key.by, GroupBy::Record(..));
        Some([columns.next()?, if has_name { columns.next()? } else { None }])
    });
    keys.collect()
}

fn figures(plan: &StatsPlan, columns: &mut Columns) -> Option<Vec<String>> {
    let figures = plan.figures.iter().map(|figure| {
        let mut numbers = [None; 3];
        for number in numbers.iter_mut().take(columns_of(figure.of)) {
            *number = columns.next()?.as_deref().map(str::parse::<i64>).transpose().ok()?;
        }
        Some(measured(figure.of, numbers))
    });
    figures.collect()
}

/// The figures of no rows.
fn nothing(plan: &StatsPlan) -> Vec<String> {
    plan.figures.iter().map(|figure| measured(figure.of, [Some(0), Some(0), None])).collect()
}

/// The JSON text of a figure from its columns.
fn measured(of: Measure, [first, second, third]: [Option<i64>; 3]) -> String {
    let number = match of {
        Measure::Count(_) => return first.unwrap_or(0).to_string(),
        Measure::Mean(_) => match (first, second) {
            (Some(sum), Some(many)) if many > 0 => Some(sum as f64 / many as f64),
            _ => None,
        },
        Measure::HoursWithin(percent, _) => match (first, second) {
            (Some(many), Some(low)) if many > 0 => {
                let beyond = ((many - 1) * i64::from(percent)) % 100;
                let step = third.unwrap_or(low) - low;
                Some((low as f64 + step as f64 * beyond as f64 / 100.0) / 3600.0)
            }
            _ => None,
        },
    };
    number.map_or_else(|| "null".to_owned(), |number| serde_json::json!(number).to_string())
}
