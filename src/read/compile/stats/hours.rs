//! Within how many hours so many of a hundred rows were done: the rows of each group by their time,
//! and the two between which that share lies.

use std::fmt::Write;

use super::Selected;
use super::key::Key;
use crate::read::compile::Compiler;
use crate::read::row::Row;
use crate::read::sql::Dialect;
use crate::read::stats::{Figure, HoursBetween, Measure};

/// The hours that are asked for.
pub(super) struct Hours {
    dialect: Dialect,
    asked: Vec<Timed>,
}

/// Rows by their time, and the percentages that are asked of it.
struct Timed {
    between: HoursBetween,
    seconds: String,
    such: String,
    percents: Vec<u8>,
}

impl Hours {
    /// None where no figure is of hours.
    pub(super) fn of(
        compiler: &mut Compiler<'_>,
        figures: &[&'static Figure],
        row: &Row,
    ) -> Option<Self> {
        let dialect = compiler.dialect();
        let mut asked: Vec<Timed> = Vec::new();
        for figure in figures {
            let Measure::HoursWithin(percent, between) = figure.of else { continue };
            if let Some(timed) = asked.iter_mut().find(|timed| timed.between == between) {
                timed.percents.push(percent);
                continue;
            }
            let [from, to] = [between.from, between.to].map(|column| {
                let column = row.column(column);
                match dialect {
                    Dialect::Postgres => format!("floor(extract(epoch from {column}))::int8"),
                    Dialect::Sqlite => format!("unixepoch({column})"),
                }
            });
            let such = compiler.such(between.such, row);
            let seconds = format!("{to} - {from}");
            asked.push(Timed { between, seconds, such, percents: vec![percent] });
        }
        (!asked.is_empty()).then_some(Self { dialect, asked })
    }

    /// The steps before what is shown: for each measure and part that is selected, how many rows there
    /// are and the seconds of two of them for each percentage, of a group beside its keys as
    /// [`Key::joined`] has them. Groups are ranked by then.
    pub(super) fn steps(
        &self,
        keys: &[Key],
        from: &str,
        (parts, first): (Selected, usize),
    ) -> String {
        let keyed: Vec<String> = keys
            .iter()
            .enumerate()
            .map(|(i, key)| key.joined(&key.value, i, self.dialect))
            .collect();
        let joined = joined(keys.len());
        let mut steps = Vec::new();
        for (n, Timed { seconds, such, percents, .. }) in self.asked.iter().enumerate() {
            steps.push(format!(
                "timed{n} as (select {}, {seconds} as seconds from {from} and {such})",
                keyed.join(", "),
            ));
            let found = found(percents);
            if parts.rows {
                steps.push(format!(
                    "row{n} as (select {joined}, {found} from (select {joined}, seconds, \
                     row_number() over (partition by {joined} order by seconds) - 1 as place, \
                     count(*) over (partition by {joined}) as many from timed{n}) placed \
                     group by {joined})",
                ));
            }
            let mut all = |part: &str, rows: &str| {
                steps.push(format!(
                    "{part}{n} as (select {found} from (select seconds, \
                     row_number() over (order by seconds) - 1 as place, \
                     count(*) over () as many from {rows}) placed)",
                ));
            };
            if parts.others {
                all(
                    "others",
                    &format!("timed{n} join ranked using ({joined}) where rank_ > {first}"),
                );
            }
            if parts.total {
                all("total", &format!("timed{n}"));
            }
        }
        steps.join(", ")
    }

    /// What the rows `ranked` are joined with.
    pub(super) fn joins(&self, keys: usize) -> String {
        let joined = joined(keys);
        (0..self.asked.len()).map(|n| format!(" left join row{n} using ({joined})")).collect()
    }

    /// The three columns of a figure.
    pub(super) fn shown(&self, (percent, between): (u8, HoursBetween), part: &str) -> Vec<String> {
        let dialect = self.dialect;
        let n = self.asked.iter().position(|timed| timed.between == between).unwrap_or(0);
        let columns = ["many".to_owned(), format!("low_{percent}"), format!("high_{percent}")];
        let shown = columns.map(|column| match part {
            "row" => dialect.number_text(&format!("row{n}.{column}")),
            _ => dialect.number_text(&format!("(select {column} from {part}{n})")),
        });
        shown.to_vec()
    }
}

/// The columns of so many keys that are joined by.
fn joined(keys: usize) -> String {
    let columns: Vec<String> = (0..keys).map(|i| format!("j{i}")).collect();
    columns.join(", ")
}

/// How many rows there are, and of those in their order the two between which each share lies.
fn found(percents: &[u8]) -> String {
    let mut found = "max(many) as many".to_owned();
    for percent in percents {
        let at = format!("(many - 1) * {percent} / 100");
        for (name, at) in [("low", at.clone()), ("high", format!("{at} + 1"))] {
            let _ =
                write!(found, ", max(case when place = {at} then seconds end) as {name}_{percent}");
        }
    }
    found
}
