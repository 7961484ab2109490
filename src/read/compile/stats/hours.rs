//! Within how many hours so many of a hundred rows were done: the rows of each group by their time,
//! and the two between which that share lies.

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

    /// The steps before what is shown: `hours0` has for each part and group, whose rank is its slot,
    /// how many rows there are and the seconds of two of them for each percentage.
    pub(super) fn steps(&self, keys: &[Key], from: &str, first: usize) -> String {
        let steps = self.asked.iter().enumerate().map(|(n, timed)| {
            let keyed: Vec<String> =
                keys.iter().enumerate().map(|(i, key)| format!("{} as k{i}", key.value)).collect();
            let same: Vec<String> = keys
                .iter()
                .enumerate()
                .map(|(i, key)| {
                    key.same(&format!("t.k{i}"), &format!("r.k{i}"), self.dialect)
                })
                .collect();
            let at = |percent: u8| format!("(many - 1) * {percent} / 100");
            let found: Vec<String> = timed
                .percents
                .iter()
                .map(|percent| {
                    let at = at(*percent);
                    format!(
                        "max(case when place = {at} then seconds end) as low_{percent}, \
                         max(case when place = {at} + 1 then seconds end) as high_{percent}"
                    )
                })
                .collect();
            format!(
                "timed{n} as (select {}, {} as seconds from {from} and {}), \
                 slots{n} as (select case when r.rank_ <= {first} then 'row' else 'others' end as part, \
                 case when r.rank_ <= {first} then r.rank_ else 0 end as slot, t.seconds \
                 from timed{n} t join ranked r on {} \
                 union all select 'total', 0, seconds from timed{n}), \
                 placed{n} as (select part, slot, seconds, \
                 row_number() over (partition by part, slot order by seconds) - 1 as place, \
                 count(*) over (partition by part, slot) as many from slots{n}), \
                 hours{n} as (select part, slot, max(many) as many, {} from placed{n} \
                 group by part, slot)",
                keyed.join(", "),
                timed.seconds,
                timed.such,
                same.join(" and "),
                found.join(", "),
            )
        });
        steps.collect::<Vec<_>>().join(", ")
    }

    /// The three columns of a figure.
    pub(super) fn shown(
        &self,
        dialect: Dialect,
        (percent, between): (u8, HoursBetween),
        part: &str,
        slot: &str,
    ) -> Vec<String> {
        let n = self.asked.iter().position(|timed| timed.between == between).unwrap_or(0);
        let columns = ["many".to_owned(), format!("low_{percent}"), format!("high_{percent}")];
        let shown = columns.map(|column| {
            let of_slot = format!("h.part = '{part}' and h.slot = {slot}");
            dialect.number_text(&format!("(select h.{column} from hours{n} h where {of_slot})"))
        });
        shown.to_vec()
    }
}
