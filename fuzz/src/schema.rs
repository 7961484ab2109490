//! The served schema as data.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// An argument, or a field of an input object.
#[derive(Debug)]
pub struct Input {
    pub name: String,
    pub ty: Type,
}

/// A field of an object or an interface.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub ty: Type,
    pub arguments: Vec<Input>,
}

/// A type.
#[derive(Debug)]
pub enum Kind {
    Scalar,
    Object { fields: Vec<Field>, implements: Vec<String> },
    Interface { fields: Vec<Field> },
    Enum(Vec<String>),
    InputObject { fields: Vec<Input>, one_of: bool },
}

/// All types by name.
#[derive(Debug)]
pub struct Schema(BTreeMap<String, Kind>);

fn input(definition: &InputValueDefinition) -> Input {
    Input { name: definition.name.node.to_string(), ty: definition.ty.node.clone() }
}

fn field(definition: &FieldDefinition) -> Field {
    Field {
        name: definition.name.node.to_string(),
        ty: definition.ty.node.clone(),
        arguments: definition.arguments.iter().map(|argument| input(&argument.node)).collect(),
    }
}

impl Schema {
    /// The schema that this text defines.
    pub fn parse(sdl: &str) -> Self {
        let document = parse_schema(sdl).expect("the served schema is one");
        let types = document.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(definition) = definition else { return None };
            let one_of = definition
                .node
                .directives
                .iter()
                .any(|directive| directive.node.name.node == "oneOf");
            let kind = match definition.node.kind {
                TypeKind::Scalar => Kind::Scalar,
                TypeKind::Object(object) => Kind::Object {
                    fields: object.fields.iter().map(|f| field(&f.node)).collect(),
                    implements: object.implements.iter().map(|of| of.node.to_string()).collect(),
                },
                TypeKind::Interface(interface) => Kind::Interface {
                    fields: interface.fields.iter().map(|f| field(&f.node)).collect(),
                },
                TypeKind::Enum(of) => {
                    Kind::Enum(of.values.iter().map(|v| v.node.value.node.to_string()).collect())
                }
                TypeKind::InputObject(object) => Kind::InputObject {
                    fields: object.fields.iter().map(|f| input(&f.node)).collect(),
                    one_of,
                },
                TypeKind::Union(_) => return None,
            };
            Some((definition.node.name.node.to_string(), kind))
        });
        Self(types.collect())
    }

    /// The type of this name; a scalar where the schema leaves it to the specification.
    pub fn kind(&self, name: &str) -> &Kind {
        self.0.get(name).unwrap_or(&Kind::Scalar)
    }

    /// The fields of an object or an interface; of nothing else there are any.
    pub fn fields(&self, name: &str) -> &[Field] {
        match self.kind(name) {
            Kind::Object { fields, .. } | Kind::Interface { fields } => fields,
            _ => &[],
        }
    }

    pub fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        self.fields(ty).iter().find(|field| field.name == name)
    }

    /// The objects that implement an interface.
    pub fn implementors(&self, interface: &str) -> Vec<&str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| *name != interface && self.applies(interface, name)).collect()
    }

    /// Whether a fragment on `condition` applies to an object of type `object`.
    pub fn applies(&self, condition: &str, object: &str) -> bool {
        condition == object
            || matches!(self.kind(object), Kind::Object { implements, .. }
                if implements.iter().any(|i| i == condition))
    }
}

/// The name inside all the lists of a type.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        async_graphql::parser::types::BaseType::Named(name) => name,
        async_graphql::parser::types::BaseType::List(inner) => named(inner),
    }
}
