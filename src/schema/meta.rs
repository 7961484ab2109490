//! async-graphql's descriptions of types, with nothing said but what this schema says.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{Deprecation, MetaEnumValue, MetaField, MetaInputValue, MetaType};

use crate::read::input::{EnumType, InputField};

pub(super) fn meta_field(
    name: &str,
    ty: &str,
    description: &str,
    arguments: &[InputField],
) -> MetaField {
    MetaField {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        args: arguments.iter().map(|a| (a.name.to_owned(), input_value(a))).collect(),
        ty: ty.to_owned(),
        deprecation: Deprecation::NoDeprecated,
        cache_control: Default::default(),
        external: false,
        requires: None,
        provides: None,
        visible: None,
        shareable: false,
        inaccessible: false,
        tags: Vec::new(),
        override_from: None,
        // The compiler counts the cost of what it compiles; see `read::compile::Cost`.
        compute_complexity: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

pub(super) fn input_value(field: &InputField) -> MetaInputValue {
    MetaInputValue {
        name: field.name.to_owned(),
        description: Some(field.description.to_owned()),
        ty: field.ty.clone(),
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

fn by_name(fields: Vec<MetaField>) -> IndexMap<String, MetaField> {
    fields.into_iter().map(|field| (field.name.clone(), field)).collect()
}

pub(super) fn object(name: &str, description: &str, fields: Vec<MetaField>) -> MetaType {
    MetaType::Object {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        fields: by_name(fields),
        cache_control: Default::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        keys: None,
        visible: None,
        inaccessible: false,
        interface_object: false,
        tags: Vec::new(),
        is_subscription: false,
        rust_typename: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

pub(super) fn interface(name: &str, description: &str, fields: Vec<MetaField>) -> MetaType {
    MetaType::Interface {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        fields: by_name(fields),
        possible_types: Default::default(),
        extends: false,
        keys: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

pub(super) fn enumeration(of: &EnumType) -> MetaType {
    let value = |(name, description): &(&str, &str)| {
        let value = MetaEnumValue {
            name: (*name).to_owned(),
            description: Some((*description).to_owned()),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        ((*name).to_owned(), value)
    };
    MetaType::Enum {
        name: of.name.to_owned(),
        description: Some(of.description.to_owned()),
        enum_values: of.values.iter().map(value).collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}
