//! async-graphql's registry, filled from the tables of types: for validation, introspection and
//! the SDL. None of its resolvers ever runs but introspection's.

use std::borrow::Cow;
use std::pin::Pin;

use async_graphql::parser::types::Field as ParsedField;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, Response,
    ServerResult, SubscriptionType, Value,
};
use futures_util::Stream;

use super::meta::{enumeration, input_value, interface, meta_field, object};
use super::query::{self, connection_arguments};
use super::types::installation;
use super::vocabulary::{enums, inputs, object_types, plain_types, scalars};
use super::{mutation, subscription};
use crate::read::catalog::{Connection, Field, ObjectType as Type, Source};
use crate::read::compile::{RootSource, day_arguments};
use crate::read::filter::FilterType;
use crate::read::input::scalar;

/// The root of the schema, for async-graphql.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query;

impl OutputType for Query {
    fn type_name() -> Cow<'static, str> {
        "Query".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        fill(registry);
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |_| {
            let fields = query::FIELDS.iter().map(|field| {
                meta_field(field.name, field.ty, field.description, &field.arguments())
            });
            object("Query", "What can be read. Everything is confined to what the viewer may see: what is out of sight is null, and lists leave it out.", fields.collect())
        })
    }

    async fn resolve(
        &self,
        _context: &ContextSelectionSet<'_>,
        _field: &Positioned<ParsedField>,
    ) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}

impl ContainerType for Query {
    async fn resolve_field(&self, _context: &Context<'_>) -> ServerResult<Option<Value>> {
        Ok(None)
    }
}

impl ObjectType for Query {}

/// The root of what can be done, for async-graphql.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mutation;

impl OutputType for Mutation {
    fn type_name() -> Cow<'static, str> {
        "Mutation".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |_| {
            let fields = mutation::mutations().map(|of| {
                let ty = format!("{}!", of.payload.name);
                meta_field(of.name, &ty, of.description, &of.arguments())
            });
            object("Mutation", "What can be done. Whatever is refused is refused whole: NOT_FOUND for a record out of sight, FORBIDDEN for one in sight, CONFLICT where somebody was there before, WRONG_STATE with what can be done instead, INVALID_INPUT with all that is wrong.", fields.collect())
        })
    }

    async fn resolve(
        &self,
        _context: &ContextSelectionSet<'_>,
        _field: &Positioned<ParsedField>,
    ) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}

impl ContainerType for Mutation {
    async fn resolve_field(&self, _context: &Context<'_>) -> ServerResult<Option<Value>> {
        Ok(None)
    }
}

impl ObjectType for Mutation {}

/// The root of what is told as it happens, for async-graphql.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subscription;

impl SubscriptionType for Subscription {
    fn type_name() -> Cow<'static, str> {
        "Subscription".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_subscription_type::<Self, _>(|_| {
            let fields = subscription::SUBSCRIPTIONS.iter().map(|of| {
                let ty = format!("{}!", of.payload.name);
                meta_field(of.name, &ty, of.description, &of.arguments())
            });
            let description =
                "What is told as it happens, judged by the subscriber's grants of that moment.";
            match object("Subscription", description, fields.collect()) {
                MetaType::Object { name, description, fields, .. } => MetaType::Object {
                    name,
                    description,
                    fields,
                    cache_control: Default::default(),
                    extends: false,
                    shareable: false,
                    resolvable: true,
                    keys: None,
                    visible: None,
                    inaccessible: false,
                    interface_object: false,
                    tags: Vec::new(),
                    is_subscription: true,
                    rust_typename: None,
                    directive_invocations: Vec::new(),
                    requires_scopes: Vec::new(),
                },
                other => other,
            }
        })
    }

    fn create_field_stream<'a>(
        &'a self,
        _context: &'a Context<'_>,
    ) -> Option<Pin<Box<dyn Stream<Item = Response> + Send + 'a>>> {
        None
    }
}

fn fill(registry: &mut Registry) {
    for (name, description) in scalars() {
        let ty = MetaType::Scalar {
            name: (*name).to_owned(),
            description: Some((*description).to_owned()),
            is_valid: Some(std::sync::Arc::new(move |value| scalar(value, name).is_some())),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            specified_by_url: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        };
        registry.types.insert((*name).to_owned(), ty);
    }
    for of in enums() {
        registry.types.insert(of.name.to_owned(), enumeration(of));
    }
    for of in inputs().objects.values() {
        let fields = of.fields.iter().map(|field| (field.name.to_owned(), input_value(field)));
        let ty = MetaType::InputObject {
            name: of.name.clone(),
            description: Some(of.description.clone()),
            input_fields: fields.collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: None,
            oneof: of.one_of,
            directive_invocations: Vec::new(),
        };
        registry.types.insert(of.name.clone(), ty);
    }
    let id = meta_field("id", "ID!", "Its global id: opaque, and good for `node`.", &[]);
    registry
        .types
        .insert("Node".to_owned(), interface("Node", "Whatever has a global id.", vec![id]));
    registry.types.insert("PageInfo".to_owned(), page_info());
    let own = installation::FIELDS;
    let own = own.iter().map(|(name, ty, description)| meta_field(name, ty, description, &[]));
    let own = object(installation::NAME, installation::DESCRIPTION, own.collect());
    registry.types.insert(installation::NAME.to_owned(), own);
    for of in object_types() {
        add_object(registry, of);
    }
    for of in plain_types() {
        let fields = of.fields.iter().map(|(name, ty, what)| meta_field(name, ty, what, &[]));
        let ty = object(of.name, of.description, fields.collect());
        registry.types.insert(of.name.to_owned(), ty);
    }
    let told = subscription::SUBSCRIPTIONS.iter().map(|subscription| subscription.payload);
    for of in mutation::mutations().map(|mutation| mutation.payload).chain(told) {
        let fields = of.fields.iter().map(|of| meta_field(of.name, of.ty, of.description, &[]));
        let ty = object(of.name, of.description, fields.collect());
        registry.types.insert(of.name.to_owned(), ty);
    }
}

fn add_object(registry: &mut Registry, of: &'static Type) {
    let fields = of.fields.iter().map(type_field).collect();
    registry.types.insert(of.name.to_owned(), object(of.name, of.description, fields));
    if of.id_prefix.is_some() {
        registry.add_implements(of.name, "Node");
        if let Some(MetaType::Interface { possible_types, .. }) = registry.types.get_mut("Node") {
            possible_types.insert(of.name.to_owned());
        }
    }
    for field in of.fields {
        if let Source::Connection(connection, _) = field.source {
            add_connection(registry, connection);
        }
    }
    for root in query::FIELDS.iter() {
        if let Some(RootSource::Connection(connection)) = root.source {
            add_connection(registry, connection);
        }
    }
}

fn add_connection(registry: &mut Registry, of: &Connection) {
    let node = of.node.name;
    let fields = vec![
        meta_field("nodes", &format!("[{node}!]!"), "The nodes of the page.", &[]),
        meta_field(
            "edges",
            &format!("[{}!]!", of.edge),
            "The nodes of the page, each with its cursor.",
            &[],
        ),
        meta_field("pageInfo", "PageInfo!", "What lies before and after the page.", &[]),
        meta_field(
            "totalCount",
            "Int",
            "How many nodes there are in all pages. Counted only when asked for; null, with an error of its own, if counting took too long.",
            &[],
        ),
    ];
    let description = format!("A page of a list of {node}.");
    registry.types.insert(of.name.to_owned(), object(of.name, &description, fields));
    let mut fields = vec![
        meta_field("node", &format!("{node}!"), "The node.", &[]),
        meta_field("cursor", "String!", "Its place in the list, for `after` and `before`.", &[]),
    ];
    if of.filter.and_then(FilterType::searched).is_some() {
        fields.push(meta_field(
            "snippet",
            "String",
            "With `search` in the filter: where its words stand, marked by « and ».",
            &[],
        ));
    }
    let description = format!("A {node} in a list, with its cursor.");
    registry.types.insert(of.edge.to_owned(), object(of.edge, &description, fields));
}

fn type_field(field: &Field) -> MetaField {
    let arguments = match field.source {
        Source::Connection(connection, _) => connection_arguments(connection),
        Source::Days(_) => day_arguments().into(),
        _ => Vec::new(),
    };
    meta_field(field.name, field.ty, field.description, &arguments)
}

fn page_info() -> MetaType {
    let fields = vec![
        meta_field("hasNextPage", "Boolean!", "Whether the list goes on after the page.", &[]),
        meta_field(
            "hasPreviousPage",
            "Boolean!",
            "Whether the list has nodes before the page.",
            &[],
        ),
        meta_field("startCursor", "String", "The cursor of the page's first node.", &[]),
        meta_field("endCursor", "String", "The cursor of the page's last node.", &[]),
    ];
    object("PageInfo", "What lies before and after a page.", fields)
}
