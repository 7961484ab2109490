//! The manual that analysts read: everything in the schema says what it is.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

#[test]
fn every_type_field_argument_and_value_is_described() {
    let document = parse_schema(wardbook::schema::sdl()).unwrap();
    let mut silent = Vec::new();
    let mut looked_at = 0;
    let mut look = |what: String, described: bool| {
        looked_at += 1;
        if !described {
            silent.push(what);
        }
    };
    for definition in document.definitions {
        let TypeSystemDefinition::Type(ty) = definition else { continue };
        let ty = ty.node;
        let name = ty.name.node;
        look(name.to_string(), ty.description.is_some());
        match ty.kind {
            TypeKind::Object(of) => {
                for field in of.fields {
                    let field = field.node;
                    let path = format!("{name}.{}", field.name.node);
                    for argument in field.arguments {
                        let argument = argument.node;
                        look(
                            format!("{path}({})", argument.name.node),
                            argument.description.is_some(),
                        );
                    }
                    look(path, field.description.is_some());
                }
            }
            TypeKind::Interface(of) => {
                for field in of.fields {
                    look(
                        format!("{name}.{}", field.node.name.node),
                        field.node.description.is_some(),
                    );
                }
            }
            TypeKind::InputObject(of) => {
                for field in of.fields {
                    look(
                        format!("{name}.{}", field.node.name.node),
                        field.node.description.is_some(),
                    );
                }
            }
            TypeKind::Enum(of) => {
                for value in of.values {
                    look(
                        format!("{name}.{}", value.node.value.node),
                        value.node.description.is_some(),
                    );
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    assert!(looked_at > 500, "the schema has more than {looked_at} things");
    assert!(silent.is_empty(), "without a description: {silent:?}");
}
