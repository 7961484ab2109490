//! What async-graphql finds wrong with a document, as this API says it: a value that is not of its
//! type by its field, and in both languages.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Pos, ServerError};

use super::validate::invalid;
use super::vocabulary::inputs;
use crate::error::{Error, Message, Problem};

/// What async-graphql begins with where an argument's value is not of its type, and a variable's
/// default is not.
const ARGUMENT: &str = "Invalid value for argument ";
const DEFAULT: &str = "Invalid default value for argument: ";

/// All that is wrong with a document, each once: two rules may say the same of one place.
pub(super) fn all_that_is_wrong(
    errors: &[ServerError],
    document: &ExecutableDocument,
) -> Vec<Error> {
    let mut told: Vec<Error> = Vec::with_capacity(errors.len());
    for error in errors {
        let mut found = invalid(error);
        if let Some((field, wrong)) = misfit(error, document) {
            let of_type = wrong.ty.map(|ty| format!("（{ty}）")).unwrap_or_default();
            let zh = format!("查询文档无效：{field}：{}{of_type}", wrong.zh);
            found.message = Message::new(error.message.clone(), zh);
            found.problems = vec![Problem { field, message: Message::new(wrong.en, wrong.zh) }];
        }
        if !told.contains(&found) {
            told.push(found);
        }
    }
    told
}

/// What is wrong with a value.
struct Wrong {
    /// The type that it should be of, where that is told.
    ty: Option<String>,
    en: String,
    zh: String,
}

impl Wrong {
    fn of(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { ty: None, en: en.into(), zh: zh.into() }
    }
}

/// The field of a value that is not of its type, and what would be right; none where something else
/// is wrong.
fn misfit(error: &ServerError, document: &ExecutableDocument) -> Option<(String, Wrong)> {
    let (rest, is_default) = match error.message.strip_prefix(ARGUMENT) {
        Some(rest) => (rest, false),
        None => (error.message.strip_prefix(DEFAULT)?, true),
    };
    let (path, reason) = rest.strip_prefix('"')?.split_once("\", ")?;
    let field = field_of(path);
    let field = match error.locations.first().and_then(|at| key_at(document, *at)) {
        _ if is_default => format!("${field}"),
        // The one argument of a mutation is told without the mutation.
        Some(key) if path.split('.').next() != Some("input") => format!("{key}.{field}"),
        _ => field,
    };
    let mut names = reason.split('"').skip(1).step_by(2);
    let (first, second) = (names.next(), names.next());
    if reason.starts_with("field ") {
        let wrong = Wrong::of("a value is required here", "此处必须有值");
        return Some((format!("{field}.{}", first?), wrong));
    }
    if reason.starts_with("unknown field ") {
        let ty = second?;
        let wrong = Wrong::of(format!("{ty} has no such field"), format!("{ty} 没有此字段"));
        return Some((format!("{field}.{}", first?), wrong));
    }
    if reason.starts_with("Oneof ") {
        let zh = "此处只能且必须给出一个字段";
        return Some((field, Wrong::of("exactly one field is given here", zh)));
    }
    let ty = first?.trim_matches(['[', ']', '!']).to_owned();
    let (en, zh) = inputs().belongs(&ty);
    Some((field, Wrong { ty: Some(ty), en, zh }))
}

/// A path of async-graphql's as this API writes it: `in[1]` for `in.1`.
fn field_of(path: &str) -> String {
    let mut field = String::new();
    for part in path.split('.') {
        match part.parse::<usize>() {
            Ok(index) => field.push_str(&format!("[{index}]")),
            Err(_) if field.is_empty() => field.push_str(part),
            Err(_) => field.push_str(&format!(".{part}")),
        }
    }
    field
}

/// The response key of the field that has an argument here.
fn key_at(document: &ExecutableDocument, at: Pos) -> Option<&str> {
    let operations = document.operations.iter().map(|(_, of)| &of.node.selection_set.node);
    let fragments = document.fragments.values().map(|of| &of.node.selection_set.node);
    operations.chain(fragments).find_map(|selections| key_in(selections, at))
}

fn key_in(selections: &SelectionSet, at: Pos) -> Option<&str> {
    selections.items.iter().find_map(|selection| match &selection.node {
        Selection::Field(field) => {
            let is_here = field.node.arguments.iter().any(|(name, _)| name.pos == at);
            let key = is_here.then(|| field.node.response_key().node.as_str());
            key.or_else(|| key_in(&field.node.selection_set.node, at))
        }
        Selection::InlineFragment(inline) => key_in(&inline.node.selection_set.node, at),
        Selection::FragmentSpread(_) => None,
    })
}
