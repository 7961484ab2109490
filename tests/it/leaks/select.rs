//! What is selected of an object, worked out from the schema.

use super::aims::Aims;
use super::calls::{Depth, calls};
use super::schema::{Field, Schema, is_list, named};

/// The fields that show a value.
fn leaves(schema: &Schema, ty: &str) -> Vec<String> {
    let fields = schema.fields(ty).iter();
    let leaves = fields.filter(|field| schema.is_leaf(field) && field.arguments.is_empty());
    let leaves: Vec<String> = leaves.map(|field| field.name.clone()).collect();
    if leaves.is_empty() { vec!["__typename".to_owned()] } else { leaves }
}

/// The least that tells one object from another.
fn least(schema: &Schema, ty: &str) -> String {
    let id = schema.field(ty, "id");
    id.map_or_else(|| leaves(schema, ty).join(" "), |_| "id".to_owned())
}

/// What an object shows of itself, and the ids of what it refers to.
pub(super) fn own(schema: &Schema, ty: &str) -> String {
    let mut selected = leaves(schema, ty);
    for field in schema.fields(ty) {
        if !schema.is_leaf(field) && !is_list(&field.ty) && field.arguments.is_empty() {
            selected.push(format!("{}{{{}}}", field.name, least(schema, named(&field.ty))));
        }
    }
    selected.join(" ")
}

/// A list in pages: everything of it but its nodes, of which it shows `node`.
fn page(schema: &Schema, connection: &str, node: &str) -> String {
    let of = schema.node_of(connection).expect("a list in pages");
    let parts = schema.fields(connection).iter().map(|field| {
        let ty = named(&field.ty);
        if schema.is_leaf(field) {
            field.name.clone()
        } else if ty == of {
            format!("{}{{{node}}}", field.name)
        } else {
            let fields = schema.fields(ty).iter().map(|inner| {
                if schema.is_leaf(inner) {
                    inner.name.clone()
                } else {
                    format!("{}{{{}}}", inner.name, least(schema, named(&inner.ty)))
                }
            });
            format!("{}{{{}}}", field.name, fields.collect::<Vec<_>>().join(" "))
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// What each of many calls of one field selects: a list's figures and the ids of its nodes, or all
/// that an object shows of itself.
pub(super) fn brief(schema: &Schema, ty: &str) -> String {
    if let Some(node) = schema.node_of(ty) {
        return page(schema, ty, &least(schema, node));
    }
    if ty == "Node" {
        let each = schema.nodes().iter().map(|ty| format!("...on {ty}{{{}}}", own(schema, ty)));
        return format!("__typename id {}", each.collect::<Vec<_>>().join(" "));
    }
    if schema.field(ty, "total").is_some() || ty == "BacklogPoint" {
        return all(schema, ty);
    }
    own(schema, ty)
}

/// All of what is no record: figures, in groups or day by day.
fn all(schema: &Schema, ty: &str) -> String {
    let fields = schema.fields(ty).iter().map(|field| match schema.is_leaf(field) {
        true => field.name.clone(),
        false => format!("{}{{{}}}", field.name, all(schema, named(&field.ty))),
    });
    fields.collect::<Vec<_>>().join(" ")
}

/// What a list tells that is filtered: how many nodes it has, and which.
pub(super) fn figures(schema: &Schema, connection: &str) -> String {
    let node = schema.node_of(connection).expect("a list in pages");
    let of_node = |field: &&Field| named(&field.ty) == node;
    let nodes = schema.fields(connection).iter().filter(of_node);
    let nodes = nodes.map(|field| format!("{}{{{}}}", field.name, least(schema, node)));
    leaves(schema, connection).into_iter().chain(nodes).collect::<Vec<_>>().join(" ")
}

/// Everything of an object, and of all that it leads to in so many steps.
pub(super) fn deep(schema: &Schema, aims: &Aims, ty: &str, steps: usize) -> String {
    let mut selected = leaves(schema, ty);
    if steps > 0 {
        for field in schema.fields(ty).iter().filter(|field| !schema.is_leaf(field)) {
            selected.push(deep_field(schema, aims, ty, field, steps - 1));
        }
    }
    selected.join(" ")
}

/// A field that leads to objects, the next of the steps.
pub(super) fn deep_field(
    schema: &Schema,
    aims: &Aims,
    parent: &str,
    field: &Field,
    steps: usize,
) -> String {
    let (name, ty) = (&field.name, named(&field.ty));
    if let Some(node) = schema.node_of(ty) {
        // A page of the root is long enough for all; in each of its nodes a few rows do.
        let first = if parent == "Query" { 100 } else { 3 };
        let inner = page(schema, ty, &deep(schema, aims, node, steps));
        return format!("{name}(first:{first}){{{inner}}}");
    }
    let arguments = match calls(schema, aims, parent, field, Depth::Nested).into_iter().next() {
        Some(arguments) if !arguments.is_empty() => format!("({arguments})"),
        _ => String::new(),
    };
    format!("{name}{arguments}{{{}}}", deep(schema, aims, ty, steps))
}
