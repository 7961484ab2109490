//! What one record is asked for by.

use super::query::argument;
use crate::read::input::{InputField, InputObject};

/// The input objects of the root's arguments.
#[must_use]
pub(super) fn input_objects() -> Vec<InputObject> {
    let by = |name: &str, description: &str, key: InputField| InputObject {
        name: name.to_owned(),
        description: description.to_owned(),
        one_of: true,
        fields: vec![argument("id", "ID", "Its id."), key],
    };
    vec![
        by(
            "AreaBy",
            "Which area: by its id or by its code.",
            argument("code", "String", "Its code."),
        ),
        by(
            "CaseBy",
            "Which case: by its id or by its number.",
            argument("number", "String", "Its number."),
        ),
        by(
            "UserBy",
            "Which user: by their id or by the name that they sign in with.",
            argument("username", "String", "The name that they sign in with."),
        ),
        by(
            "CheckBy",
            "Which check: by its id or by its number.",
            argument("number", "String", "Its number."),
        ),
        by(
            "HazardBy",
            "Which hazard: by its id or by its number.",
            argument("number", "String", "Its number."),
        ),
    ]
}
