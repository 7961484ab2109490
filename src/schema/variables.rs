//! The values of a request's variables.

use async_graphql::Variables;
use serde_json::{Map, Value};

/// The values of a request's variables, and the JSON text that they came in: a plan is kept by the
/// text.
///
/// They are read into GraphQL's values at once. serde_json's own value is not made of what a client
/// sends: it takes a text under a certain key for JSON of its own, as deep again as JSON may be, and
/// so on until the stack is full.
#[derive(Debug, Clone, Default)]
pub struct VariableValues {
    text: String,
    values: Variables,
}

/// Why a text holds no variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVariables {
    /// It is JSON, but neither an object nor null.
    NoObject,
    /// Values lie in each other deeper than 127 levels.
    TooDeep,
    /// What stands there is no JSON, or a number or a text that nothing can hold.
    Unreadable {
        /// Its line in the text, from 1.
        line: usize,
        /// Its column in the text, from 1.
        column: usize,
    },
}

/// How serde_json says that values lie in each other deeper than it reads.
const TOO_DEEP: &str = "recursion limit exceeded";

impl VariableValues {
    /// The values that a JSON text holds: an object, or null, which is none.
    ///
    /// # Errors
    /// Why it holds none.
    pub fn of_json(text: &str) -> Result<Self, NoVariables> {
        let text = text.trim_ascii();
        match text {
            "null" | "{}" => return Ok(Self::default()),
            text if text.starts_with('{') => {}
            _ => return Err(NoVariables::NoObject),
        }
        match serde_json::from_str(text) {
            Ok(values) => Ok(Self { text: text.to_owned(), values }),
            Err(error) if error.to_string().starts_with(TOO_DEEP) => Err(NoVariables::TooDeep),
            Err(error) => {
                Err(NoVariables::Unreadable { line: error.line(), column: error.column() })
            }
        }
    }

    /// The length of their text, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Their text, empty for none, and the values.
    pub(super) fn into_parts(self) -> (String, Variables) {
        (self.text, self.values)
    }

    pub(super) fn of_parts(text: String, values: Variables) -> Self {
        Self { text, values }
    }
}

impl From<Map<String, Value>> for VariableValues {
    fn from(values: Map<String, Value>) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let values = Value::Object(values);
        Self { text: values.to_string(), values: Variables::from_json(values) }
    }
}
