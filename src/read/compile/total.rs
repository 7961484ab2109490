//! Counts of nested lists: one grouped statement for all the rows that have the list, put into
//! the answer afterwards, so that a count that takes too long fails alone.

use std::mem;

use uuid::Uuid;

use super::Compiler;
use super::asked::Asked;
use super::computed::ComputedKind;
use super::connection::Site;
use crate::read::catalog::{Connection, ObjectType};
use crate::read::row::Row;
use crate::read::sql::{Binds, Dialect, Slot};
use crate::read::statement::{Purpose, Template};

/// Marks in an answer's text where a count belongs. Random, so that no text that anybody wrote
/// can be taken for it.
#[derive(Debug, Clone)]
pub struct TotalToken(Uuid);

impl Default for TotalToken {
    fn default() -> Self {
        Self(Uuid::new_v4())
    }
}

impl TotalToken {
    /// What the marks of one list begin with.
    #[must_use]
    pub fn mark(&self, list: usize) -> String {
        format!("~{}:{list}:", self.0.simple())
    }

    /// What the text of a value that is worked out in Rust begins with; what it is worked out from
    /// follows.
    #[must_use]
    pub fn computed(&self, kind: ComputedKind) -> String {
        format!("~{}:{}:", self.0.simple(), kind.letter())
    }

    /// What every mark begins with, the quotation mark of its JSON text included.
    #[must_use]
    pub fn prefix(&self) -> String {
        format!("\"~{}:", self.0.simple())
    }

    /// The list and the row that a mark, less its prefix, is for, and how long it is.
    #[must_use]
    pub fn parse(mark: &str) -> Option<(usize, Uuid, usize)> {
        let end = mark.find('"')?;
        let (list, row) = mark.get(..end)?.split_once(':')?;
        Some((list.parse().ok()?, Uuid::try_parse(row).ok()?, end + 1))
    }
}

/// A nested list that is counted: the statement gives (row, count), and is sent with the ids of
/// the rows that the answer has.
#[derive(Debug, Clone)]
pub struct NestedTotal {
    /// The statement, which [`Template::for_parents`] completes.
    pub template: Template,
}

impl Compiler<'_> {
    /// Compiles the count of a nested list, and gives its number.
    pub(super) fn nested_total(
        &mut self,
        parent_type: &'static ObjectType,
        connection: &'static Connection,
        site: Site<'_>,
        asked: &Asked,
        parent: &Row,
    ) -> usize {
        let own_binds = Binds::new(self.dialect());
        let outer_binds = mem::replace(&mut self.binds, own_binds);
        let parent = Row::new(parent.alias());
        let count = self.count_of_related(connection, site.link, asked, &parent);
        let count = match self.guard_again(parent_type, site.guard, &parent) {
            Some(guard) => format!("case when {guard} then {count} else 0 end"),
            None => count,
        };
        let id = parent.column("id");
        let parents = self.binds.bind_slot(Slot::Parents);
        let of_parents = match self.dialect() {
            Dialect::Postgres => format!("{id} = any({parents})"),
            Dialect::Sqlite => format!("{id} in (select unhex(value) from json_each({parents}))"),
        };
        let text = format!(
            "select {}, {} from {} {} where {of_parents}",
            self.dialect().hex_of_uuid(&id),
            self.dialect().number_text(&format!("({count})")),
            parent_type.table.name(),
            parent.alias(),
        );
        let binds = mem::replace(&mut self.binds, outer_binds);
        let template = Template::new(Purpose::Count, text, binds.into_slots());
        self.totals.push(NestedTotal { template });
        self.totals.len() - 1
    }

    /// The mark of a nested count in the statement that reads the page.
    pub(super) fn total_token(&mut self, list: usize, parent: &Row) -> String {
        let mark = self.binds.bind_slot(Slot::Mark(list));
        format!("{mark} || {}", self.dialect().hex_of_uuid(&parent.column("id")))
    }
}
