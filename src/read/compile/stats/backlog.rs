//! How many rows came, went and were there on each civil day: one statement that gives what each day
//! changed, from which the answer adds up what there was.

use chrono::NaiveDate;

use super::super::cost::{COUNT, Dear};
use super::super::days::{day_arguments, days_between};
use super::super::{Compiler, Context, Cost, GivenPlan, compile_given};
use crate::read::catalog::Connection;
use crate::read::document::Collected;
use crate::read::input::InputField;
use crate::read::problem::Problems;
use crate::read::sql::{Bind, Binds};
use crate::read::statement::{Purpose, Template};
use crate::read::stats::Period;

/// What answers a field of the root that counts day by day.
///
/// The rows of its statement are texts: a day, the one before the first for all that was before; how
/// many came and went on it; and by how many there are more that are there, and late, at its end.
#[derive(Debug)]
pub struct BacklogPlan {
    /// Counts what each day changed.
    pub template: Template,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What is selected of it.
    pub given: GivenPlan,
}

/// The arguments of such a field.
#[must_use]
pub fn backlog_arguments(list: &Connection) -> Vec<InputField> {
    let filter = list.filter.map(super::super::filter_argument);
    filter.into_iter().chain(day_arguments()).collect()
}

/// Compiles a field of the root that counts the rows of a list, each of which came at `received_at`,
/// is late from `due_at` on and went at `closed_at`; none where something is wrong with its arguments.
pub fn compile_backlog<'a>(
    context: Context<'a>,
    (list, ty): (&'static Connection, &'static str),
    field: &Collected<'a>,
    (problems, cost): (&'a mut Problems, &'a mut Cost),
) -> Option<BacklogPlan> {
    let mut compiler = Compiler::new(context, problems, cost);
    let (from, to) = compiler.first_and_last(field)?;
    let before = compiler.cost.total;
    compiler.cost.add(field.name, COUNT);
    let template = compiler.backlog(list, (from, to), field);
    let days = days_between(from, to).unsigned_abs();
    let parts = (&mut *compiler.problems, &mut *compiler.cost);
    let given = compile_given(context, ty, field, days, parts);
    cost.blame(Dear::Days, field.name, cost.total - before);
    Some(BacklogPlan { template, from, to, given })
}

impl<'a> Compiler<'a> {
    fn backlog(
        &mut self,
        list: &'static Connection,
        (from, to): (NaiveDate, NaiveDate),
        field: &Collected<'a>,
    ) -> Template {
        let row = self.new_row('a');
        let asked = self.asked_filter(list, field);
        let mut conditions = self.filtered(list, &asked, &row);
        conditions.extend(self.visible(list.node.table, &row));
        if conditions.is_empty() {
            conditions.push("true".to_owned());
        }
        let mut day_of = |moment: &str| self.local(moment).first_day(Period::Day);
        let [received, closed, due] =
            ["received_at", "closed_at", "due_at"].map(|column| row.column(column));
        let late = format!("case when {due} > {received} then {due} else {received} end");
        let days = format!(
            "select {} as received, {} as closed, case when {due} is not null then {} end as late from {} {} where {}",
            day_of(&received),
            day_of(&closed),
            day_of(&format!("({late})")),
            list.node.table.name(),
            row.alias(),
            conditions.join(" and "),
        );
        let dialect = self.dialect();
        let before = self.binds.bind(Bind::Date(from.pred_opt().unwrap_or(from)));
        let (from, to) = (self.binds.bind(Bind::Date(from)), self.binds.bind(Bind::Date(to)));
        // Whoever went before they were late never were.
        let was_late = "late is not null and (closed is null or late <= closed)";
        let text = format!(
            "with days as ({days}), changes as (\
             select received as day, 1 as came, 0 as went, 1 as more, 0 as later from days \
             union all select closed, 0, 1, -1, case when {was_late} then -1 else 0 end from days where closed is not null \
             union all select late, 0, 0, 0, 1 from days where {was_late}), \
             told as (select case when day < {from} then {before} else day end as day, \
             came, went, more, later from changes where day <= {to}) \
             select {}, {}, {}, {}, {} from told group by day",
            dialect.number_text("day"),
            dialect.number_text("sum(came)"),
            dialect.number_text("sum(went)"),
            dialect.number_text("sum(more)"),
            dialect.number_text("sum(later)"),
        );
        let binds = std::mem::replace(&mut self.binds, Binds::new(dialect));
        Template::new(Purpose::Heavy, text, binds.into_slots())
    }
}
