//! A list in pages: its nodes, edges, page information and counts.

use super::asked::Asked;
use super::computed::ComputedKind;
use super::cost::{COUNT, Dear};
use super::page_info::Numbering;
use super::rows::Conditions;
use super::{Compiler, Sight};
use crate::read::catalog::{Connection, Link, ObjectType, Scalar};
use crate::read::document::Collected;
use crate::read::filter::Lead;
use crate::read::row::Row;
use crate::read::sql::Bind;

/// Where a list stands: how its rows are related to the row that has it, if one has, under which
/// condition it shows at all, and how many times it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'r> {
    pub(super) link: Link,
    pub(super) parent: Option<&'r Row>,
    pub(super) guard: Option<&'r str>,
    pub(super) times: u64,
}

/// A list's page, where anything is asked of it, and the value of each key of the connection.
pub(super) struct Paged {
    pub(super) entries: Vec<(String, Entry)>,
    rows: String,
}

/// The rows of a page: the alias that they have outside, what was asked for, what they are told
/// besides, and how many of them are read at most.
#[derive(Clone, Copy)]
struct PageRows<'r> {
    row: &'r Row,
    asked: &'r Asked,
    numbering: Numbering,
    times: u64,
}

/// The value of one key of a connection.
pub(super) enum Entry {
    /// A JSON expression that aggregates the page.
    Page(String),
    /// A JSON expression that is apart from the page.
    Apart(String),
    /// The connection's own type name.
    TypeName,
    /// The count of the whole list.
    Total,
}

impl Paged {
    /// The clause that the values come from. An aggregate has one row whatever the page has; where
    /// nothing aggregates, the page would have as many as it likes, and is left out.
    pub(super) fn from(&self) -> String {
        let aggregates = self.entries.iter().any(|(_, entry)| matches!(entry, Entry::Page(_)));
        if aggregates { format!(" from {}", self.rows) } else { String::new() }
    }
}

/// Arms with further conditions in each.
pub(super) fn with_all(arms: Vec<Conditions>, rest: &[String]) -> Vec<Conditions> {
    arms.into_iter().map(|arm| arm.into_iter().chain(rest.iter().cloned()).collect()).collect()
}

impl<'a> Compiler<'a> {
    /// The arms of a list, of rows of its source, with its filter in each of them.
    pub(super) fn filtered_arms(
        &mut self,
        connection: &Connection,
        site: Site<'_>,
        asked: &Asked,
        row: &Row,
    ) -> Vec<Conditions> {
        let mut rest = self.filtered_of_source(connection, &asked.filter, row);
        rest.extend(site.guard.map(str::to_owned));
        // What a search has found is in no index's order, and needs no arms to be found by.
        let lead = match asked.filter.search() {
            Some(_) => Lead::Few,
            None => asked.filter.lead,
        };
        let arms = self.arms(connection.node.table, site.link, site.parent, lead, row);
        with_all(arms, &rest)
    }

    /// A list under a row, as an expression.
    pub(super) fn nested_connection(
        &mut self,
        parent_type: &'static ObjectType,
        parent: &Row,
        connection: &'static Connection,
        site: Site<'_>,
        field: &Collected<'a>,
    ) -> String {
        let asked = self.asked(connection, field);
        let alone = self.enter(connection.node, site.link);
        let paged = self.paged(connection, site, field, &asked);
        self.alone = alone;
        self.cost.add_values(paged.entries.len(), site.times);
        let from = paged.from();
        let mut total = None;
        let entries: Vec<(String, String)> = paged
            .entries
            .into_iter()
            .map(|(key, value)| {
                let value = match value {
                    Entry::Page(value) | Entry::Apart(value) => value,
                    Entry::TypeName => format!("'{}'", connection.name),
                    Entry::Total => {
                        let of = *total.get_or_insert_with(|| {
                            let cost = site.times.saturating_mul(COUNT);
                            self.cost.add_of(Dear::Count, "totalCount", cost);
                            self.nested_total(parent_type, connection, site, &asked, parent)
                        });
                        self.total_token(of, parent)
                    }
                };
                (key, value)
            })
            .collect();
        let object = self.dialect().object(&entries);
        format!("(select {object}{from})")
    }

    /// A list's page.
    pub(super) fn paged(
        &mut self,
        connection: &'static Connection,
        site: Site<'_>,
        field: &Collected<'a>,
        asked: &Asked,
    ) -> Paged {
        let size = asked.page.size;
        let times = site.times.saturating_mul(size.max(1) as u64);
        let link = site.link;
        self.cost.add_of(Dear::Page, field.name, times);
        let (inner, outer) = (self.new_row('a'), self.new_row('t'));
        let _ = outer.column("id");
        let order = asked.order.by(&outer, asked.page.backwards);

        let collected = self
            .context
            .document
            .collect(&field.selections, &|condition| condition == connection.name);
        let numbering = self.numbering(&collected, asked);
        let page = PageRows { row: &outer, asked, numbering, times };
        let entries: Vec<(String, Entry)> = collected
            .iter()
            .map(|selected| {
                let value = match selected.name {
                    "totalCount" => Entry::Total,
                    "nodes" => Entry::Page(self.nodes(connection, link, selected, page)),
                    "edges" => Entry::Page(self.edges(connection, link, selected, page)),
                    "pageInfo" => self.page_info(connection, site, selected, &outer, asked),
                    _ => Entry::TypeName,
                };
                (selected.key.to_owned(), value)
            })
            .collect();

        let (branches, probe) = self.branches(connection, site, asked, &inner);
        let limit = if numbering == Numbering::None { size } else { size + 1 };
        let rows = self.merged(&branches, probe.as_deref(), (&inner, &outer), &order, limit);
        let alias = outer.alias();
        let number = format!("row_number() over (order by {order}) as rn_");
        let rows = match numbering {
            Numbering::None => format!("({rows}) {alias}"),
            Numbering::Numbered => {
                format!("(select {alias}.*, {number} from ({rows}) {alias}) {alias}")
            }
            Numbering::Counted => format!(
                "(select {alias}.*, {number}, count(*) over () as count_ from ({rows}) {alias}) \
                 {alias}"
            ),
        };
        Paged { entries, rows }
    }

    fn nodes(
        &mut self,
        connection: &'static Connection,
        link: Link,
        selected: &Collected<'a>,
        page: PageRows<'_>,
    ) -> String {
        let PageRows { row, times, .. } = page;
        let sight = self.sight_of_rows(connection.node, link, row);
        let fields = self.selected(selected, connection.node);
        let node = self.object(connection.node, &fields, row, &sight, times);
        self.rows_of_page(&node, page)
    }

    fn edges(
        &mut self,
        connection: &'static Connection,
        link: Link,
        selected: &Collected<'a>,
        page: PageRows<'_>,
    ) -> String {
        let PageRows { row, asked, times, .. } = page;
        let sight = self.sight_of_rows(connection.node, link, row);
        let edge = self
            .context
            .document
            .collect(&selected.selections, &|condition| condition == connection.edge);
        self.cost.add_values(edge.len(), times);
        let entries: Vec<(String, String)> = edge
            .iter()
            .map(|field| {
                let value = match field.name {
                    "cursor" => asked.order.cursor_expression(connection.name, row, self.dialect()),
                    "node" => {
                        let fields = self.selected(field, connection.node);
                        self.object(connection.node, &fields, row, &sight, times)
                    }
                    "snippet" => self.snippet(asked, row),
                    _ => format!("'{}'", connection.edge),
                };
                (field.key.to_owned(), value)
            })
            .collect();
        let edge = self.dialect().object(&entries);
        self.rows_of_page(&edge, page)
    }

    /// Where the words of a search stand, in words as lists show them; null without a search.
    fn snippet(&mut self, asked: &Asked, row: &Row) -> String {
        let Some(search) = asked.filter.search() else { return "null".to_owned() };
        let search = self.binds.bind(Bind::Text(search.to_owned()));
        let notes = self.dialect().array_of_rows(
            "coalesce(noted.masked_note, noted.note)",
            "noted.at, noted.id",
            None,
        );
        let notes = format!(
            "(select {notes} from case_events noted \
             where noted.case_id = {} and noted.note is not null)",
            row.column("id")
        );
        // SQLite forgets that what a subquery gives is JSON.
        let notes = self.dialect().scalar(&notes, Scalar::Json);
        let texts = [
            search,
            row.expression("coalesce({t}.masked_title, {t}.title)"),
            row.expression("coalesce({t}.masked_description, {t}.description)"),
            notes,
        ];
        let texts = self.dialect().hex_of_json(&self.dialect().array(&texts));
        self.computed(ComputedKind::Snippet, &texts)
    }

    fn rows_of_page(&self, value: &str, page: PageRows<'_>) -> String {
        let PageRows { row, asked, numbering, .. } = page;
        if numbering == Numbering::None {
            return self.dialect().array_of_rows(value, &asked.order.by(row, false), None);
        }
        let number = format!("{}.rn_", row.alias());
        let direction = if asked.page.backwards { " desc" } else { "" };
        let on_page = format!("{number} <= {}", asked.page.size);
        self.dialect().array_of_rows(value, &format!("{number}{direction}"), Some(&on_page))
    }

    /// The statement's conditions for counting a whole list.
    pub(super) fn count(&mut self, connection: &'static Connection, asked: &Asked) -> String {
        let row = self.new_row('a');
        let source = self.source(connection.node.table, asked);
        let mut conditions = self.filtered_of_source(connection, &asked.filter, &row);
        conditions.extend(self.visible(connection.node.table, &row));
        if conditions.is_empty() {
            conditions.push("true".to_owned());
        }
        format!(
            "select {} from {} {} where {}",
            self.dialect().number_text("count(*)"),
            source,
            row.alias(),
            conditions.join(" and "),
        )
    }

    /// What shows of the rows of a list that is read as a count alone.
    pub(super) fn count_of_related(
        &mut self,
        connection: &'static Connection,
        link: Link,
        asked: &Asked,
        parent: &Row,
    ) -> String {
        let row = self.new_row('a');
        let site = Site { link, parent: Some(parent), guard: None, times: 1 };
        let source = self.source(connection.node.table, asked);
        let arms = self.filtered_arms(connection, site, asked, &row);
        let counts: Vec<String> = arms
            .iter()
            .map(|arm| {
                format!(
                    "(select count(*) from {} {} where {})",
                    source,
                    row.alias(),
                    arm.join(" and "),
                )
            })
            .collect();
        counts.join(" + ")
    }

    /// The guard of a row that is reached through a reference, on another alias of it.
    pub(super) fn guard_again(
        &mut self,
        ty: &'static ObjectType,
        guard: Option<&str>,
        row: &Row,
    ) -> Option<String> {
        guard?;
        match self.sight_by_reference(ty, row) {
            Sight::ByReference(condition) => Some(condition),
            Sight::InScope | Sight::Own => None,
        }
    }
}
