//! A value of a row.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::error::Language;
use crate::schema::columns::{Column, Holds};

/// A value of a row, of what its column holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// There is none, or the reader may not see it.
    Empty,
    Text(String),
    Int(i64),
    Float(f64),
    Truth(bool),
    Moment(DateTime<Utc>),
}

impl Cell {
    /// The value of a record in a column.
    pub(super) fn of(record: &Value, column: &Column, language: Language) -> Self {
        let value = column.path.iter().fold(record, |value, name| &value[*name]);
        let text = || value.as_str().map(|text| Self::Text(text.to_owned()));
        let found = match column.holds {
            Holds::Text | Holds::Id | Holds::Code(_) => text(),
            Holds::Word(of) => value.as_str().map(|name| Self::Text(of.word(name, language))),
            Holds::Int => value.as_i64().map(Self::Int),
            Holds::Float => value.as_f64().map(Self::Float),
            Holds::Truth => value.as_bool().map(Self::Truth),
            Holds::Moment => value.as_str().and_then(|at| at.parse().ok()).map(Self::Moment),
        };
        found.unwrap_or(Self::Empty)
    }

    /// What a reader of a spreadsheet is shown.
    pub(super) fn shown(self, language: Language, zone: Tz) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text,
            Self::Int(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Truth(is) => yes_or_no(is, language).to_owned(),
            Self::Moment(at) => at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

pub(super) fn yes_or_no(is: bool, language: Language) -> &'static str {
    match (is, language) {
        (true, Language::Chinese) => "是",
        (false, Language::Chinese) => "否",
        (true, Language::English) => "yes",
        (false, Language::English) => "no",
    }
}
