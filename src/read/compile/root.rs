//! The fields of the root: each becomes one statement, and one more for a count.

use async_graphql_value::ConstValue;

use super::asked::Asked;
use super::connection::{Entry, Site};
use super::cost::{COUNT, Dear, LOOKED_AT, LOOKED_THROUGH};
use super::{Compiler, Context, Cost, NestedTotal, Sight};
use crate::policy::{Level, Object};
use crate::read::catalog::{Connection, Link, ObjectType};
use crate::read::document::Collected;
use crate::read::filter::Lead;
use crate::read::global_id;
use crate::read::input::InputField;
use crate::read::order::OrderKey;
use crate::read::page::MAX_PAGE_SIZE;
use crate::read::problem::Problems;
use crate::read::row::Row;
use crate::read::sql::Bind;
use crate::read::statement::{Purpose, Template};
use crate::read::table::Protection;

/// Where a field of the root gets its value from the database.
#[derive(Debug)]
pub enum RootSource {
    /// The row that an id of any type names.
    Node,
    /// The rows that ids of any types name.
    Nodes,
    /// The user who asks, as this type.
    Viewer(&'static ObjectType),
    /// The row that this argument names.
    ById(&'static ObjectType, InputField),
    /// The row that one field of this argument names: its id, or another unique column.
    By(&'static ObjectType, InputField, &'static [(&'static str, &'static str)]),
    /// A list in pages.
    Connection(&'static Connection),
    /// A whole list, in an order.
    List(&'static ObjectType, &'static [OrderKey]),
}

/// What answers one field of the root.
#[derive(Debug)]
pub struct RootPlan {
    /// Reads the values; none where nothing but a count is asked for.
    pub read: Option<Template>,
    /// What the statement's columns are.
    pub columns: Columns,
    /// Counts the list of the root.
    pub count: Option<Template>,
    /// Count the nested lists.
    pub totals: Vec<NestedTotal>,
    /// Whether values have to be worked out in Rust.
    pub is_computed: bool,
}

impl RootPlan {
    /// All its statements: what is read, what is counted, and the counts of nested lists.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let nested = self.totals.iter().map(|total| &total.template);
        self.read.iter().chain(&self.count).chain(nested)
    }
}

/// What the columns of a root field's statement hold.
#[derive(Debug, PartialEq, Eq)]
pub enum Columns {
    /// One column: the value's text; no row is null.
    Value,
    /// The keys of a connection, and where the value of each is.
    Keys(Vec<(String, KeyValue)>),
    /// The value is null, whatever the database holds.
    Null,
}

/// Where the value of a connection's key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyValue {
    /// In the statement's next column, as text.
    Column,
    /// It is this type name.
    TypeName(&'static str),
    /// It is the count.
    Count,
}

/// What costs more may be heavy; a page of a hundred rows with what they refer to costs less.
const DEAR: u64 = 5_000;

/// Where the lists of the root stand.
const AT_ROOT: Site<'_> = Site { link: Link::Root, parent: None, guard: None, times: 1 };

/// Compiles a field of the root.
pub fn compile_root<'a>(
    context: Context<'a>,
    source: &'static RootSource,
    field: &Collected<'a>,
    problems: &'a mut Problems,
    cost: &'a mut Cost,
) -> RootPlan {
    let mut compiler = Compiler::new(context, problems, cost);
    let value = match source {
        RootSource::Connection(connection) => return compiler.root_connection(connection, field),
        RootSource::Node => {
            let argument = node_argument();
            let id = compiler.text_argument(field, &argument);
            id.and_then(|id| compiler.node(&id, &format!("{}.id", field.key), field))
        }
        RootSource::Nodes => compiler.nodes_by_ids(field),
        RootSource::Viewer(ty) => compiler.viewer(ty, field),
        RootSource::ById(ty, argument) => compiler.text_argument(field, argument).and_then(|id| {
            let path = format!("{}.{}", field.key, argument.name);
            compiler.by_id(ty, &id, &path, field)
        }),
        RootSource::By(ty, argument, columns) => compiler.by(ty, argument, columns, field),
        RootSource::List(of, order) => Some(compiler.list(of, AT_ROOT, order, field)),
    };
    let text = value.map(|value| format!("select {}", compiler.dialect().json_text(&value)));
    compiler.plan(text, Columns::Value, None)
}

/// The argument of `node`.
#[must_use]
pub fn node_argument() -> InputField {
    InputField { name: "id", description: "The id, as the API gave it.", ty: "ID!".to_owned() }
}

/// The argument of `nodes`.
#[must_use]
pub fn nodes_argument() -> InputField {
    InputField {
        name: "ids",
        description: "At most 100 ids, as the API gave them.",
        ty: "[ID!]!".to_owned(),
    }
}

impl<'a> Compiler<'a> {
    fn plan(self, text: Option<String>, columns: Columns, count: Option<Template>) -> RootPlan {
        let is_computed = self.is_computed;
        let purpose = self.purpose();
        let slots = self.binds.into_slots();
        let columns =
            if text.is_none() && columns == Columns::Value { Columns::Null } else { columns };
        RootPlan {
            read: text.map(|text| Template::new(purpose, text, slots)),
            columns,
            count,
            totals: self.totals,
            is_computed,
        }
    }

    /// What is found by its texts, and what costs much, may be heavy.
    fn purpose(&self) -> Purpose {
        let cost = self.cost.total - self.cost_before;
        if self.looks_through || cost > DEAR { Purpose::Heavy } else { Purpose::Read }
    }

    fn root_connection(
        mut self,
        connection: &'static Connection,
        field: &Collected<'a>,
    ) -> RootPlan {
        let asked = self.asked(connection, field);
        self.alone = false;
        self.charge_texts(connection, field.name, &asked);
        let paged = self.paged(connection, AT_ROOT, field, &asked);
        let mut columns = Vec::new();
        let mut keys = Vec::new();
        let mut counted = false;
        for (key, value) in &paged.entries {
            let value = match value {
                Entry::Page(value) | Entry::Apart(value) => {
                    columns.push(self.dialect().json_text(value));
                    KeyValue::Column
                }
                Entry::TypeName => KeyValue::TypeName(connection.name),
                Entry::Total => {
                    counted = true;
                    KeyValue::Count
                }
            };
            keys.push((key.clone(), value));
        }
        let text =
            (!columns.is_empty()).then(|| format!("select {}{}", columns.join(", "), paged.from()));
        let count = counted.then(|| {
            self.cost.add_of(Dear::Count, "totalCount", COUNT);
            let mut counter = Compiler::new(self.context, self.problems, self.cost);
            let text = counter.count(connection, &asked);
            Template::new(Purpose::Count, text, counter.binds.into_slots())
        });
        self.plan(text, Columns::Keys(keys), count)
    }

    /// What it costs to look through the texts of cases of more than a town, where nothing else finds
    /// them, to look at all that a search finds there before a page can be shown, and to ask of each
    /// whether something happened to it.
    fn charge_texts(&mut self, list: &Connection, name: &str, asked: &Asked) {
        let is_of_cases = matches!(list.node.table.protection(), Protection::Scope(Object::Case));
        let filter = &asked.filter;
        let is_of_all = !filter.is_of_open();
        let looks_through = is_of_all && filter.holds_texts();
        let looks_at_all = asked.order.is_ranked() || (is_of_all && filter.searches_within());
        let looks_at_events = is_of_all && filter.has_events_within();
        if !is_of_cases || !(looks_through || looks_at_all || looks_at_events) {
            return;
        }
        let scope = self.scope(Object::Case);
        let is_wide = match filter.lead {
            Lead::Few => false,
            Lead::Area(area) => scope.level_of(area).is_some_and(|level| level < Level::Town),
            Lead::None => scope.reaches_above(Level::Town),
        };
        let is_found = filter.lead == Lead::None && filter.search().is_some();
        if is_wide && looks_through && !is_found {
            self.cost.add_of(Dear::Texts, name, self.context.cases / LOOKED_THROUGH);
        }
        if is_wide && looks_at_all {
            self.cost.add_of(Dear::Search, name, self.context.cases / LOOKED_AT);
        }
        if is_wide && looks_at_events && !is_found {
            self.cost.add_of(Dear::Events, name, self.context.cases / LOOKED_AT);
        }
    }

    fn text_argument(&mut self, field: &Collected<'a>, argument: &InputField) -> Option<String> {
        let context = self.context;
        match context.document.argument(field, argument, context.inputs, self.problems)? {
            ConstValue::String(text) => Some(text),
            _ => None,
        }
    }

    fn node(&mut self, id: &str, path: &str, field: &Collected<'a>) -> Option<String> {
        let prefix = global_id::split(id).map(|(prefix, _)| prefix);
        let known = self.context.nodes.iter().find(|ty| ty.id_prefix == prefix && prefix.is_some());
        let Some(ty) = known else {
            self.problems.add(path, "this is not an id that the API gave", "这不是接口给出的 id");
            return None;
        };
        self.by_id(ty, id, path, field)
    }

    fn nodes_by_ids(&mut self, field: &Collected<'a>) -> Option<String> {
        let context = self.context;
        let argument = nodes_argument();
        let ids = context.document.argument(field, &argument, context.inputs, self.problems)?;
        let ConstValue::List(ids) = ids else { return None };
        let path = format!("{}.ids", field.key);
        if ids.len() > MAX_PAGE_SIZE {
            self.problems.add(
                path,
                format!("at most {MAX_PAGE_SIZE} ids belong here"),
                format!("此处最多 {MAX_PAGE_SIZE} 个 id"),
            );
            return None;
        }
        self.alone = false;
        let rows: Vec<String> = ids
            .iter()
            .enumerate()
            .filter_map(|(i, id)| {
                let ConstValue::String(id) = id else { return None };
                self.node(id, &format!("{path}[{i}]"), field)
            })
            .collect();
        Some(self.dialect().array(&rows))
    }

    fn viewer(&mut self, ty: &'static ObjectType, field: &Collected<'a>) -> Option<String> {
        let row = self.new_row('v');
        let own = self.context.grants.own_user_scope();
        debug_assert_eq!(own.object(), Object::User);
        let condition = self.in_scope(&own.condition(), &row)?;
        Some(self.single(ty, field, (&row, &Sight::Own), &[condition]))
    }

    fn by_id(
        &mut self,
        ty: &'static ObjectType,
        id: &str,
        path: &str,
        field: &Collected<'a>,
    ) -> Option<String> {
        let id = global_id::expect(id, ty.id_prefix?, path, self.problems)?;
        Some(self.visible_row(ty, "id", Bind::Uuid(id), field))
    }

    fn by(
        &mut self,
        ty: &'static ObjectType,
        argument: &InputField,
        columns: &[(&str, &'static str)],
        field: &Collected<'a>,
    ) -> Option<String> {
        let context = self.context;
        let given = context.document.argument(field, argument, context.inputs, self.problems)?;
        let ConstValue::Object(given) = given else { return None };
        let path = format!("{}.{}", field.key, argument.name);
        given.iter().find_map(|(name, value)| {
            let ConstValue::String(value) = value else { return None };
            let (_, column) = columns.iter().find(|(known, _)| *known == name.as_str())?;
            if *column == "id" {
                return self.by_id(ty, value, &format!("{path}.id"), field);
            }
            Some(self.visible_row(ty, column, Bind::Text(value.clone()), field))
        })
    }

    /// The row with this value of a unique column, if it is visible.
    fn visible_row(
        &mut self,
        ty: &'static ObjectType,
        column: &str,
        value: Bind,
        field: &Collected<'a>,
    ) -> String {
        let row = self.new_row('t');
        let value = self.binds.bind(value);
        let mut conditions = vec![format!("{} = {value}", row.column(column))];
        conditions.extend(self.visible(ty.table, &row));
        self.single(ty, field, (&row, &Sight::InScope), &conditions)
    }

    pub(super) fn single(
        &mut self,
        ty: &'static ObjectType,
        field: &Collected<'a>,
        (row, sight): (&Row, &Sight),
        conditions: &[String],
    ) -> String {
        self.cost.add(field.name, 1);
        let fields = self.selected(field, ty);
        let object = self.object(ty, &fields, row, sight, 1);
        format!(
            "(select {object} from {} {} where {})",
            ty.table.name(),
            row.alias(),
            conditions.join(" and "),
        )
    }
}
