//! Values of the schema's input types, made of bytes: right by their type, whatever they say.

use std::fmt::Write;

use async_graphql::parser::types::{BaseType, Type};
use serde_json::{Map, Value, json};

use crate::bytes::Bytes;
use crate::schema::Kind;
use crate::world::World;

/// A value that can be written into a document or sent as a variable.
#[derive(Debug, Clone)]
pub enum Input {
    Null,
    Boolean(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Enum(String),
    List(Vec<Input>),
    Object(Vec<(String, Input)>),
}

/// How deep lists and objects are nested; the last level holds what it must.
const DEEPEST: usize = 5;

const INTS: [i64; 12] = [0, 1, 2, 3, 5, 20, 99, 100, 101, -1, i32::MAX as i64, i32::MIN as i64];

const FLOATS: [f64; 9] = [0.0, 26.1, 119.3, -90.0, 90.0, 180.0, -180.0, 1e300, -0.0];

const TEXTS: [&str; 14] = [
    "",
    "a",
    "路",
    "%",
    "_",
    "\\",
    "'",
    "\"",
    "\u{d7ff}",
    "\u{10ffff}",
    "\u{1}\n\t\r\u{8}\u{c}\u{7f}",
    "İß",
    "\u{202e}\u{feff}",
    "'; drop table cases; --",
];

const MOMENTS: [&str; 9] = [
    "2026-01-10T00:00:00Z",
    "2026-01-10T08:30:00.123456789+08:00",
    "2025-06-30T23:59:60Z",
    "0001-01-02T00:00:00Z",
    "9998-12-31T23:59:59.999999Z",
    "9998-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "1969-12-31T23:59:59Z",
    "2026-01-10 08:30:00Z",
];

const DAYS: [&str; 7] = [
    "2026-01-10",
    "2025-12-31",
    "2024-02-29",
    "0001-01-01",
    "9998-12-31",
    "1986-05-04",
    "1940-06-01",
];

impl Input {
    /// A value of this type; `name` is what it is given to, by which ids and texts are chosen.
    pub fn of(ty: &Type, name: &str, bytes: &mut Bytes<'_>, world: &World, depth: usize) -> Self {
        if ty.nullable && (depth >= DEEPEST || bytes.chance(24)) {
            return Self::Null;
        }
        match &ty.base {
            BaseType::List(item) => {
                if bytes.chance(16) {
                    // One value stands for a list of it.
                    return Self::of(item, name, bytes, world, depth);
                }
                let n = if depth >= DEEPEST { 0 } else { bytes.below(4) };
                Self::List((0..n).map(|_| Self::of(item, name, bytes, world, depth + 1)).collect())
            }
            BaseType::Named(of) => match world.schema.kind(of) {
                Kind::Enum(values) => Self::Enum(bytes.pick(values).clone()),
                Kind::InputObject { fields, one_of } => {
                    let one = bytes.below(fields.len());
                    let mut values = Vec::new();
                    for (n, field) in fields.iter().enumerate() {
                        let given = match one_of {
                            true => n == one,
                            false => !field.ty.nullable || (depth < DEEPEST && bytes.chance(40)),
                        };
                        if given {
                            let ty =
                                Type { nullable: field.ty.nullable && !one_of, ..field.ty.clone() };
                            let name = match field.name.as_str() {
                                // What an operator compares with is of what is compared.
                                "eq" | "ne" | "in" | "notIn" => name,
                                "id" => of,
                                other => other,
                            };
                            let value = Self::of(&ty, name, bytes, world, depth + 1);
                            values.push((field.name.clone(), value));
                        }
                    }
                    Self::Object(values)
                }
                _ => Self::scalar(of, name, bytes, world),
            },
        }
    }

    fn scalar(of: &str, name: &str, bytes: &mut Bytes<'_>, world: &World) -> Self {
        match of {
            "Int" | "Long" => Self::Int(match bytes.byte() {
                0..=160 => i64::from(bytes.byte() % 12),
                _ => *bytes.pick(&INTS),
            }),
            "Float" => Self::Float(*bytes.pick(&FLOATS)),
            "Boolean" => Self::Boolean(bytes.byte() & 1 == 0),
            "DateTime" => Self::Text((*bytes.pick(&MOMENTS)).to_owned()),
            "Date" => Self::Text((*bytes.pick(&DAYS)).to_owned()),
            "ID" => Self::Text(match bytes.byte() {
                0..=200 => {
                    let kind = format!("{}_", kind_of(name));
                    let ids = world.ids.iter().filter(|id| id.starts_with(&kind));
                    bytes.pick(&ids.collect::<Vec<_>>()).to_string()
                }
                201..=240 => bytes.pick(&world.ids).clone(),
                _ => bytes.text(40).replace('\0', ""),
            }),
            _ if name == "after" || name == "before" => {
                Self::Text(bytes.pick(&world.cursors).clone())
            }
            _ if name == "number" => Self::Text(bytes.pick(&world.town.cases).number.clone()),
            _ if name == "code" => Self::Text(bytes.pick(&world.town.areas).code.clone()),
            _ => Self::Text(match bytes.byte() {
                0..=160 => (*bytes.pick(&TEXTS)).to_owned(),
                _ => bytes.text(24).replace('\0', ""),
            }),
        }
    }

    /// The value as a document writes it.
    pub fn literal(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => json!(value).to_string(),
            Self::Text(value) => literal_text(value),
            Self::Enum(value) => value.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::literal).collect();
                format!("[{}]", items.join(" "))
            }
            Self::Object(fields) => {
                let fields = fields.iter().map(|(n, value)| format!("{n}: {}", value.literal()));
                let fields: Vec<_> = fields.collect();
                format!("{{{}}}", fields.join(" "))
            }
        }
    }

    /// The value as a variable's JSON.
    pub fn json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => json!(value),
            Self::Int(value) => json!(value),
            Self::Float(value) => json!(value),
            Self::Text(value) | Self::Enum(value) => json!(value),
            Self::List(items) => items.iter().map(Self::json).collect(),
            Self::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.clone(), value.json()));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }
}

/// The kind of the ids that belong where this name is.
fn kind_of(name: &str) -> &str {
    match name {
        "CaseFilter" | "CaseBy" | "case" => "case",
        "CheckFilter" | "CheckBy" | "check" => "check",
        "TeamFilter" | "team" => "team",
        "CategoryFilter" | "category" => "category",
        "place" => "place",
        "handler" | "firstHandler" | "overseer" | "inspector" | "receivedBy" => "user",
        _ => "area",
    }
}

/// A text between quotes, with the escapes that GraphQL has.
fn literal_text(text: &str) -> String {
    let mut literal = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\u{0}'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(literal, "\\u{:04x}", u32::from(letter));
            }
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}
