//! Input types as data: scalars, enums, input objects, and how a value becomes one of them
//! (GraphQL specification, October 2021, section 3, "Input Coercion").

use std::collections::HashMap;

use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{Name, indexmap::IndexMap};
use async_graphql_value::ConstValue;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::problem::Problems;
use crate::error::Language;

/// An enum: its name, what analysts read about it, and its values with their descriptions.
#[derive(Debug)]
pub struct EnumType {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// Its values and what each means.
    pub values: &'static [(&'static str, &'static str)],
}

impl EnumType {
    /// A value in words: in Chinese those that its description begins with.
    #[must_use]
    pub fn word(&self, value: &str, language: Language) -> String {
        let described = self.values.iter().find(|(name, _)| *name == value);
        match (language, described.and_then(|(_, described)| described.split_once(": "))) {
            (Language::Chinese, Some((zh, _))) => zh.to_owned(),
            _ => {
                let words = value.to_lowercase().replace('_', " ");
                let mut signs = words.chars();
                let first = signs.next().into_iter().flat_map(char::to_uppercase);
                first.chain(signs).collect()
            }
        }
    }
}

/// A field of an input object, or an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputField {
    /// Its name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// Its GraphQL type, such as `[CaseFilter!]`.
    pub ty: String,
}

/// An input object.
#[derive(Debug, Clone)]
pub struct InputObject {
    /// Its GraphQL name.
    pub name: String,
    /// What analysts read about it.
    pub description: String,
    /// Whether exactly one of its fields must be given.
    pub one_of: bool,
    /// Its fields.
    pub fields: Vec<InputField>,
}

/// All input types by name, but for the scalars.
#[derive(Debug, Default)]
pub struct InputTypes {
    /// The enums.
    pub enums: HashMap<&'static str, &'static EnumType>,
    /// The input objects.
    pub objects: HashMap<String, InputObject>,
}

impl InputTypes {
    /// The value as this type has it, or none with a problem for each thing that is wrong.
    pub fn coerce(
        &self,
        value: &ConstValue,
        ty: &Type,
        field: &str,
        problems: &mut Problems,
    ) -> Option<ConstValue> {
        if *value == ConstValue::Null {
            if !ty.nullable {
                problems.add(field, "a value is required here", "此处必须有值");
                return None;
            }
            return Some(ConstValue::Null);
        }
        match &ty.base {
            BaseType::List(item) => {
                let ConstValue::List(values) = value else {
                    return Some(ConstValue::List(vec![
                        self.coerce(value, item, field, problems)?,
                    ]));
                };
                let coerced: Vec<_> = values
                    .iter()
                    .enumerate()
                    .map(|(i, value)| self.coerce(value, item, &format!("{field}[{i}]"), problems))
                    .collect();
                coerced.into_iter().collect::<Option<_>>().map(ConstValue::List)
            }
            BaseType::Named(name) => match self.objects.get(name.as_str()) {
                Some(object) => self.coerce_object(value, object, field, problems),
                None => self.coerce_leaf(value, name, field, problems),
            },
        }
    }

    fn coerce_object(
        &self,
        value: &ConstValue,
        object: &InputObject,
        field: &str,
        problems: &mut Problems,
    ) -> Option<ConstValue> {
        let ConstValue::Object(values) = value else {
            let (en, zh) = self.belongs(&object.name);
            problems.add(field, en, zh);
            return None;
        };
        let path = |name: &str| format!("{field}.{name}");
        for name in values.keys() {
            if !object.fields.iter().any(|known| known.name == name.as_str()) {
                problems.add(
                    path(name),
                    format!("{} has no such field", object.name),
                    format!("{} 没有此字段", object.name),
                );
            }
        }
        if object.one_of && values.values().filter(|v| **v != ConstValue::Null).count() != 1 {
            let names: Vec<_> = object.fields.iter().map(|field| field.name).collect();
            let names = names.join(", ");
            problems.add(
                field,
                format!("give exactly one of {names}"),
                format!("只能且必须给出其中之一：{names}"),
            );
            return None;
        }
        let mut coerced = IndexMap::new();
        let mut good = true;
        for known in &object.fields {
            let Some(ty) = Type::new(&known.ty) else { continue };
            match values.get(known.name) {
                None if ty.nullable => {}
                None => {
                    problems.add(path(known.name), "a value is required here", "此处必须有值");
                    good = false;
                }
                Some(value) => match self.coerce(value, &ty, &path(known.name), problems) {
                    Some(value) => {
                        coerced.insert(Name::new(known.name), value);
                    }
                    None => good = false,
                },
            }
        }
        good.then_some(ConstValue::Object(coerced))
    }

    fn coerce_leaf(
        &self,
        value: &ConstValue,
        name: &str,
        field: &str,
        problems: &mut Problems,
    ) -> Option<ConstValue> {
        let coerced = match self.enums.get(name) {
            Some(known) => enum_value(value, known),
            None => scalar(value, name),
        };
        if coerced.is_none() {
            let (en, zh) = self.belongs(name);
            problems.add(field, en, zh);
        }
        coerced
    }

    /// What belongs in a place of this type, in both languages.
    #[must_use]
    pub fn belongs(&self, name: &str) -> (String, String) {
        if self.objects.contains_key(name) {
            return (format!("an object {name} belongs here"), format!("此处应为对象 {name}"));
        }
        match self.enums.get(name) {
            Some(known) => {
                let names: Vec<_> = known.values.iter().map(|(name, _)| *name).collect();
                let names = names.join(", ");
                (format!("one of {names} belongs here"), format!("此处应为其中之一：{names}"))
            }
            None => (expected(name).0.to_owned(), expected(name).1.to_owned()),
        }
    }
}

fn enum_value(value: &ConstValue, of: &EnumType) -> Option<ConstValue> {
    let name = match value {
        ConstValue::Enum(name) => name.as_str(),
        ConstValue::String(name) => name,
        _ => return None,
    };
    of.values.iter().any(|(known, _)| *known == name).then(|| ConstValue::Enum(Name::new(name)))
}

/// A scalar's value as it must be, or none. Text holds no NUL, which PostgreSQL cannot keep; a
/// moment is written in UTC, as it is kept, whatever its offset was.
#[must_use]
pub fn scalar(value: &ConstValue, name: &str) -> Option<ConstValue> {
    let good = match (name, value) {
        ("Int", ConstValue::Number(number)) => {
            return number
                .as_i64()
                .or_else(|| number.as_f64().filter(|n| n.fract() == 0.0).map(|n| n as i64))
                .and_then(|n| i32::try_from(n).ok())
                .map(|n| ConstValue::Number(n.into()));
        }
        ("Long", ConstValue::Number(number)) => {
            number.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53)
        }
        ("Float", ConstValue::Number(number)) => number.as_f64().is_some_and(f64::is_finite),
        ("ID", ConstValue::Number(number)) => {
            return number.as_i64().map(|n| ConstValue::String(n.to_string()));
        }
        ("String" | "ID", ConstValue::String(text)) => !text.contains('\0'),
        ("Boolean", ConstValue::Boolean(_)) => true,
        ("DateTime", ConstValue::String(text)) => {
            let at = DateTime::parse_from_rfc3339(text).ok();
            let at = at.filter(|at| (1..=9999).contains(&at.year()))?;
            return Some(ConstValue::String(as_kept(at.to_utc()).to_rfc3339()));
        }
        ("Date", ConstValue::String(text)) => {
            text.len() == 10 && text.parse::<NaiveDate>().is_ok_and(in_range)
        }
        ("JSON", _) => true,
        _ => false,
    };
    good.then(|| value.clone())
}

/// The days that both databases and RFC 3339 can write in four digits, with room for a zone.
pub(crate) fn in_range(day: NaiveDate) -> bool {
    (1..=9998).contains(&day.year())
}

/// The first and the last microsecond of the years 1 to 9999, in UTC.
const MOMENTS: (i64, i64) = (-62_135_596_800_000_000, 253_402_300_799_999_999);

/// A given moment as both databases have it: to the microsecond, within the years that they write in
/// four digits, and a leap second as the one after it, which chrono counts within the one before. What
/// comes of it comes of itself again: variables are read twice.
#[must_use]
pub(crate) fn as_kept(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros().clamp(MOMENTS.0, MOMENTS.1)).unwrap_or(at)
}

fn expected(scalar: &str) -> (&'static str, &'static str) {
    match scalar {
        "Int" => ("a whole number of at most 32 bits belongs here", "此处应为 32 位以内的整数"),
        "Long" => ("a whole number below 2^53 belongs here", "此处应为小于 2^53 的整数"),
        "Float" => ("a number belongs here", "此处应为数字"),
        "Boolean" => ("true or false belongs here", "此处应为 true 或 false"),
        "DateTime" => (
            "a moment of the years 1 to 9999 as in 2026-03-01T08:30:00Z belongs here (RFC 3339)",
            "此处应为公元 1 至 9999 年的时刻，如 2026-03-01T08:30:00Z（RFC 3339）",
        ),
        "Date" => ("a day as in 2026-03-01 belongs here", "此处应为日期，如 2026-03-01"),
        _ => ("a text without NUL belongs here", "此处应为不含 NUL 的文本"),
    }
}
