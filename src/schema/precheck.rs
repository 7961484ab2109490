//! What a document may ask for at most, looked at before it is validated: validation itself can be
//! made slow by fragments that spread fragments.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use crate::error::{Code, Error, Message};

/// What one request may ask for at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Fields in each other. Introspection by the usual query is 13 deep.
    pub depth: usize,
    /// Fields in all, those of a fragment counted wherever it is spread.
    pub fields: u64,
    /// What the rows that may be read cost; see [`Cost`](crate::read::compile::Cost).
    pub cost: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 16, fields: 2_000, cost: 50_000 }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    fields: u64,
    depth: usize,
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Size>,
    open: Vec<&'a str>,
}

impl<'a> Counter<'a> {
    fn size(&mut self, selections: &'a SelectionSet) -> Size {
        let mut whole = Size::default();
        for selection in &selections.items {
            let part = match &selection.node {
                Selection::Field(field) => {
                    let inner = self.size(&field.node.selection_set.node);
                    Size { fields: inner.fields.saturating_add(1), depth: inner.depth + 1 }
                }
                Selection::InlineFragment(inline) => self.size(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str())
                }
            };
            whole.fields = whole.fields.saturating_add(part.fields);
            whole.depth = whole.depth.max(part.depth);
        }
        whole
    }

    fn fragment(&mut self, name: &'a str) -> Size {
        if let Some(size) = self.fragments.get(name) {
            return *size;
        }
        // An unknown fragment, or one that spreads itself, is for validation to refuse.
        let Some(fragment) = self.document.fragments.get(name) else { return Size::default() };
        if self.open.contains(&name) {
            return Size::default();
        }
        self.open.push(name);
        let size = self.size(&fragment.node.selection_set.node);
        self.open.pop();
        self.fragments.insert(name, size);
        size
    }
}

/// Refuses a document that asks for more than `limits` has.
///
/// # Errors
/// `QUERY_TOO_EXPENSIVE`, with what was found and the limit.
pub(super) fn precheck(document: &ExecutableDocument, limits: &Limits) -> Result<(), Error> {
    let mut counter = Counter { document, fragments: HashMap::new(), open: Vec::new() };
    for (_, operation) in document.operations.iter() {
        let size = counter.size(&operation.node.selection_set.node);
        if size.fields > limits.fields {
            return Err(too_expensive("fields", "字段", size.fields, limits.fields, ""));
        }
        if size.depth > limits.depth {
            return Err(too_expensive(
                "levels of fields",
                "层字段",
                size.depth as u64,
                limits.depth as u64,
                "",
            ));
        }
    }
    Ok(())
}

/// What is asked for in all is more than the limit.
pub(super) fn too_expensive(en: &str, zh: &str, found: u64, limit: u64, field: &str) -> Error {
    let mut error = Error::new(
        Code::QueryTooExpensive,
        Message::new(
            format!("this asks for {found} {en}; the limit is {limit}"),
            format!("此查询要求 {found} {zh}，上限为 {limit}"),
        ),
    );
    error.extensions.insert("cost".into(), found.into());
    error.extensions.insert("limit".into(), limit.into());
    if !field.is_empty() {
        error.extensions.insert("field".into(), field.into());
    }
    error
}
