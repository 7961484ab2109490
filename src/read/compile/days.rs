//! Civil days as rows: the only ones that no table holds.

use async_graphql_value::ConstValue;
use chrono::NaiveDate;

use super::cost::Dear;
use super::{Compiler, Sight};
use crate::read::catalog::ObjectType;
use crate::read::document::Collected;
use crate::read::input::InputField;
use crate::read::row::Row;
use crate::read::sql::{Bind, Dialect};

/// The most days that may be asked for at once.
const MOST_DAYS: i64 = 366;

/// The arguments of a field that goes day by day.
#[must_use]
pub fn day_arguments() -> [InputField; 2] {
    let argument = |name, description| InputField { name, description, ty: "Date!".to_owned() };
    [argument("from", "The first day."), argument("to", "The last day, at most 366 days on.")]
}

impl<'a> Compiler<'a> {
    /// The days that a field's arguments give, one object each; `parent` is the row that has them.
    pub(super) fn days(
        &mut self,
        of: &'static ObjectType,
        parent: &Row,
        guard: Option<&str>,
        field: &Collected<'a>,
        times: u64,
    ) -> String {
        let nothing = self.dialect().array(&[]);
        let Some((from, to)) = self.first_and_last(field) else { return nothing };
        let times = times.saturating_mul(days_between(from, to).unsigned_abs());
        self.cost.add_of(Dear::Days, field.name, times);
        let row = self.new_row('d');
        let fields = self.selected(field, of);
        let object = self.object(of, &fields, &row, &Sight::InScope, times);
        let (from, to) = (self.binds.bind(Bind::Date(from)), self.binds.bind(Bind::Date(to)));
        let days = match self.dialect() {
            Dialect::Postgres => {
                format!(
                    "select day::date as day from generate_series({from}, {to}, interval '1 day') day"
                )
            }
            Dialect::Sqlite => format!(
                "with recursive days(day) as (select {from} union all \
                 select date(day, '+1 day') from days where day < {to}) select day from days"
            ),
        };
        let rows = self.dialect().array_of_rows(&object, &row.column("day"), None);
        let (alias, id) = (row.alias(), parent.column("id"));
        let condition = guard.map_or_else(String::new, |guard| format!(" where {guard}"));
        format!(
            "(select {rows} from (select every.day, {id} as route_id from ({days}) every) \
             {alias}{condition})"
        )
    }

    /// The days that a field's arguments give, the first and the last.
    pub(super) fn first_and_last(
        &mut self,
        field: &Collected<'a>,
    ) -> Option<(NaiveDate, NaiveDate)> {
        let [from, to] = day_arguments().map(|argument| {
            let context = self.context;
            let given = context.document.argument(field, &argument, context.inputs, self.problems);
            match given {
                Some(ConstValue::String(day)) => day.parse().ok(),
                _ => None,
            }
        });
        let (from, to) = (from?, to?);
        if !(1..=MOST_DAYS).contains(&days_between(from, to)) {
            self.problems.add(
                format!("{}.to", field.key),
                format!(
                    "a day from the first one on belongs here, and at most {MOST_DAYS} days in all"
                ),
                format!("此处应为不早于首日的日期，且总共不超过 {MOST_DAYS} 天"),
            );
            return None;
        }
        Some((from, to))
    }
}

/// How many days there are from the first to the last.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days() + 1
}
