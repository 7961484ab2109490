//! A view of the schema: async-graphql's registry without what somebody could not use, which is a
//! valid schema again.

use std::borrow::Cow;
use std::collections::HashSet;

use async_graphql::parser::types::Directive;
use async_graphql::registry::{MetaType, MetaTypeName, Registry};
use async_graphql::{
    ContextDirective, CustomDirective, CustomDirectiveFactory, ServerError, ServerResult,
};

use super::allowed::{Allowed, FieldName};

/// Takes out of a registry what somebody could not use. A directive, since async-graphql lets nothing
/// else have its registry; none is added to it.
pub(super) struct Trim {
    hidden: HashSet<FieldName>,
    nodes: HashSet<&'static str>,
}

impl Trim {
    pub(super) fn to(allowed: &Allowed) -> Self {
        Self { hidden: allowed.hidden(), nodes: allowed.nodes() }
    }
}

impl CustomDirectiveFactory for Trim {
    fn name(&self) -> Cow<'static, str> {
        "trim".into()
    }

    fn register(&self, registry: &mut Registry) {
        for (name, ty) in &mut registry.types {
            match ty {
                MetaType::Object { fields, .. } => {
                    fields
                        .retain(|field, _| !self.hidden.contains(&(name.as_str(), field.as_str())));
                }
                MetaType::Interface { possible_types, .. } => {
                    possible_types.retain(|of| self.nodes.contains(of.as_str()));
                }
                _ => {}
            }
        }
        while let Some(empty) = empty_type(registry) {
            remove(registry, &empty);
        }
        registry.remove_unused_types();
        name_implementors(registry);
    }

    fn create(
        &self,
        _: &ContextDirective<'_>,
        directive: &Directive,
    ) -> ServerResult<Box<dyn CustomDirective>> {
        let name = &directive.name;
        Err(ServerError::new(format!("there is no directive @{}", name.node), Some(name.pos)))
    }
}

fn empty_type(registry: &Registry) -> Option<String> {
    let is_empty =
        |ty: &&MetaType| matches!(ty, MetaType::Object { fields, .. } if fields.is_empty());
    registry.types.values().find(is_empty).map(|ty| ty.name().to_owned())
}

/// Removes a type with all fields of it.
fn remove(registry: &mut Registry, name: &str) {
    registry.types.remove(name);
    for root in [&mut registry.mutation_type, &mut registry.subscription_type] {
        root.take_if(|root| root == name);
    }
    for ty in registry.types.values_mut() {
        match ty {
            MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => {
                fields.retain(|_, field| MetaTypeName::concrete_typename(&field.ty) != name);
            }
            _ => {}
        }
    }
}

/// Makes interfaces name each type that is left and implements them: also such as are only referred
/// to, and found by no id. In the order of the types, so that all who are shown the same read the same.
fn name_implementors(registry: &mut Registry) {
    registry.implements.retain(|name, _| registry.types.contains_key(name));
    let left: Vec<String> = registry.types.keys().cloned().collect();
    for name in left {
        for interface in registry.implements.get(&name).into_iter().flatten() {
            if let Some(MetaType::Interface { possible_types, .. }) =
                registry.types.get_mut(interface)
            {
                possible_types.insert(name.clone());
            }
        }
    }
}
