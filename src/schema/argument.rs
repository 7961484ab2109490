//! What stands at a place of a document: the value of an argument, and the default of a variable.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Pos, Variables};
use async_graphql_value::{ConstValue, Value};

/// The value of the argument that is named here, after the response key of the field that has it.
pub(super) fn at(document: &ExecutableDocument, at: Pos) -> Option<(&str, &Value)> {
    let operations = document.operations.iter().map(|(_, of)| &of.node.selection_set.node);
    let fragments = document.fragments.values().map(|of| &of.node.selection_set.node);
    operations.chain(fragments).find_map(|selections| within(selections, at))
}

fn within(selections: &SelectionSet, at: Pos) -> Option<(&str, &Value)> {
    selections.items.iter().find_map(|selection| match &selection.node {
        Selection::Field(field) => {
            let mut arguments = field.node.arguments.iter();
            let here = arguments.find(|(name, _)| name.pos == at);
            let here =
                here.map(|(_, value)| (field.node.response_key().node.as_str(), &value.node));
            here.or_else(|| within(&field.node.selection_set.node, at))
        }
        Selection::InlineFragment(inline) => within(&inline.node.selection_set.node, at),
        Selection::FragmentSpread(_) => None,
    })
}

/// The value with those of the variables put in; none where one was not given.
pub(super) fn with(value: &Value, variables: &Variables) -> Option<ConstValue> {
    let given = |name| variables.get(&name).cloned().ok_or(());
    value.clone().into_const_with(given).ok()
}

/// The default of the variable that is defined here.
pub(super) fn default_at(document: &ExecutableDocument, at: Pos) -> Option<&ConstValue> {
    let mut variables =
        document.operations.iter().flat_map(|(_, of)| &of.node.variable_definitions);
    let here = variables.find(|definition| definition.pos == at)?;
    here.node.default_value.as_ref().map(|default| &default.node)
}
