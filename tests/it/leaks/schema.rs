//! The schema, read from its own SDL: whatever is added to it is here without anybody listing it.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

pub(super) struct Schema {
    types: BTreeMap<String, Kind>,
    nodes: Vec<String>,
    /// What can be done; what it answers with is not among the types.
    mutations: Vec<Field>,
}

pub(super) enum Kind {
    /// An object type or an interface.
    Fields(Vec<Field>),
    Input {
        fields: Vec<Argument>,
        one_of: bool,
    },
    Enum(Vec<String>),
    Scalar,
}

pub(super) struct Field {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) arguments: Vec<Argument>,
}

/// An argument, or a field of an input object.
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) ty: Type,
}

/// The name at the bottom of a type, whatever lists are around it.
pub(super) fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(item) => named(item),
    }
}

pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty.base, BaseType::List(_))
}

fn argument(of: &InputValueDefinition) -> Argument {
    Argument { name: of.name.node.to_string(), ty: of.ty.node.clone() }
}

/// The types that queries lead to.
fn reached(types: &BTreeMap<String, Kind>, nodes: &[String]) -> BTreeSet<String> {
    let mut reached = BTreeSet::from(["Query".to_owned()]);
    let mut waiting = vec!["Query".to_owned()];
    while let Some(ty) = waiting.pop() {
        let Some(Kind::Fields(fields)) = types.get(&ty) else { continue };
        let of_fields = fields.iter().map(|field| named(&field.ty).to_owned());
        let of_interface = nodes.iter().filter(|_| ty == "Node").cloned();
        for next in of_fields.chain(of_interface) {
            if reached.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    reached
}

impl Schema {
    pub(super) fn read() -> Self {
        let document = parse_schema(wardbook::schema::sdl()).unwrap();
        let mut types = BTreeMap::new();
        let mut nodes = Vec::new();
        for definition in document.definitions {
            let ty = match definition {
                TypeSystemDefinition::Type(ty) => ty.node,
                TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => continue,
            };
            let name = ty.name.node.to_string();
            let fields = match ty.kind {
                TypeKind::Object(of) => {
                    if of.implements.iter().any(|interface| interface.node == "Node") {
                        nodes.push(name.clone());
                    }
                    of.fields
                }
                TypeKind::Interface(of) => of.fields,
                TypeKind::InputObject(of) => {
                    let fields = of.fields.iter().map(|field| argument(&field.node)).collect();
                    let one_of = ty.directives.iter().any(|of| of.node.name.node == "oneOf");
                    types.insert(name, Kind::Input { fields, one_of });
                    continue;
                }
                TypeKind::Enum(of) => {
                    let values = of.values.iter().map(|value| value.node.value.node.to_string());
                    types.insert(name, Kind::Enum(values.collect()));
                    continue;
                }
                TypeKind::Scalar => {
                    types.insert(name, Kind::Scalar);
                    continue;
                }
                TypeKind::Union(_) => panic!("{name} is a union: select from it here"),
            };
            let fields = fields.into_iter().map(|field| {
                let field = field.node;
                let arguments = field.arguments.iter().map(|of| argument(&of.node)).collect();
                Field { name: field.name.node.to_string(), ty: field.ty.node, arguments }
            });
            types.insert(name, Kind::Fields(fields.collect()));
        }
        let mutations = match types.remove("Mutation") {
            Some(Kind::Fields(fields)) => fields,
            _ => Vec::new(),
        };
        let told = match types.remove("Subscription") {
            Some(Kind::Fields(fields)) => fields,
            _ => Vec::new(),
        };
        let told: Vec<&str> = told.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(
            told,
            ["caseChanged", "hazardChanged"],
            "subscriptions.rs hears these: hear the others too"
        );
        let asked = reached(&types, &nodes);
        types.retain(|name, kind| !matches!(kind, Kind::Fields(_)) || asked.contains(name));
        Self { types, nodes, mutations }
    }

    pub(super) fn mutations(&self) -> &[Field] {
        &self.mutations
    }

    pub(super) fn types(&self) -> impl Iterator<Item = (&str, &Kind)> {
        self.types.iter().map(|(name, kind)| (name.as_str(), kind))
    }

    /// Every object type that has global ids.
    pub(super) fn nodes(&self) -> &[String] {
        &self.nodes
    }

    pub(super) fn kind(&self, name: &str) -> &Kind {
        // The SDL leaves GraphQL's own scalars out.
        self.types.get(name).unwrap_or(&Kind::Scalar)
    }

    /// The fields of an object type or interface; none of anything else.
    pub(super) fn fields(&self, name: &str) -> &[Field] {
        match self.kind(name) {
            Kind::Fields(fields) => fields,
            _ => &[],
        }
    }

    pub(super) fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        self.fields(ty).iter().find(|field| field.name == name)
    }

    pub(super) fn root(&self) -> &[Field] {
        self.fields("Query")
    }

    /// Whether a field shows a value and not an object.
    pub(super) fn is_leaf(&self, field: &Field) -> bool {
        self.fields(named(&field.ty)).is_empty()
    }

    /// The type of the nodes, if a type is a list in pages.
    pub(super) fn node_of(&self, connection: &str) -> Option<&str> {
        let edges = self.field(connection, "edges")?;
        let node = self.field(named(&edges.ty), "node").map(|node| named(&node.ty))?;
        self.field(node, "id").map(|_| node)
    }

    /// The root's list in pages of a type, where its filter finds nodes by their ids.
    pub(super) fn list_by_id(&self, node: &str) -> Option<&Field> {
        self.root()
            .iter()
            .find(|field| self.node_of(named(&field.ty)) == Some(node) && self.finds_by_id(field))
    }

    /// Whether a filter of a list finds nodes by their ids.
    pub(super) fn finds_by_id(&self, list: &Field) -> bool {
        list.arguments.iter().any(|argument| {
            matches!(self.kind(named(&argument.ty)), Kind::Input { fields, .. }
                if fields.iter().any(|f| f.name == "id" && named(&f.ty) == "IdFilter"))
        })
    }

    /// The key of an order, as each of its fields and directions say it; none where an input
    /// object holds anything but enums.
    pub(super) fn order_keys(&self, input: &str) -> Option<Vec<String>> {
        let Kind::Input { fields, one_of: false } = self.kind(input) else { return None };
        let mut keys = vec![String::new()];
        for field in fields {
            let Kind::Enum(values) = self.kind(named(&field.ty)) else { return None };
            if is_list(&field.ty) {
                return None;
            }
            let with = |key: &String| -> Vec<String> {
                let comma = if key.is_empty() { "" } else { "," };
                values.iter().map(|value| format!("{key}{comma}{}:{value}", field.name)).collect()
            };
            keys = keys.iter().flat_map(with).collect();
        }
        Some(keys)
    }
}
