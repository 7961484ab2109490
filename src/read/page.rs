//! The page of a list that its arguments ask for.

use async_graphql_value::ConstValue;

use super::input::InputField;
use super::problem::Problems;

/// The nodes of a page where no number is asked for.
pub const DEFAULT_PAGE_SIZE: usize = 20;

/// The most nodes that a page can be asked for.
pub const MAX_PAGE_SIZE: usize = 100;

/// A page: how many nodes from which end, and between which cursors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many nodes.
    pub size: usize,
    /// Whether they are counted from the end.
    pub backwards: bool,
    /// The cursor that they come after.
    pub after: Option<String>,
    /// The cursor that they come before.
    pub before: Option<String>,
}

/// The arguments of every list in pages.
#[must_use]
pub fn arguments() -> Vec<InputField> {
    let field = |name, description, ty: &str| InputField { name, description, ty: ty.to_owned() };
    vec![
        field(
            "first",
            "How many nodes from the beginning: at most 100, and 20 where neither first nor last is given.",
            "Int",
        ),
        field("after", "Only nodes after this cursor, an endCursor of the same list.", "String"),
        field("last", "How many nodes from the end: at most 100. Not together with first.", "Int"),
        field("before", "Only nodes before this cursor, a startCursor of the same list.", "String"),
    ]
}

impl Page {
    /// Reads the four arguments; `path` is the list's place in the document.
    pub fn read(
        path: &str,
        mut argument: impl FnMut(&InputField, &mut Problems) -> Option<ConstValue>,
        problems: &mut Problems,
    ) -> Self {
        let mut values = arguments().into_iter().map(|field| argument(&field, problems));
        let mut next = || values.next().flatten();
        let (first, after, last, before) = (next(), next(), next(), next());
        if first.is_some() && last.is_some() {
            problems.add(
                format!("{path}.last"),
                "give first or last, not both",
                "first 与 last 只能给出一个",
            );
        }
        let backwards = first.is_none() && last.is_some();
        let name = if backwards { "last" } else { "first" };
        let size = match first.or(last) {
            Some(ConstValue::Number(number)) => {
                let size = number.as_u64().and_then(|n| usize::try_from(n).ok());
                size.filter(|size| *size <= MAX_PAGE_SIZE).unwrap_or_else(|| {
                    problems.add(
                        format!("{path}.{name}"),
                        format!("a number from 0 to {MAX_PAGE_SIZE} belongs here"),
                        format!("此处应为 0 到 {MAX_PAGE_SIZE} 的整数"),
                    );
                    0
                })
            }
            _ => DEFAULT_PAGE_SIZE,
        };
        let text = |value| match value {
            Some(ConstValue::String(text)) => Some(text),
            _ => None,
        };
        Self { size, backwards, after: text(after), before: text(before) }
    }
}
