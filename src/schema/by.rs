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
    let by_number = |name: &str, what: &str| {
        let description = format!("Which {what}: by its id or by its number.");
        by(name, &description, argument("number", "String", "Its number."))
    };
    vec![
        by(
            "AreaBy",
            "Which area: by its id or by its code.",
            argument("code", "String", "Its code."),
        ),
        by_number("CaseBy", "case"),
        by(
            "UserBy",
            "Which user: by their id or by the name that they sign in with.",
            argument("username", "String", "The name that they sign in with."),
        ),
        by_number("CheckBy", "check"),
        by_number("HazardBy", "hazard"),
    ]
}
