//! What a document asks for, measured before it is validated: validation itself can be made slow
//! by fragments that spread fragments, and parsing by brackets in brackets.

use std::collections::HashMap;

use apollo_parser::{Lexer, TokenKind};
use async_graphql::Positioned;
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};

use super::limits::{Limits, Measure};
use crate::error::{Code, Error, Message};

/// Refuses a text that would take the parser long, or too deep.
///
/// # Errors
/// `QUERY_TOO_EXPENSIVE`, with what was found and the limit.
pub(super) fn precheck_text(text: &str, limits: &Limits) -> Result<u64, Error> {
    let (mut tokens, mut open, mut deepest) = (0, 0_u64, 0);
    // What is no token is for the parser to refuse.
    for token in Lexer::new(text).flatten() {
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Comma | TokenKind::Eof => continue,
            TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen => open += 1,
            TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen => {
                open = open.saturating_sub(1);
            }
            _ => {}
        }
        tokens += 1;
        deepest = deepest.max(open);
        // Looking on would only tell by how much a text is too long.
        if tokens > limits.tokens {
            break;
        }
    }
    Measure::Tokens.bounded(tokens, limits.tokens)?;
    Measure::Nesting.bounded(deepest, limits.nesting)?;
    Ok(tokens)
}

/// Refuses a document that asks for more than `limits` has, or whose fragments spread themselves.
///
/// # Errors
/// `QUERY_TOO_EXPENSIVE` with what was found and the limit, or `INVALID_INPUT`.
pub(super) fn precheck(document: &ExecutableDocument, limits: &Limits) -> Result<(), Error> {
    Measure::Fragments.bounded(document.fragments.len() as u64, limits.fragments)?;
    Measure::Directives.bounded(directives_as_written(document), limits.directives)?;
    let mut counter = Counter { document, fragments: HashMap::new(), open: Vec::new() };
    // A fragment that is spread nowhere is validated all the same. Both are kept in maps without an
    // order: what is refused first must not depend on it.
    let mut fragments: Vec<_> = document.fragments.iter().collect();
    fragments.sort_by_key(|(_, fragment)| fragment.pos);
    for (name, _) in fragments {
        within(counter.fragment(name.as_str())?, limits)?;
    }
    let mut operations: Vec<_> = document.operations.iter().map(|(_, of)| of).collect();
    operations.sort_by_key(|operation| operation.pos);
    for operation in operations {
        within(counter.size(&operation.node.selection_set.node)?, limits)?;
    }
    Ok(())
}

fn within(size: Size, limits: &Limits) -> Result<(), Error> {
    Measure::Selections.bounded(size.selections, limits.selections)?;
    Measure::Nesting.bounded(size.nesting, limits.nesting)?;
    Measure::Depth.bounded(size.depth, limits.depth)?;
    Measure::Aliases.bounded(size.aliases, limits.aliases)
}

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    selections: u64,
    aliases: u64,
    depth: u64,
    /// Selection sets in each other, fields and fragments alike.
    nesting: u64,
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Size>,
    open: Vec<&'a str>,
}

impl<'a> Counter<'a> {
    fn size(&mut self, selections: &'a SelectionSet) -> Result<Size, Error> {
        let mut whole = Size::default();
        for selection in &selections.items {
            let (inner, alias, level) = match &selection.node {
                Selection::Field(field) => {
                    let inner = self.size(&field.node.selection_set.node)?;
                    (inner, u64::from(field.node.alias.is_some()), 1)
                }
                Selection::InlineFragment(inline) => {
                    (self.size(&inline.node.selection_set.node)?, 0, 0)
                }
                Selection::FragmentSpread(spread) => {
                    (self.fragment(spread.node.fragment_name.node.as_str())?, 0, 0)
                }
            };
            whole.selections = whole.selections.saturating_add(inner.selections).saturating_add(1);
            whole.aliases = whole.aliases.saturating_add(inner.aliases).saturating_add(alias);
            whole.depth = whole.depth.max(inner.depth + level);
            whole.nesting = whole.nesting.max(inner.nesting + 1);
        }
        Ok(whole)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Size, Error> {
        if let Some(size) = self.fragments.get(name) {
            return Ok(*size);
        }
        // An unknown fragment is for validation to refuse.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Size::default()) };
        // Two that spread each other twice would keep async-graphql busy for ever before it looks
        // for cycles.
        if self.open.contains(&name) {
            return Err(spreads_itself(name).located(fragment.pos.line, fragment.pos.column));
        }
        self.open.push(name);
        let size = self.size(&fragment.node.selection_set.node)?;
        self.open.pop();
        self.fragments.insert(name, size);
        Ok(size)
    }
}

fn spreads_itself(name: &str) -> Error {
    let message = Message::new(
        format!("the fragment `{name}` spreads itself"),
        format!("片段 {name} 展开了它自己"),
    );
    Error::new(Code::InvalidInput, message)
}

fn directives_as_written(document: &ExecutableDocument) -> u64 {
    let of = |directives: &[Positioned<Directive>]| directives.len() as u64;
    let operations = document.operations.iter().map(|(_, operation)| {
        let variables = &operation.node.variable_definitions;
        of(&operation.node.directives)
            + variables.iter().map(|variable| of(&variable.node.directives)).sum::<u64>()
            + directives_in(&operation.node.selection_set.node)
    });
    let fragments = document.fragments.values().map(|fragment| {
        of(&fragment.node.directives) + directives_in(&fragment.node.selection_set.node)
    });
    operations.chain(fragments).sum()
}

fn directives_in(selections: &SelectionSet) -> u64 {
    let in_one = |selection: &Positioned<Selection>| {
        let inner = match &selection.node {
            Selection::Field(field) => directives_in(&field.node.selection_set.node),
            Selection::InlineFragment(inline) => directives_in(&inline.node.selection_set.node),
            Selection::FragmentSpread(_) => 0,
        };
        selection.node.directives().len() as u64 + inner
    };
    selections.items.iter().map(in_one).sum()
}
