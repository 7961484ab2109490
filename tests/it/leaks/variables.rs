//! The same calls with their arguments in variables.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::Selection;
use serde_json::{Map, Value};

use super::documents::Document;
use super::schema::{Field, Schema, named};
use super::select::brief;

/// A call of a field of the root, each of its arguments a variable; none where it has none.
pub(super) fn document(schema: &Schema, field: &Field, arguments: &str) -> Option<Document> {
    let name = &field.name;
    let parsed = parse_query(format!("{{{name}({arguments})}}")).ok()?;
    let (_, operation) = parsed.operations.iter().next()?;
    let Selection::Field(call) = &operation.node.selection_set.node.items[0].node else {
        return None;
    };
    let (mut declared, mut given, mut variables) = (Vec::new(), Vec::new(), Map::new());
    for (argument, value) in &call.node.arguments {
        let known = field.arguments.iter().find(|known| known.name == *argument.node)?;
        let value: Value = value.node.clone().into_const()?.into_json().ok()?;
        declared.push(format!("${}:{}", known.name, known.ty));
        given.push(format!("{0}:${0}", known.name));
        variables.insert(known.name.clone(), value);
    }
    let (declared, given) = (declared.join(" "), given.join(" "));
    let selected = brief(schema, named(&field.ty));
    let text = format!("query({declared}){{{name}({given}){{{selected}}}}}");
    Some(Document { variables: Value::Object(variables), ..Document::of(text) })
}
