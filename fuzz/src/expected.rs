//! What the answer to a composed document looks like: the fields that its selections collect, in
//! the document's order, each of its type. Worked out from what was composed and the schema alone.

use async_graphql::parser::types::{BaseType, Type};
use serde_json::Value;

use crate::compose::{Document, Selected, Selection};
use crate::schema::{Kind, Schema};

/// Looks through the data of an answer.
pub fn check(schema: &Schema, document: &Document, data: &Value) {
    Expected { schema, document }.object("Query", &[&document.root], data);
}

struct Expected<'a> {
    schema: &'a Schema,
    document: &'a Document,
}

/// A response key, its field, and all that is selected under it.
struct Collected<'a> {
    field: &'a Selected,
    selections: Vec<&'a [Selection]>,
}

impl<'a> Expected<'a> {
    fn object(&self, ty: &str, selections: &[&'a [Selection]], found: &Value) {
        let object = found.as_object().unwrap_or_else(|| panic!("{ty} is {found}"));
        let concrete = match self.schema.kind(ty) {
            Kind::Interface { .. } => object["__typename"].as_str().expect("a type's name"),
            _ => ty,
        };
        assert!(self.schema.applies(ty, concrete), "{concrete} is no {ty}");
        let mut collected = Vec::new();
        for selections in selections {
            self.collect(concrete, selections, &mut collected);
        }
        let keys: Vec<&str> = collected.iter().map(|of| of.field.key()).collect();
        let present: Vec<&str> = object.keys().map(String::as_str).collect();
        assert_eq!(present, keys, "the keys of {concrete}");
        for of in &collected {
            let value = &object[of.field.key()];
            match self.schema.field(concrete, &of.field.name) {
                Some(field) => self.value(&field.ty, &of.selections, value),
                None => assert_eq!(value, concrete, "{}", of.field.name),
            }
        }
    }

    fn collect(
        &self,
        object: &str,
        selections: &'a [Selection],
        collected: &mut Vec<Collected<'a>>,
    ) {
        for selection in selections {
            match selection {
                Selection::Field(field) if field.directive.included => {
                    let known = collected.iter_mut().find(|of| of.field.key() == field.key());
                    match known {
                        Some(known) => known.selections.push(&field.selections),
                        None => {
                            collected.push(Collected { field, selections: vec![&field.selections] })
                        }
                    }
                }
                Selection::Inline { on, directive, selections } if directive.included => {
                    if on.as_ref().is_none_or(|on| self.schema.applies(on, object)) {
                        self.collect(object, selections, collected);
                    }
                }
                Selection::Spread { fragment, directive } if directive.included => {
                    let fragment = &self.document.fragments[*fragment];
                    if self.schema.applies(&fragment.on, object) {
                        self.collect(object, &fragment.selections, collected);
                    }
                }
                _ => {}
            }
        }
    }

    fn value(&self, ty: &Type, selections: &[&'a [Selection]], found: &Value) {
        if found.is_null() {
            assert!(ty.nullable, "null, where {ty} belongs");
            return;
        }
        match &ty.base {
            BaseType::List(item) => {
                let items = found.as_array().unwrap_or_else(|| panic!("{ty} is {found}"));
                items.iter().for_each(|found| self.value(item, selections, found));
            }
            BaseType::Named(name) => match self.schema.kind(name) {
                Kind::Enum(values) => {
                    let known = found.as_str().is_some_and(|f| values.iter().any(|v| v == f));
                    assert!(known, "{name} is {found}");
                }
                Kind::Scalar => assert!(is_scalar(name, found), "{name} is {found}"),
                _ => self.object(name, selections, found),
            },
        }
    }
}

fn is_scalar(name: &str, found: &Value) -> bool {
    match name {
        "Int" => found.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        "Long" => found.is_i64(),
        "Float" => found.is_number(),
        "Boolean" => found.is_boolean(),
        "DateTime" => {
            found.as_str().is_some_and(|at| chrono::DateTime::parse_from_rfc3339(at).is_ok())
        }
        "Date" => found.as_str().is_some_and(|on| on.parse::<chrono::NaiveDate>().is_ok()),
        "JSON" => true,
        _ => found.is_string(),
    }
}
