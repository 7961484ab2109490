//! `__typename`, of which async-graphql validates nothing: what stands in its directives is put
//! where it looks, and what may not stand there at all is refused.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, InlineFragment, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned};

use crate::error::{Code, Error, Message};

/// A document that means the same, in which the directives of a `__typename` are those of an inline
/// fragment around it.
///
/// # Errors
/// `INVALID_INPUT` where a `__typename` has arguments or fields.
pub(super) fn laid_open(mut document: ExecutableDocument) -> Result<ExecutableDocument, Error> {
    for fragment in document.fragments.values_mut() {
        lay_open(&mut fragment.node.selection_set.node)?;
    }
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            lay_open(&mut operation.node.selection_set.node)?;
        }
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                lay_open(&mut operation.node.selection_set.node)?;
            }
        }
    }
    Ok(document)
}

fn lay_open(selections: &mut SelectionSet) -> Result<(), Error> {
    for selection in &mut selections.items {
        let pos = selection.pos;
        let around = match &mut selection.node {
            Selection::Field(field) if field.node.name.node == "__typename" => {
                if let Some((name, _)) = field.node.arguments.first() {
                    return Err(unknown_argument(&name.node, name.pos));
                }
                if !field.node.selection_set.node.items.is_empty() {
                    return Err(has_fields(field.pos));
                }
                let directives = std::mem::take(&mut field.node.directives);
                (!directives.is_empty()).then(|| {
                    let field = Positioned::new(Selection::Field(field.clone()), pos);
                    let selection_set = Positioned::new(SelectionSet { items: vec![field] }, pos);
                    InlineFragment { type_condition: None, directives, selection_set }
                })
            }
            Selection::Field(field) => {
                lay_open(&mut field.node.selection_set.node)?;
                None
            }
            Selection::InlineFragment(inline) => {
                lay_open(&mut inline.node.selection_set.node)?;
                None
            }
            Selection::FragmentSpread(_) => None,
        };
        if let Some(around) = around {
            selection.node = Selection::InlineFragment(Positioned::new(around, pos));
        }
    }
    Ok(())
}

fn unknown_argument(name: &Name, at: Pos) -> Error {
    let message = Message::new(
        format!("Unknown argument \"{name}\" on field \"__typename\"."),
        format!("字段 __typename 没有参数 {name}"),
    );
    Error::new(Code::InvalidInput, message).located(at.line, at.column)
}

fn has_fields(at: Pos) -> Error {
    let message = Message::new(
        "Field \"__typename\" must not have a selection since type \"String!\" has no subfields",
        "字段 __typename 是字符串，没有子字段",
    );
    Error::new(Code::InvalidInput, message).located(at.line, at.column)
}
