//! The parts of a text of facts: an id as its hexadecimal digits, a condition as `1` or `0`, nothing
//! for null; apart by `|`.

use crate::read::sql::Dialect;

/// What writes the parts for the record of an alias.
pub(super) struct Parts<'a> {
    pub(super) dialect: Dialect,
    pub(super) alias: &'a str,
}

impl Parts<'_> {
    /// A column of text that is never null.
    pub(super) fn text(&self, column: &str) -> String {
        format!("{}.{column}", self.alias)
    }

    /// A column of a boolean.
    pub(super) fn flag(&self, column: &str) -> String {
        self.bit(&format!("{}.{column}", self.alias))
    }

    /// A condition.
    pub(super) fn bit(&self, condition: &str) -> String {
        format!("case when {condition} then '1' else '0' end")
    }

    /// A column of an id.
    pub(super) fn id(&self, column: &str) -> String {
        let column = format!("{}.{column}", self.alias);
        format!("coalesce({}, '')", self.dialect.hex_of_uuid(&column))
    }

    /// The path of the area that a column refers to.
    pub(super) fn path(&self, column: &str) -> String {
        format!("(select area.path from areas area where area.id = {}.{column})", self.alias)
    }

    /// The ids that a query's one column gives, apart by commas: `from` is all behind its column.
    pub(super) fn ids(&self, column: &str, from: &str) -> String {
        let id = self.dialect.hex_of_uuid(column);
        format!("coalesce((select string_agg({id}, ',') from {from}), '')")
    }
}

/// The text of all parts.
pub(super) fn joined<const N: usize>(parts: [String; N]) -> String {
    parts.join(" || '|' || ")
}
