//! Every path of the schema, and those that a document takes: what is in the first and in no
//! document is not looked at, and the test says so by its name.

use std::collections::BTreeSet;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql_value::Value as Literal;

use super::schema::{Kind, Schema, named};

pub(super) type Paths = BTreeSet<String>;

/// All fields of all types, all operators of all filters and all keys of all orders of every list.
pub(super) fn of_schema(schema: &Schema) -> Paths {
    let mut paths = Paths::new();
    for (name, kind) in schema.types() {
        let Kind::Fields(fields) = kind else { continue };
        for field in fields {
            let path = format!("{name}.{}", field.name);
            for argument in &field.arguments {
                let at = format!("{path}({}", argument.name);
                of_input(schema, &at, named(&argument.ty), "", &mut paths);
            }
            paths.insert(path);
        }
    }
    paths
}

fn of_input(schema: &Schema, at: &str, input: &str, within: &str, paths: &mut Paths) {
    match schema.kind(input) {
        // A filter in a filter: `and`, `or` and `not` hold what was there before.
        _ if input == within => {
            paths.insert(format!("{at})"));
        }
        Kind::Input { fields, .. } => match schema.order_keys(input) {
            Some(keys) => paths.extend(keys.into_iter().map(|key| format!("{at} {key})"))),
            None => {
                for field in fields {
                    let at = format!("{at}.{}", field.name);
                    of_input(schema, &at, named(&field.ty), input, paths);
                }
            }
        },
        _ => {
            paths.insert(format!("{at})"));
        }
    }
}

/// The paths that a document takes.
pub(super) fn of_document(schema: &Schema, text: &str) -> Paths {
    of_selection(schema, "Query", text)
}

/// The paths that a selection of a type takes.
pub(super) fn of_selection(schema: &Schema, ty: &str, text: &str) -> Paths {
    let document = parse_query(text).unwrap_or_else(|error| panic!("{error} in\n{text}"));
    let mut walk = Walk { schema, document: &document, paths: Paths::new() };
    for (_, operation) in document.operations.iter() {
        walk.selections(&operation.node.selection_set.node, ty);
    }
    walk.paths
}

struct Walk<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    paths: Paths,
}

impl Walk<'_> {
    fn selections(&mut self, selections: &SelectionSet, parent: &str) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let Some(known) = self.schema.field(parent, &field.name.node) else { continue };
                    let path = format!("{parent}.{}", field.name.node);
                    for (name, value) in &field.arguments {
                        let argument = known.arguments.iter().find(|of| of.name == *name.node);
                        let Some(argument) = argument else { continue };
                        let at = format!("{path}({}", argument.name);
                        self.value(&at, named(&argument.ty), "", &value.node);
                    }
                    self.paths.insert(path);
                    self.selections(&field.selection_set.node, named(&known.ty));
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let ty = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.selections(&inline.node.selection_set.node, ty);
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    let ty = fragment.node.type_condition.node.on.node.as_str();
                    self.selections(&fragment.node.selection_set.node, ty);
                }
            }
        }
    }

    fn value(&mut self, at: &str, input: &str, within: &str, value: &Literal) {
        match (value, self.schema.kind(input)) {
            _ if input == within => {
                self.paths.insert(format!("{at})"));
            }
            (Literal::List(items), Kind::Input { .. }) => {
                for item in items {
                    self.value(at, input, within, item);
                }
            }
            (Literal::Object(given), Kind::Input { fields, .. }) => {
                if self.schema.order_keys(input).is_some() {
                    let key: Vec<String> = fields
                        .iter()
                        .filter_map(|field| Some((field, given.get(field.name.as_str())?)))
                        .map(|(field, value)| format!("{}:{value}", field.name))
                        .collect();
                    self.paths.insert(format!("{at} {})", key.join(",")));
                    return;
                }
                for field in fields {
                    if let Some(value) = given.get(field.name.as_str()) {
                        let at = format!("{at}.{}", field.name);
                        self.value(&at, named(&field.ty), input, value);
                    }
                }
            }
            _ => {
                self.paths.insert(format!("{at})"));
            }
        }
    }
}

/// How many there are, by what they are.
pub(super) fn summary(schema: &Schema, paths: &Paths) -> String {
    let fields = paths.iter().filter(|path| !path.contains('(')).count();
    let orders = paths.iter().filter(|path| path.contains(' ')).count();
    let operators = paths.iter().filter(|path| path.contains("(filter.")).count();
    let arguments = paths.len() - fields - orders - operators;
    let types: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('.').next()).collect();
    let lists = schema.types().filter(|(name, _)| schema.node_of(name).is_some()).count();
    format!(
        "{} paths: {fields} fields of {} types, {operators} operators of filters, {orders} keys of \
         orders, {arguments} other arguments; {lists} kinds of lists in pages",
        paths.len(),
        types.len(),
    )
}
