//! What the arguments of a list ask for: which rows, in what order, which page of them.

use async_graphql::Name;
use async_graphql_value::ConstValue;
use uuid::Uuid;

use super::Compiler;
use super::rows::Conditions;
use crate::read::catalog::Connection;
use crate::read::document::Collected;
use crate::read::filter::{FilterCompiler, FilterType, Lead, lead};
use crate::read::input::InputField;
use crate::read::order::Order;
use crate::read::page::Page;
use crate::read::row::Row;
use crate::read::search::{self, Search};
use crate::read::sql::Bind;
use crate::read::table::{Protection, Table};

/// The most areas that a search is told of.
const MOST_AREAS: usize = 200;

/// The argument `filter` of a list.
#[must_use]
pub fn filter_argument(filter: &FilterType) -> InputField {
    if let (true, [field]) = (filter.is_argument, filter.fields) {
        let ty = field.compares.input_type();
        return InputField { name: field.name, description: field.description, ty };
    }
    InputField {
        name: "filter",
        description: "Only nodes that satisfy this.",
        ty: filter.name.to_owned(),
    }
}

/// The argument `orderBy` of a list.
#[must_use]
pub fn order_argument(name: &str) -> InputField {
    InputField {
        name: "orderBy",
        description: "The order, the first key first; nulls come last in both directions, and the \
                      id decides at the end.",
        ty: format!("[{name}!]"),
    }
}

/// The filter that an argument gives.
fn whole_filter(of: &FilterType, argument: ConstValue) -> ConstValue {
    match (of.is_argument, of.fields) {
        (true, [field]) => {
            ConstValue::Object([(Name::new(field.name), argument)].into_iter().collect())
        }
        _ => argument,
    }
}

/// What a list's arguments ask for.
pub(super) struct Asked {
    pub(super) filter: AskedFilter,
    pub(super) order: Order,
    pub(super) page: Page,
    pub(super) after: Option<Vec<Option<Bind>>>,
    pub(super) before: Option<Vec<Option<Bind>>>,
}

/// Which rows a list's arguments ask for.
pub(super) struct AskedFilter {
    value: Option<ConstValue>,
    pub(super) lead: Lead,
    path: String,
    /// The field by which rows are found by the words in them.
    searched: Option<&'static str>,
}

/// How the rows of a list are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// In its order, or however the database likes.
    AnyWay,
    /// By the words in them: the list's source has no others.
    BySearch,
    /// By parts of them, of which there are few.
    ByParts,
}

impl AskedFilter {
    /// Whether some text is asked for that may stand anywhere in another.
    pub(super) fn holds_texts(&self) -> bool {
        self.value.as_ref().is_some_and(|value| holds_text(value, "contains"))
    }

    /// Whether a search stands within other conditions, where it does not tell what is found.
    pub(super) fn searches_within(&self) -> bool {
        let (Some(ConstValue::Object(filter)), Some(searched)) = (&self.value, self.searched)
        else {
            return false;
        };
        filter.values().any(|value| holds_text(value, searched))
    }

    /// Whether what happened is asked for within `or` or `not`, where it does not tell what is found.
    pub(super) fn has_events_within(&self) -> bool {
        self.value.as_ref().is_some_and(|value| has_events(value, false))
    }

    /// Whether only open cases are asked for, of which there are few.
    pub(super) fn is_of_open(&self) -> bool {
        let Some(ConstValue::Object(filter)) = &self.value else { return false };
        match filter.get("open") {
            Some(ConstValue::Object(open)) => open.get("eq") == Some(&ConstValue::Boolean(true)),
            _ => false,
        }
    }

    /// The text that all rows are searched for.
    pub(super) fn search(&self) -> Option<&str> {
        let Some(ConstValue::Object(filter)) = &self.value else { return None };
        match filter.get(self.searched?) {
            Some(ConstValue::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// Whether a text is given under this name, however deep.
fn holds_text(value: &ConstValue, sought: &str) -> bool {
    match value {
        ConstValue::List(values) => values.iter().any(|value| holds_text(value, sought)),
        ConstValue::Object(fields) => fields.iter().any(|(name, value)| {
            (name == sought && matches!(value, ConstValue::String(_))) || holds_text(value, sought)
        }),
        _ => false,
    }
}

/// Whether what happened is asked for, within `or` or `not`.
fn has_events(value: &ConstValue, is_within: bool) -> bool {
    match value {
        ConstValue::List(values) => values.iter().any(|value| has_events(value, is_within)),
        ConstValue::Object(fields) => fields.iter().any(|(name, value)| match name.as_str() {
            "event" => is_within && *value != ConstValue::Null,
            "or" | "not" => has_events(value, true),
            _ => has_events(value, is_within),
        }),
        _ => false,
    }
}

impl<'a> Compiler<'a> {
    /// What a list's arguments ask for.
    pub(super) fn asked(&mut self, connection: &Connection, field: &Collected<'a>) -> Asked {
        let context = self.context;
        let argument = |of: &InputField, problems: &mut _| {
            context.document.argument(field, of, context.inputs, problems)
        };
        let filter = self.asked_filter(connection, field);
        let order = connection.order.and_then(|of| {
            let value = argument(&order_argument(of.name), self.problems)?;
            Order::from_argument(&value, of)
        });
        let order = order.unwrap_or_else(|| Order::of(connection.default_order));
        if order.is_ranked() && filter.search().is_none() {
            self.problems.add(
                format!("{}.orderBy", field.key),
                "RELEVANCE needs a search in the filter itself, outside and, or and not",
                "按 RELEVANCE 排序需在过滤条件的最外层给出 search",
            );
        }
        let page = Page::read(field.key, argument, self.problems);
        let mut cursor = |cursor: &Option<String>, name: &str| {
            let path = format!("{}.{name}", field.key);
            order.read_cursor(cursor.as_ref()?, connection.name, &path, self.problems)
        };
        let (after, before) = (cursor(&page.after, "after"), cursor(&page.before, "before"));
        Asked { filter, order, page, after, before }
    }

    /// The filter that a field's arguments give.
    pub(super) fn asked_filter(
        &mut self,
        connection: &Connection,
        field: &Collected<'a>,
    ) -> AskedFilter {
        let context = self.context;
        let value = connection.filter.and_then(|of| {
            let argument = filter_argument(of);
            let given = context.document.argument(field, &argument, context.inputs, self.problems);
            Some(whole_filter(of, given?))
        });
        let lead = match (connection.filter, &value) {
            (Some(of), Some(value)) => lead(of, value),
            _ => Lead::None,
        };
        let path = match connection.filter {
            Some(of) if of.is_argument => field.key.to_owned(),
            _ => format!("{}.filter", field.key),
        };
        let searched = connection.filter.and_then(FilterType::searched);
        AskedFilter { value, lead, path, searched }
    }

    /// Areas such that each row of a list lies in one of them, from its filter or from what the
    /// viewer may read; empty where none are known, or too many.
    pub(super) fn areas_of(&self, table: &Table, lead: Lead) -> Vec<Uuid> {
        let areas = match (lead, table.protection()) {
            (Lead::Area(area), _) => Some(vec![area]),
            (_, Protection::Scope(object)) => self.scope(object).condition().areas(),
            _ => None,
        };
        areas.filter(|areas| areas.len() <= MOST_AREAS).unwrap_or_default()
    }

    /// Where the rows of a list come from: their table, or those of it that a search finds.
    pub(super) fn source(&mut self, table: &Table, asked: &Asked) -> String {
        let search = asked.filter.search().and_then(|text| Search::parse(text).ok());
        let Some(search) = search else { return table.name().to_owned() };
        self.looks_through = true;
        let areas = self.areas_of(table, asked.filter.lead);
        search::source(&search, &areas, asked.order.is_ranked(), &mut self.binds)
    }

    /// The conditions of a filter on a row.
    pub(super) fn filtered(
        &mut self,
        connection: &Connection,
        asked: &AskedFilter,
        row: &Row,
    ) -> Conditions {
        self.conditions(connection, asked, row, Found::AnyWay)
    }

    /// The same, where the rows are those alone that [`source`](Self::source) has.
    pub(super) fn filtered_of_source(
        &mut self,
        connection: &Connection,
        asked: &AskedFilter,
        row: &Row,
    ) -> Conditions {
        self.conditions(connection, asked, row, Found::BySearch)
    }

    /// The conditions of a filter on rows that are found in a way of their own.
    pub(super) fn conditions(
        &mut self,
        connection: &Connection,
        asked: &AskedFilter,
        row: &Row,
        found: Found,
    ) -> Conditions {
        let (Some(of), Some(value)) = (connection.filter, &asked.value) else { return Vec::new() };
        self.with_filters(connection, asked, found, |compiler| {
            compiler.conditions(of, value, row, &asked.path, 0)
        })
    }

    /// The parts by which rows are found that the filter's top level asks for, to select from.
    pub(super) fn parts(&mut self, connection: &Connection, asked: &AskedFilter) -> Option<String> {
        let (name, parts, of) = connection.filter?.having()?;
        let Some(ConstValue::Object(filter)) = &asked.value else { return None };
        let given = filter.get(name).filter(|given| matches!(given, ConstValue::Object(_)))?;
        let part = self.new_row('p');
        // They stand once more among the list's conditions, where they are counted.
        let counted = self.comparisons;
        let path = format!("{}.{name}", asked.path);
        let such = self.with_filters(connection, asked, Found::AnyWay, |compiler| {
            compiler.parts((parts, of), given, &part, &path)
        });
        self.comparisons = counted;
        Some(such)
    }

    fn with_filters<T>(
        &mut self,
        connection: &Connection,
        asked: &AskedFilter,
        found: Found,
        compile: impl FnOnce(&mut FilterCompiler<'_>) -> T,
    ) -> T {
        let known = match (asked.lead, connection.node.table.protection()) {
            (Lead::Area(area), Protection::Scope(object)) => {
                self.scope(object).level_of(area).map(|level| (area, level))
            }
            _ => None,
        };
        let in_sight = connection.filter.map_or_else(Vec::new, |of| self.references_in_sight(of));
        let areas = self.areas_of(connection.node.table, asked.lead);
        let mut compiler = FilterCompiler {
            in_sight,
            known,
            areas,
            is_searched: found == Found::BySearch,
            looks_through: false,
            by_parts: found == Found::ByParts,
            binds: &mut self.binds,
            problems: self.problems,
            zone: self.context.zone,
            amended: None,
            finds_words: false,
            comparisons: self.comparisons,
        };
        let compiled = compile(&mut compiler);
        self.comparisons = compiler.comparisons;
        self.looks_through |= compiler.looks_through;
        compiled
    }
}
