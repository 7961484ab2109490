//! What async-graphql finds wrong with a document, as this API says it: a value that is not of its
//! type by its field, and in both languages.

use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{ServerError, Variables};
use async_graphql_value::ConstValue;

use super::argument;
use super::validate::invalid;
use super::vocabulary::inputs;
use crate::error::{Error, Message, Problem};

/// What async-graphql begins with where an argument's value is not of its type, and a variable's
/// default is not.
const ARGUMENT: &str = "Invalid value for argument ";
const DEFAULT: &str = "Invalid default value for argument: ";

/// All that is wrong with a document and the variables that it was sent with, each once: two rules
/// may say the same of one place.
pub(super) fn all_that_is_wrong(
    errors: &[ServerError],
    document: &ExecutableDocument,
    variables: &Variables,
) -> Vec<Error> {
    let mut told: Vec<Error> = Vec::with_capacity(errors.len());
    for error in errors {
        let mut found = invalid(error);
        if let Some(misfit) = misfit(error, document, variables)
            && let Some(first) = misfit.problems.first()
        {
            let of_type = misfit.ty.map(|ty| format!("（{ty}）")).unwrap_or_default();
            let zh = format!("查询文档无效：{}：{}{of_type}", first.field, first.message.zh);
            found.message = Message::new(misfit.en, zh);
            found.problems = misfit.problems;
        }
        if !told.contains(&found) {
            told.push(found);
        }
    }
    told
}

/// A value that is not of its type.
struct Misfit {
    /// async-graphql's sentence.
    en: String,
    /// The type that it should be of, where that is told.
    ty: Option<String>,
    /// What would be right, in the document's order.
    problems: Vec<Problem>,
}

fn problem(field: String, en: impl Into<String>, zh: impl Into<String>) -> Problem {
    Problem { field, message: Message::new(en.into(), zh.into()) }
}

/// The value that is not of its type; none where something else is wrong.
fn misfit(
    error: &ServerError,
    document: &ExecutableDocument,
    variables: &Variables,
) -> Option<Misfit> {
    let (rest, is_default) = match error.message.strip_prefix(ARGUMENT) {
        Some(rest) => (rest, false),
        None => (error.message.strip_prefix(DEFAULT)?, true),
    };
    let (path, reason) = rest.strip_prefix('"')?.split_once("\", ")?;
    let at = *error.locations.first()?;
    let argument = argument::at(document, at).filter(|_| !is_default);
    let field = match argument {
        _ if is_default => format!("${}", field_of(path)),
        // The one argument of a mutation is told without the mutation.
        Some((key, _)) if path.split('.').next() != Some("input") => {
            format!("{key}.{}", field_of(path))
        }
        _ => field_of(path),
    };
    let of_one = |ty, problem| Misfit { en: error.message.clone(), ty, problems: vec![problem] };
    if reason.starts_with("field ") {
        let name = reason.split('"').nth(1)?;
        let missing =
            problem(format!("{field}.{name}"), "a value is required here", "此处必须有值");
        return Some(of_one(None, missing));
    }
    if let Some(unknown) = reason.strip_prefix("unknown field ") {
        // The last: a key in the JSON of variables may be any text.
        let ty = unknown.strip_suffix('"')?.rsplit_once(" of type \"")?.1;
        let whole = match argument {
            Some((_, value)) => argument::with(value, variables)?,
            None => argument::default_at(document, at)?.clone(),
        };
        let names = unknown_fields(value_at(&whole, path)?, ty);
        let en = error.message.strip_suffix(unknown)?;
        let en = format!("{en}\"{}\" of type \"{ty}\"", names.first()?);
        let no_such = |name: &String| {
            let field = format!("{field}.{name}");
            problem(field, format!("{ty} has no such field"), format!("{ty} 没有此字段"))
        };
        return Some(Misfit { en, ty: None, problems: names.iter().map(no_such).collect() });
    }
    if reason.starts_with("Oneof ") {
        let zh = "此处只能且必须给出一个字段";
        return Some(of_one(None, problem(field, "exactly one field is given here", zh)));
    }
    let ty = reason.split('"').nth(1)?.trim_matches(['[', ']', '!']).to_owned();
    let (en, zh) = inputs().belongs(&ty);
    Some(of_one(Some(ty), problem(field, en, zh)))
}

/// The fields of an object that its type does not have, of which async-graphql names any one.
fn unknown_fields(value: &ConstValue, ty: &str) -> Vec<String> {
    let (ConstValue::Object(given), Some(object)) = (value, inputs().objects.get(ty)) else {
        return Vec::new();
    };
    let is_known = |name: &str| object.fields.iter().any(|field| field.name == name);
    given.keys().filter(|name| !is_known(name)).map(ToString::to_string).collect()
}

/// What lies in a value at a path of async-graphql's, which begins with what the value is of.
fn value_at<'a>(value: &'a ConstValue, path: &str) -> Option<&'a ConstValue> {
    path.split('.').skip(1).try_fold(value, |value, part| match value {
        ConstValue::List(items) => items.get(part.parse::<usize>().ok()?),
        ConstValue::Object(fields) => fields.get(part),
        _ => None,
    })
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
