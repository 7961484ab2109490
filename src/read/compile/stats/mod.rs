//! Figures over rows in groups: one statement that counts each group, what the groups beyond the
//! first ones come to, and all of it.

mod backlog;
mod hours;
mod key;

use async_graphql_value::ConstValue;
use chrono::TimeDelta;

pub use self::backlog::{BacklogPlan, backlog_arguments, compile_backlog};
use self::hours::Hours;
use super::cost::{COUNT, Dear};
use super::given::GivenField;
use super::{Compiler, Context, Cost, Given, GivenPlan, compile_given};
use crate::read::document::Collected;
use crate::read::input::InputField;
use crate::read::problem::Problems;
use crate::read::row::Row;
use crate::read::sql::{Dialect, Slot};
use crate::read::statement::{Purpose, Template};
use crate::read::stats::{Figure, GroupBy, GroupKey, Measure, StatsType};

/// The most keys that rows are grouped by at once.
const MOST_KEYS: usize = 3;

/// How many groups there are unless something else is asked for.
const GROUPS: usize = 100;

/// And how many at most.
pub const MOST_GROUPS: usize = 1_000;

/// What answers a field of the root that counts rows in groups.
///
/// The rows of its statement are texts: which [`Part`](Self) they are of, `row`, `others` or `total`;
/// the value of each key and, of a record, its name; then of each figure as many columns as
/// [`columns_of`] says. The groups come in their order.
#[derive(Debug)]
pub struct StatsPlan {
    /// Counts the groups.
    pub template: Template,
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

/// The arguments of such a field.
#[must_use]
pub fn stats_arguments(of: &StatsType) -> Vec<InputField> {
    let mut arguments: Vec<InputField> =
        of.list.filter.map(super::filter_argument).into_iter().collect();
    arguments.extend([keys_argument(of)]);
    arguments.extend(of.orders.map(|(order, _)| order_argument(order.name)));
    arguments.push(first_argument());
    arguments.extend(of.fills_gaps.then(gaps_argument));
    arguments
}

fn keys_argument(of: &StatsType) -> InputField {
    InputField {
        name: "groupBy",
        description: "What the rows of a group have in common: one to three keys, each once.",
        ty: format!("[{}!]!", of.key_enum.name),
    }
}

fn order_argument(name: &str) -> InputField {
    InputField {
        name: "orderBy",
        description: "Which groups come first: by their keys unless given.",
        ty: name.to_owned(),
    }
}

fn first_argument() -> InputField {
    InputField {
        name: "first",
        description: "How many groups at most, from 1 to 1000: 100 unless given. What is beyond them comes as `others`.",
        ty: "Int".to_owned(),
    }
}

fn gaps_argument() -> InputField {
    InputField {
        name: "fillGaps",
        description: "Whether periods between the first and the last in which nothing is have a row too, of zeros. Wants a period or an hour among the keys.",
        ty: "Boolean".to_owned(),
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
    let template = compiler.stats(of, &arguments, (&given.value, &figures), field);
    let Arguments { keys, fills_gaps, order, .. } = arguments;
    Some(StatsPlan { template, keys, figures, fills_gaps, is_by_keys: order.is_none(), given })
}

/// What the arguments ask for.
struct Arguments {
    keys: Vec<&'static GroupKey>,
    /// The figure that sorts the groups, the greatest first.
    order: Option<&'static str>,
    first: usize,
    fills_gaps: bool,
}

impl Arguments {
    fn read<'a>(
        context: Context<'a>,
        of: &'static StatsType,
        field: &Collected<'a>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let argument = |argument: &InputField, problems: &mut Problems| {
            context.document.argument(field, argument, context.inputs, problems)
        };
        let ConstValue::List(names) = argument(&keys_argument(of), problems)? else { return None };
        let names = names.iter().filter_map(|name| match name {
            ConstValue::Enum(name) => of.key_named(name),
            _ => None,
        });
        let keys: Vec<&'static GroupKey> = names.collect();
        let is_twice =
            (1..keys.len()).any(|i| keys[..i].iter().any(|key| key.name == keys[i].name));
        if keys.is_empty() || keys.len() > MOST_KEYS || is_twice {
            problems.add(
                format!("{}.groupBy", field.key),
                format!("one to {MOST_KEYS} keys belong here, each once"),
                format!("此处应为 1 至 {MOST_KEYS} 个互不相同的分组键"),
            );
            return None;
        }
        let order = of.orders.and_then(|(order, figures)| {
            match argument(&order_argument(order.name), problems)? {
                ConstValue::Enum(name) => {
                    figures.iter().find(|(known, _)| *known == name.as_str()).map(|of| of.1)
                }
                _ => None,
            }
        });
        let first = match argument(&first_argument(), problems) {
            Some(ConstValue::Number(number)) => {
                number.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
            }
            _ => GROUPS,
        };
        if !(1..=MOST_GROUPS).contains(&first) {
            problems.add(
                format!("{}.first", field.key),
                format!("a number from 1 to {MOST_GROUPS} belongs here"),
                format!("此处应为 1 至 {MOST_GROUPS} 的数"),
            );
            return None;
        }
        let fills_gaps = of.fills_gaps
            && argument(&gaps_argument(), problems) == Some(ConstValue::Boolean(true));
        let has_steps =
            keys.iter().any(|key| matches!(key.by, GroupBy::Period(..) | GroupBy::Hour(_)));
        if fills_gaps && !has_steps {
            problems.add(
                format!("{}.fillGaps", field.key),
                "there is no period or hour among the keys whose gaps could be filled",
                "分组键中没有可补齐空缺的时段",
            );
            return None;
        }
        Some(Self { keys, order, first, fills_gaps })
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

impl<'a> Compiler<'a> {
    fn stats(
        &mut self,
        of: &'static StatsType,
        arguments: &Arguments,
        (selected, figures): (&Given, &[&'static Figure]),
        field: &Collected<'a>,
    ) -> Template {
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
        let keys: Vec<key::Key> =
            arguments.keys.iter().map(|key| self.group_key(&key.by, &row)).collect();
        let columns = Columns::of(self, figures, &row);
        let hours = Hours::of(self, figures, &row);
        let (dialect, first) = (self.dialect(), arguments.first);

        let keyed: Vec<String> =
            keys.iter().enumerate().map(|(n, key)| format!("{} as k{n}", key.value)).collect();
        let ordinals: Vec<String> = (1..=keys.len()).map(|n| n.to_string()).collect();
        let by_keys: Vec<String> = keys.iter().enumerate().map(|(n, key)| key.order(n)).collect();
        let names = keys.iter().enumerate().filter_map(|(n, key)| key.name(n));
        let (names, named): (Vec<String>, Vec<String>) =
            names.map(|[name, from]| (format!(", {name}"), format!(" {from}"))).unzip();
        let order = match arguments.order.and_then(|name| columns.count(name)) {
            Some(count) => format!("{count} desc, {}", by_keys.join(", ")),
            None => by_keys.join(", "),
        };
        let mut steps = vec![
            format!(
                "grouped as (select {} from {from} group by {})",
                keyed.iter().chain(&columns.inner).cloned().collect::<Vec<_>>().join(", "),
                ordinals.join(", "),
            ),
            format!(
                "ranked as (select g.*{}, row_number() over (order by {order}) as rank_ from grouped g{})",
                names.concat(),
                named.concat(),
            ),
        ];
        steps.extend(hours.as_ref().map(|hours| hours.steps(&keys, &from, first)));

        let part = |name: &str, columns: Vec<String>, rest: &str| {
            let rank = if name == "row" { "rank_" } else { "null" };
            // Without a figure the parts that take groups together would still have a row for each.
            let many = if name == "row" { "1" } else { "count(*)" };
            let columns =
                columns.iter().enumerate().map(|(i, column)| format!(", {column} as c{i}"));
            let columns: String = columns.collect();
            format!(
                "select {rank} as rank_, {many} as many_, '{name}' as part{columns} from ranked {rest}"
            )
        };
        let shown = keys.iter().enumerate().flat_map(|(n, key)| key.shown(n, dialect));
        let nothing =
            keys.iter().flat_map(|_| ["null".to_owned(), "null".to_owned()]).collect::<Vec<_>>();
        let of_part = |name: &str, slot: &str| {
            let hours = hours.as_ref().map(|hours| (hours, name, slot));
            columns.shown(dialect, name == "row", hours)
        };
        let row: Vec<String> = shown.chain(of_part("row", "ranked.rank_")).collect();
        let [others, total] = ["others", "total"]
            .map(|name| nothing.iter().cloned().chain(of_part(name, "0")).collect::<Vec<_>>());
        let columns: String = (0..row.len()).map(|i| format!(", c{i}")).collect();
        let parts = [
            ("rows", part("row", row, &format!("where rank_ <= {first}"))),
            (
                "others",
                part("others", others, &format!("where rank_ > {first} having count(*) > 0")),
            ),
            ("total", part("total", total, "")),
        ];
        let is_selected = |name: &str| match selected {
            Given::Object(parts) => parts.iter().any(|part| part.name == name),
            _ => false,
        };
        let mut parts: Vec<(&str, String)> = parts.into();
        if parts.iter().any(|(name, _)| is_selected(name)) {
            parts.retain(|(name, _)| is_selected(name));
        }
        let parts: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
        let text = format!(
            "with {} select part{columns} from ({}) parts order by rank_ nulls last",
            steps.join(", "),
            parts.join(" union all "),
        );
        let binds = std::mem::replace(&mut self.binds, crate::read::sql::Binds::new(dialect));
        Template::new(Purpose::Heavy, text, binds.into_slots())
    }

    /// The condition of a count.
    fn such(&mut self, condition: &str, row: &Row) -> String {
        let mut condition = condition.to_owned();
        if condition.contains("{now}") {
            let now = self.binds.bind_slot(Slot::Now(TimeDelta::zero()));
            condition = condition.replace("{now}", &now);
        }
        row.expression(&condition)
    }
}

/// The columns of figures, within a group and of what is shown.
struct Columns {
    figures: Vec<&'static Figure>,
    /// What a group has: `… as f3_0`.
    inner: Vec<String>,
}

impl Columns {
    fn of(compiler: &mut Compiler<'_>, figures: &[&'static Figure], row: &Row) -> Self {
        let mut inner = Vec::new();
        for (i, figure) in figures.iter().enumerate() {
            match figure.of {
                Measure::Count("true") => inner.push(format!("count(*) as f{i}_0")),
                Measure::Count(condition) => {
                    let condition = compiler.such(condition, row);
                    inner.push(format!("count(*) filter (where {condition}) as f{i}_0"));
                }
                Measure::Mean(column) => {
                    let column = row.column(column);
                    inner.push(format!("sum({column}) as f{i}_0, count({column}) as f{i}_1"));
                }
                Measure::HoursWithin(..) => {}
            }
        }
        Self { figures: figures.to_vec(), inner }
    }

    /// The column of a group that counts this.
    fn count(&self, name: &str) -> Option<String> {
        self.figures.iter().position(|figure| figure.name == name).map(|i| format!("f{i}_0"))
    }

    /// The columns of a row that is shown, as text: of one group, or of several taken together.
    fn shown(
        &self,
        dialect: Dialect,
        is_group: bool,
        hours: Option<(&Hours, &str, &str)>,
    ) -> Vec<String> {
        let mut shown = Vec::new();
        for (i, figure) in self.figures.iter().enumerate() {
            match (figure.of, hours) {
                (Measure::HoursWithin(percent, between), Some((hours, part, slot))) => {
                    shown.extend(hours.shown(dialect, (percent, between), part, slot));
                }
                (Measure::HoursWithin(..), None) => {}
                (of, _) => {
                    let columns = (0..columns_of(of)).map(|column| {
                        let column = format!("f{i}_{column}");
                        let whole = match is_group {
                            true => format!("coalesce({column}, 0)"),
                            false => format!("coalesce(sum({column}), 0)"),
                        };
                        dialect.number_text(&whole)
                    });
                    shown.extend(columns);
                }
            }
        }
        shown
    }
}
