//! Schemas as lines, one for each field, argument and value: from a text and from introspection.

use std::collections::BTreeSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{InputValueDefinition, TypeKind, TypeSystemDefinition};
use serde_json::Value;

/// GraphQL's own scalars, which a text leaves out.
const OWN: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

/// The query of front ends' tools, as far as these lines go.
pub(super) const QUERY: &str = "{ __schema { queryType { name } mutationType { name } \
     subscriptionType { name } directives { name description locations isRepeatable args { ...Input } } \
     types { kind name description isOneOf specifiedByURL fields(includeDeprecated: true) { name description \
     isDeprecated deprecationReason args { ...Input } type { ...Ref } } inputFields { ...Input } \
     interfaces { ...Ref } possibleTypes { name kind } enumValues(includeDeprecated: true) { name \
     description isDeprecated deprecationReason } } } } \
     fragment Input on __InputValue { name description defaultValue type { ...Ref } } \
     fragment Ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The lines of a schema's text.
pub(super) fn types_of(sdl: &str) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let input = |of: &InputValueDefinition| format!("{}: {}", of.name.node, of.ty.node);
    for definition in parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(ty) = definition else { continue };
        let (name, kind) = (ty.node.name.node, ty.node.kind);
        lines.insert(name.to_string());
        let (fields, interfaces) = match kind {
            TypeKind::Object(of) => (of.fields, of.implements),
            TypeKind::Interface(of) => (of.fields, Vec::new()),
            TypeKind::InputObject(of) => {
                lines
                    .extend(of.fields.iter().map(|field| format!("{name}.{}", input(&field.node))));
                continue;
            }
            TypeKind::Enum(of) => {
                lines.extend(of.values.iter().map(|of| format!("{name}.{}", of.node.value.node)));
                continue;
            }
            TypeKind::Scalar | TypeKind::Union(_) => continue,
        };
        lines.extend(interfaces.iter().map(|of| format!("{name} is {}", of.node)));
        for field in fields {
            let field = field.node;
            let arguments: Vec<String> = field.arguments.iter().map(|of| input(&of.node)).collect();
            let (own, ty) = (field.name.node, field.ty.node);
            lines.insert(format!("{name}.{own}({}): {ty}", arguments.join(", ")));
        }
    }
    lines
}

fn reference(of: &Value) -> String {
    match of["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", reference(&of["ofType"])),
        "LIST" => format!("[{}]", reference(&of["ofType"])),
        _ => of["name"].as_str().unwrap().to_owned(),
    }
}

fn items(of: &Value) -> impl Iterator<Item = &Value> {
    of.as_array().into_iter().flatten()
}

/// The lines of what [`QUERY`] was answered with.
pub(super) fn types_told(schema: &Value) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let input =
        |of: &Value| format!("{}: {}", of["name"].as_str().unwrap(), reference(&of["type"]));
    for ty in items(&schema["types"]) {
        let name = ty["name"].as_str().unwrap();
        if name.starts_with("__") || OWN.contains(&name) {
            continue;
        }
        lines.insert(name.to_owned());
        lines.extend(items(&ty["interfaces"]).map(|of| format!("{name} is {}", reference(of))));
        lines.extend(
            items(&ty["possibleTypes"])
                .map(|of| format!("{} is {name}", of["name"].as_str().unwrap())),
        );
        lines.extend(items(&ty["inputFields"]).map(|of| format!("{name}.{}", input(of))));
        let values = items(&ty["enumValues"]);
        lines.extend(values.map(|of| format!("{name}.{}", of["name"].as_str().unwrap())));
        for field in items(&ty["fields"]) {
            let arguments: Vec<String> = items(&field["args"]).map(input).collect();
            let (own, arguments) = (field["name"].as_str().unwrap(), arguments.join(", "));
            lines.insert(format!("{name}.{own}({arguments}): {}", reference(&field["type"])));
        }
    }
    lines
}
