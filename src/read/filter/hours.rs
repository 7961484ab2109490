//! Hours of the day, as filters are given them.

use async_graphql_value::ConstValue;

use crate::read::problem::Problems;

/// Looks whether an operator's values are hours: 0 to 23, and 24 where the day ends before it.
pub(super) fn are_hours(
    name: &str,
    value: &ConstValue,
    path: &str,
    problems: &mut Problems,
) -> Option<()> {
    match value {
        ConstValue::List(values) => values
            .iter()
            .enumerate()
            .try_for_each(|(n, value)| are_hours(name, value, &format!("{path}[{n}]"), problems)),
        ConstValue::Number(hour) => {
            let end = if name == "lt" { 24 } else { 23 };
            if hour.as_i64().is_some_and(|hour| (0..=end).contains(&hour)) {
                return Some(());
            }
            let en = format!("{hour} is no hour of the day: 0 to {end} are");
            problems.add(path, en, format!("{hour} 不是一天中的小时：应为 0 至 {end}"));
            None
        }
        _ => Some(()),
    }
}
