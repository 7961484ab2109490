//! What lies before and after a page.

use super::Compiler;
use super::asked::Asked;
use super::connection::{Entry, Site};
use crate::read::catalog::{Connection, Scalar};
use crate::read::document::Collected;
use crate::read::row::Row;

/// What the rows of a page must be told besides themselves. The more, the dearer: a list nested in
/// twenty rows numbers its rows twenty times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Numbering {
    /// Nothing: the page is all that is read.
    None,
    /// Their numbers, and one row more than the page has, so that it shows whether there is one.
    Numbered,
    /// Also how many there are.
    Counted,
}

impl Numbering {
    fn for_field(name: &str, backwards: bool) -> Self {
        match (name, backwards) {
            ("hasNextPage", false) | ("hasPreviousPage", true) => Self::Numbered,
            ("startCursor", false) | ("endCursor", true) => Self::Numbered,
            ("startCursor" | "endCursor", _) => Self::Counted,
            _ => Self::None,
        }
    }
}

impl<'a> Compiler<'a> {
    /// What the rows of a page must be told for what is selected of its `pageInfo`.
    pub(super) fn numbering(&self, selected: &[Collected<'a>], asked: &Asked) -> Numbering {
        let infos = selected.iter().filter(|field| field.name == "pageInfo");
        let fields = infos.flat_map(|info| self.page_info_fields(info));
        let numberings = fields.map(|field| Numbering::for_field(field.name, asked.page.backwards));
        numberings.max().unwrap_or(Numbering::None)
    }

    fn page_info_fields(&self, selected: &Collected<'a>) -> Vec<Collected<'a>> {
        self.context.document.collect(&selected.selections, &|condition| condition == "PageInfo")
    }

    pub(super) fn page_info(
        &mut self,
        connection: &'static Connection,
        site: Site<'_>,
        selected: &Collected<'a>,
        row: &Row,
        asked: &Asked,
    ) -> Entry {
        let page = &asked.page;
        let fields = self.page_info_fields(selected);
        let aggregates = fields
            .iter()
            .any(|field| Numbering::for_field(field.name, page.backwards) != Numbering::None);
        self.cost.add_values(fields.len(), site.times);
        let entries: Vec<(String, String)> = fields
            .iter()
            .map(|field| {
                let value = match (field.name, page.backwards) {
                    ("hasNextPage", false) | ("hasPreviousPage", true) => {
                        let more = format!("(count(*) > {})", page.size);
                        self.dialect().scalar(&more, Scalar::Boolean)
                    }
                    ("hasPreviousPage", false) => {
                        self.cost.add(field.name, site.times);
                        self.beyond_cursor(connection, site, asked, false)
                    }
                    ("hasNextPage", true) => {
                        self.cost.add(field.name, site.times);
                        self.beyond_cursor(connection, site, asked, true)
                    }
                    ("startCursor", false) | ("endCursor", true) => {
                        self.cursor_of(connection, row, asked, "1")
                    }
                    ("startCursor" | "endCursor", _) => {
                        let least = self.dialect().least();
                        let last = format!("{least}({}, {}.count_)", page.size, row.alias());
                        self.cursor_of(connection, row, asked, &last)
                    }
                    _ => "'PageInfo'".to_owned(),
                };
                (field.key.to_owned(), value)
            })
            .collect();
        let object = self.dialect().object(&entries);
        if aggregates { Entry::Page(object) } else { Entry::Apart(object) }
    }

    fn cursor_of(&self, connection: &Connection, row: &Row, asked: &Asked, number: &str) -> String {
        let cursor = asked.order.cursor_expression(connection.name, row, self.dialect());
        let size = asked.page.size;
        format!(
            "max({cursor}) filter (where {0}.rn_ = {number} and {0}.rn_ <= {size})",
            row.alias()
        )
    }

    /// Whether the list has a row on the far side of the cursor that the page begins behind.
    fn beyond_cursor(
        &mut self,
        connection: &'static Connection,
        site: Site<'_>,
        asked: &Asked,
        backwards: bool,
    ) -> String {
        let cursor = if backwards { &asked.before } else { &asked.after };
        let exists = match cursor {
            None => "(1 = 0)".to_owned(),
            Some(cursor) => {
                let other = self.new_row('o');
                let stretches = asked.order.up_to(cursor, &other, backwards, &mut self.binds);
                let table = self.source(connection.node.table, asked);
                let arms = self.filtered_arms(connection, site, asked, &other);
                let is_searched = asked.filter.search().is_some();
                let arms: Vec<String> = arms
                    .iter()
                    .flat_map(|arm| stretches.iter().map(move |stretch| (arm, stretch)))
                    .map(|(arm, stretch)| {
                        let conditions: Vec<&str> =
                            arm.iter().chain(&stretch.conditions).map(String::as_str).collect();
                        let (alias, conditions) = (other.alias(), conditions.join(" and "));
                        match stretch.order.as_str() {
                            // What a search finds is in no order of an index.
                            order if order.is_empty() || is_searched => {
                                format!("exists (select 1 from {table} {alias} where {conditions})")
                            }
                            // In order, the index that ends with the nearest row is the one to take.
                            order => format!(
                                "(select 1 from {table} {alias} where {conditions} \
                                 order by {order} limit 1) is not null"
                            ),
                        }
                    })
                    .collect();
                format!("({})", arms.join(" or "))
            }
        };
        self.dialect().scalar(&exists, Scalar::Boolean)
    }
}
