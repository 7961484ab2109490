//! What a field that counts rows in groups may be given.

use async_graphql_value::ConstValue;

use super::super::{Context, filter_argument};
use crate::read::document::Collected;
use crate::read::input::InputField;
use crate::read::problem::Problems;
use crate::read::stats::{GroupBy, GroupKey, StatsType};

/// The most keys that rows are grouped by at once.
const MOST_KEYS: usize = 3;

/// How many groups there are unless something else is asked for.
const GROUPS: usize = 100;

/// And how many at most.
pub const MOST_GROUPS: usize = 1_000;

/// The arguments of such a field.
#[must_use]
pub fn stats_arguments(of: &StatsType) -> Vec<InputField> {
    let mut arguments: Vec<InputField> = of.list.filter.map(filter_argument).into_iter().collect();
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

/// What the arguments ask for.
pub(super) struct Arguments {
    pub(super) keys: Vec<&'static GroupKey>,
    /// The figure that sorts the groups, the greatest first.
    pub(super) order: Option<&'static str>,
    /// How many groups are shown.
    pub(super) first: usize,
    /// Whether periods in which nothing is are shown.
    pub(super) fills_gaps: bool,
}

impl Arguments {
    /// What is given; none where something is wrong with it.
    pub(super) fn read<'a>(
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
