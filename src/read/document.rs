//! A document's operation with its variables coerced, and the fields that it collects: as the
//! GraphQL specification (October 2021, sections 6.1.2 and 6.3.2) has both.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet, Type,
};
use async_graphql::{Name, Pos, Positioned, Variables, indexmap::IndexMap};
use async_graphql_value::{ConstValue, Value};

use super::input::{InputField, InputTypes};
use super::problem::Problems;

/// An operation that is about to be compiled.
#[derive(Debug)]
pub struct Document<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    operation: &'a OperationDefinition,
    variables: IndexMap<Name, ConstValue>,
}

/// A response key with all that is selected under it.
#[derive(Debug, Clone)]
pub struct Collected<'a> {
    /// The response key.
    pub key: &'a str,
    /// The field's name.
    pub name: &'a str,
    /// The first field as written; later ones of the same key have the same arguments.
    pub field: &'a Field,
    /// Where the first one stands.
    pub pos: Pos,
    /// The selections under it, of every field of this key.
    pub selections: Vec<&'a SelectionSet>,
}

impl Collected<'_> {
    /// Whether nothing is written under it, as under a scalar: no braces. What is within braces may
    /// still be left out by directives.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.field.selection_set.node.items.is_empty()
    }
}

impl<'a> Document<'a> {
    /// The operation with its variables as their types have them, defaults filled in.
    pub fn new(
        operation: &'a OperationDefinition,
        fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
        given: &Variables,
        types: &InputTypes,
        problems: &mut Problems,
    ) -> Self {
        let mut variables = IndexMap::new();
        for definition in &operation.variable_definitions {
            let definition = &definition.node;
            let name = &definition.name.node;
            let ty = &definition.var_type.node;
            let default = definition.default_value.as_ref().map(|default| &default.node);
            match given.get(name).or(default) {
                Some(value) => {
                    if let Some(value) = types.coerce(value, ty, &format!("${name}"), problems) {
                        variables.insert(name.clone(), value);
                    }
                }
                None if !ty.nullable => {
                    problems.add(format!("${name}"), "this variable is required", "此变量必填");
                }
                None => {}
            }
        }
        Self { fragments, operation, variables }
    }

    /// The fields of the root.
    #[must_use]
    pub fn root(&self) -> Vec<Collected<'a>> {
        let root = &self.operation.selection_set.node;
        let name = self.root_type();
        self.collect(&[root], &|condition| condition == name)
    }

    /// The name of the root's type.
    #[must_use]
    pub fn root_type(&self) -> &'static str {
        match self.operation.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        }
    }

    /// The fields that these selections collect on a type, which `satisfies` a fragment's
    /// condition or does not: each response key once, in the document's order.
    #[must_use]
    pub fn collect(
        &self,
        selections: &[&'a SelectionSet],
        satisfies: &dyn Fn(&str) -> bool,
    ) -> Vec<Collected<'a>> {
        let mut collected = IndexMap::new();
        let mut visited = Vec::new();
        for selection in selections {
            self.collect_into(selection, satisfies, &mut visited, &mut collected);
        }
        collected.into_values().collect()
    }

    fn collect_into(
        &self,
        selections: &'a SelectionSet,
        satisfies: &dyn Fn(&str) -> bool,
        visited: &mut Vec<&'a str>,
        collected: &mut IndexMap<&'a str, Collected<'a>>,
    ) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) if self.is_included(&field.node.directives) => {
                    let key = field.node.response_key().node.as_str();
                    let entry = collected.entry(key).or_insert_with(|| Collected {
                        key,
                        name: field.node.name.node.as_str(),
                        field: &field.node,
                        pos: field.pos,
                        selections: Vec::new(),
                    });
                    entry.selections.push(&field.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) if self.is_included(&spread.node.directives) => {
                    let name = spread.node.fragment_name.node.as_str();
                    if visited.contains(&name) {
                        continue;
                    }
                    visited.push(name);
                    if let Some(fragment) = self.fragments.get(name)
                        && satisfies(&fragment.node.type_condition.node.on.node)
                    {
                        let inner = &fragment.node.selection_set.node;
                        self.collect_into(inner, satisfies, visited, collected);
                    }
                }
                Selection::InlineFragment(inline) if self.is_included(&inline.node.directives) => {
                    let condition = inline.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| satisfies(&condition.node.on.node)) {
                        let inner = &inline.node.selection_set.node;
                        self.collect_into(inner, satisfies, visited, collected);
                    }
                }
                _ => {}
            }
        }
    }

    fn is_included(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let condition = || {
                let value = &directive.node.get_argument("if")?.node;
                match self.resolve(value)? {
                    ConstValue::Boolean(value) => Some(value),
                    _ => None,
                }
            };
            match directive.node.name.node.as_str() {
                "skip" => condition() != Some(true),
                "include" => condition() != Some(false),
                _ => true,
            }
        })
    }

    /// The coerced value of a field's argument; none where it is not given or null, which is the
    /// same everywhere in this schema.
    pub fn argument(
        &self,
        field: &Collected<'_>,
        argument: &InputField,
        types: &InputTypes,
        problems: &mut Problems,
    ) -> Option<ConstValue> {
        let path = format!("{}.{}", field.key, argument.name);
        self.argument_at(path, field, argument, types, problems)
    }

    /// The same, with problems told at another path.
    pub fn argument_at(
        &self,
        path: String,
        field: &Collected<'_>,
        argument: &InputField,
        types: &InputTypes,
        problems: &mut Problems,
    ) -> Option<ConstValue> {
        let ty = Type::new(&argument.ty)?;
        let value = field.field.get_argument(argument.name).and_then(|v| self.resolve(&v.node));
        match value {
            None | Some(ConstValue::Null) if ty.nullable => None,
            None => {
                problems.add(path, "this argument is required", "此参数必填");
                None
            }
            Some(value) => types.coerce(&value, &ty, &path, problems),
        }
    }

    /// A literal with its variables put in; none where it is a variable that was not given.
    fn resolve(&self, value: &Value) -> Option<ConstValue> {
        Some(match value {
            Value::Variable(name) => self.variables.get(name)?.clone(),
            Value::List(items) => ConstValue::List(
                items.iter().map(|item| self.resolve(item).unwrap_or(ConstValue::Null)).collect(),
            ),
            Value::Object(fields) => ConstValue::Object(
                fields
                    .iter()
                    .filter_map(|(name, value)| Some((name.clone(), self.resolve(value)?)))
                    .collect(),
            ),
            other => other.clone().into_const()?,
        })
    }
}
