//! Figures over rows in groups: one statement that counts each group, what the groups beyond the
//! first ones come to, and all of it.

mod arguments;
mod backlog;
mod columns;
mod hours;
mod key;
mod listed;
mod parts;

use self::arguments::Arguments;
pub use self::arguments::{MOST_GROUPS, stats_arguments};
pub use self::backlog::{BacklogPlan, backlog_arguments, compile_backlog};
use self::columns::Columns;
use self::hours::Hours;
use self::key::Key;
use super::cost::{COUNT, Dear};
use super::given::GivenField;
use super::{Compiler, Context, Cost, Given, GivenPlan, compile_given};
use crate::read::document::Collected;
use crate::read::problem::Problems;
use crate::read::sql::{Binds, Dialect};
use crate::read::statement::{Purpose, Template};
use crate::read::stats::{Figure, GroupKey, Measure, StatsType};

/// What answers a field of the root that counts rows in groups. The groups come in their order.
#[derive(Debug)]
pub struct StatsPlan {
    /// Counts the groups.
    pub template: Template,
    /// What the rows of its statement are, all of whose columns are texts.
    pub layout: Layout,
    /// Whether the name of a record comes behind the value of a key that is one.
    pub with_names: bool,
    /// By what they are grouped.
    pub keys: Vec<&'static GroupKey>,
    /// Which figures there are.
    pub figures: Vec<&'static Figure>,
    /// Whether periods in which nothing is are filled in.
    pub fills_gaps: bool,
    /// Whether the groups come by their keys.
    pub is_by_keys: bool,
    /// What is selected of it.
    pub given: GivenPlan,
}

/// The columns of a row. Of a group they are the value of each key, with a name or not, and then of
/// each figure as many as [`columns_of`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Each row is a group. With `total` the figures of all groups together follow in each.
    Listed {
        /// Whether they follow.
        total: bool,
    },
    /// The first column tells which part of the answer a row is of: `row`, `others` or `total`.
    InParts,
}

/// How many columns a figure has in the statement: of a count itself; of a mean the sum and how many
/// were added; of hours the seconds of the two rows that they lie between, and how many rows there are.
#[must_use]
pub fn columns_of(measure: Measure) -> usize {
    match measure {
        Measure::Count(_) => 1,
        Measure::Mean(_) => 2,
        Measure::HoursWithin(..) => 3,
    }
}

/// Compiles a field of the root that counts rows in groups; none where something is wrong with its
/// arguments.
pub fn compile_stats<'a>(
    context: Context<'a>,
    (of, ty): (&'static StatsType, &'static str),
    field: &Collected<'a>,
    (problems, cost): (&'a mut Problems, &'a mut Cost),
) -> Option<StatsPlan> {
    let arguments = Arguments::read(context, of, field, problems)?;
    let before = cost.total;
    cost.add(field.name, COUNT);
    let given =
        compile_given(context, ty, field, arguments.first as u64, (&mut *problems, &mut *cost));
    cost.blame(Dear::Groups, field.name, cost.total - before);
    let figures = figures_of(of, &given.value, arguments.order);
    let mut compiler = Compiler::new(context, problems, cost);
    let selected = Selected::of(&given.value);
    let (text, layout) = compiler.stats(of, &arguments, (selected, &figures), field);
    let binds = std::mem::replace(&mut compiler.binds, Binds::new(context.dialect));
    let template = Template::new(Purpose::Heavy, text, binds.into_slots());
    let Arguments { keys, fills_gaps, order, .. } = arguments;
    let (with_names, is_by_keys) = (selected.labels, order.is_none());
    Some(StatsPlan { template, layout, with_names, keys, figures, fills_gaps, is_by_keys, given })
}

/// Which parts of an answer are selected.
#[derive(Debug, Clone, Copy)]
struct Selected {
    rows: bool,
    others: bool,
    total: bool,
    /// What people call the values of keys.
    labels: bool,
}

impl Selected {
    fn of(given: &Given) -> Self {
        let is_inside = |given: &Given, name: &str| match given {
            Given::Object(fields) => fields.iter().any(|field| field.name == name),
            _ => false,
        };
        let labels = match given {
            Given::Object(parts) => parts.iter().any(|part| match &part.value {
                Given::Object(fields) => fields
                    .iter()
                    .any(|field| field.name == "keys" && is_inside(&field.value, "label")),
                _ => false,
            }),
            _ => false,
        };
        let [rows, others, total] = ["rows", "others", "total"].map(|name| is_inside(given, name));
        Self { rows, others, total, labels }
    }

    /// All parts where none is selected.
    fn or_all(self) -> Self {
        if self.rows || self.others || self.total {
            return self;
        }
        Self { rows: true, others: true, total: true, ..self }
    }
}

/// The figures that are selected somewhere, and the one that orders groups.
fn figures_of(of: &StatsType, selected: &Given, order: Option<&str>) -> Vec<&'static Figure> {
    let is_selected = |name: &str| {
        let Given::Object(parts) = selected else { return false };
        parts.iter().any(|GivenField { value, .. }| match value {
            Given::Object(fields) => fields.iter().any(|field| field.name == name),
            _ => false,
        })
    };
    let figures = of.figures.iter();
    figures.filter(|figure| order == Some(figure.name) || is_selected(figure.name)).collect()
}

/// What a statement is made of.
struct Counted {
    dialect: Dialect,
    keys: Vec<Key>,
    columns: Columns,
    hours: Option<Hours>,
    /// Which rows are counted: `cases a1 where …`.
    from: String,
    /// The step `grouped`, whose columns are the keys as `k0` and figures as `f0_0`.
    grouped: String,
    /// How the groups `g` are ordered.
    order: String,
    first: usize,
    selected: Selected,
}

impl<'a> Compiler<'a> {
    fn stats(
        &mut self,
        of: &'static StatsType,
        arguments: &Arguments,
        (selected, figures): (Selected, &[&'static Figure]),
        field: &Collected<'a>,
    ) -> (String, Layout) {
        let row = self.new_row('a');
        let table = of.list.node.table;
        let asked = self.asked_filter(of.list, field);
        let mut conditions = self.filtered(of.list, &asked, &row);
        conditions.extend(self.visible(table, &row));
        let condition = match conditions.is_empty() {
            true => "true".to_owned(),
            false => conditions.join(" and "),
        };
        let from = format!("{} {} where {condition}", table.name(), row.alias());
        let keys: Vec<Key> =
            arguments.keys.iter().map(|key| self.group_key(&key.by, &row)).collect();
        let columns = Columns::of(self, figures, &row);
        let hours = Hours::of(self, figures, &row);

        let keyed: Vec<String> =
            keys.iter().enumerate().map(|(n, key)| format!("{} as k{n}", key.value)).collect();
        let ordinals: Vec<String> = (1..=keys.len()).map(|n| n.to_string()).collect();
        let grouped = format!(
            "grouped as (select {} from {from} group by {})",
            keyed.iter().chain(&columns.inner).cloned().collect::<Vec<_>>().join(", "),
            ordinals.join(", "),
        );
        let by_keys: Vec<String> = keys.iter().enumerate().map(|(n, key)| key.order(n)).collect();
        let order = match arguments.order.and_then(|name| columns.count(name)) {
            Some(count) => format!("g.{count} desc, {}", by_keys.join(", ")),
            None => by_keys.join(", "),
        };
        let (dialect, first) = (self.dialect(), arguments.first);
        let counted =
            Counted { dialect, keys, columns, hours, from, grouped, order, first, selected };
        if selected.rows && !selected.others && counted.hours.is_none() {
            (counted.listed(), Layout::Listed { total: selected.total })
        } else {
            (counted.in_parts(), Layout::InParts)
        }
    }
}
