//! Selections of all that there is, read from the schema itself.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// The object types of the schema, with their fields.
pub(super) struct Everything(HashMap<String, Vec<FieldDefinition>>);

fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(item) => named(item),
    }
}

impl Everything {
    pub(super) fn read() -> Self {
        let document = parse_schema(wardbook::schema::sdl()).unwrap();
        let types = document.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(ty) = definition else { return None };
            let TypeKind::Object(object) = ty.node.kind else { return None };
            let fields = object.fields.into_iter().map(|field| field.node).collect();
            Some((ty.node.name.node.to_string(), fields))
        });
        Self(types.collect())
    }

    /// Every field of a type, and of what it leads to so many steps away. Pages are no step.
    pub(super) fn of(&self, ty: &str, steps: usize) -> String {
        let mut selected = Vec::new();
        for field in &self.0[ty] {
            let name = field.name.node.as_str();
            let needs = |of: &async_graphql::parser::types::InputValueDefinition| {
                !of.ty.node.nullable && of.default_value.is_none()
            };
            if field.arguments.iter().any(|argument| needs(&argument.node)) {
                continue;
            }
            let child = named(&field.ty.node);
            let is_page = child.ends_with("Connection");
            match (self.0.contains_key(child), steps) {
                (false, _) => selected.push(name.to_owned()),
                (true, 0) => {}
                (true, _) if is_page => {
                    let nodes = self.0[child].iter().find(|of| of.name.node == "nodes").unwrap();
                    let of_node = self.of(named(&nodes.ty.node), steps - 1);
                    selected.push(format!("{name}(first:3){{totalCount nodes{{{of_node}}}}}"));
                }
                (true, _) => selected.push(format!("{name}{{{}}}", self.of(child, steps - 1))),
            }
        }
        selected.join(" ")
    }
}
