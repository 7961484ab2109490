//! Writes what is selected of groups, straight from the columns of their statement.

use std::borrow::Cow;

use chrono::{NaiveDate, SecondsFormat};
use chrono_tz::Tz;

use super::{Group, Groups, period};
use crate::error::Language;
use crate::read::compile::{Given, GivenField, StatsPlan};
use crate::read::stats::{GroupBy, GroupKey};

/// In which zone periods begin, and in which language values are named.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) zone: Tz,
    pub(super) language: Language,
}

/// The JSON text of an answer.
pub(super) fn written(plan: &StatsPlan, groups: &Groups, style: Style) -> String {
    let mut writer = Writer { plan, style, text: String::with_capacity(64 * groups.rows.len()) };
    writer.object(&plan.given.value, |writer, field| match field.name.as_str() {
        "rows" => writer.list(&groups.rows, |writer, group| writer.group(&field.value, group)),
        name => {
            let part = if name == "others" { &groups.others } else { &groups.total };
            match part {
                Some(group) => writer.group(&field.value, group),
                None => writer.text.push_str("null"),
            }
        }
    });
    writer.text
}

struct Writer<'a> {
    plan: &'a StatsPlan,
    style: Style,
    text: String,
}

impl Writer<'_> {
    fn object(&mut self, selected: &Given, mut value: impl FnMut(&mut Self, &GivenField)) {
        let Given::Object(fields) = selected else {
            self.text.push_str("null");
            return;
        };
        self.text.push('{');
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                self.text.push(',');
            }
            self.string(&field.key);
            self.text.push(':');
            match &field.value {
                Given::TypeName(name) => self.string(name),
                _ => value(self, field),
            }
        }
        self.text.push('}');
    }

    fn list<T>(&mut self, items: &[T], mut value: impl FnMut(&mut Self, &T)) {
        self.text.push('[');
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text.push(',');
            }
            value(self, item);
        }
        self.text.push(']');
    }

    fn group(&mut self, selected: &Given, group: &Group) {
        let plan = self.plan;
        self.object(selected, |writer, field| {
            if field.name == "keys" {
                let keys: Vec<_> = plan.keys.iter().zip(&group.keys).collect();
                writer.list(&keys, |writer, (key, value)| writer.key(&field.value, key, value));
                return;
            }
            let place = plan.figures.iter().position(|figure| figure.name == field.name);
            let figure = place.and_then(|place| group.figures.get(place));
            writer.text.push_str(figure.map_or("null", String::as_str));
        });
    }

    fn key(&mut self, selected: &Given, key: &GroupKey, [value, name]: &[Option<String>; 2]) {
        self.object(selected, |writer, field| {
            let shown = match (field.name.as_str(), value) {
                ("key", _) => Some(Cow::Borrowed(key.name)),
                (_, None) => None,
                ("value", Some(value)) => Some(match key.by {
                    GroupBy::Record(_, prefix, _) => Cow::Owned(format!("{prefix}_{value}")),
                    _ => Cow::Borrowed(value.as_str()),
                }),
                ("label", Some(value)) => writer.label(&key.by, value, name.as_deref()),
                ("from", Some(value)) => writer.bound(&key.by, value, 0),
                (_, Some(value)) => writer.bound(&key.by, value, 1),
            };
            match shown {
                Some(shown) => writer.string(&shown),
                None => writer.text.push_str("null"),
            }
        });
    }

    /// What people call a value.
    fn label<'a>(
        &self,
        by: &GroupBy,
        value: &'a str,
        name: Option<&'a str>,
    ) -> Option<Cow<'a, str>> {
        match by {
            GroupBy::Record(..) => name.map(Cow::Borrowed),
            GroupBy::Enum(_, of) => Some(of.word(value, self.style.language).into()),
            GroupBy::Hour(_) => Some(format!("{value:0>2}:00").into()),
            GroupBy::Period(_, of) => value.parse().ok().map(|day| period::label(*of, day).into()),
            GroupBy::Number(_) | GroupBy::OfVisible(..) => Some(Cow::Borrowed(value)),
        }
    }

    /// The first moment of a period, or the first one after it.
    fn bound<'a>(&self, by: &GroupBy, value: &str, which: usize) -> Option<Cow<'a, str>> {
        let GroupBy::Period(_, of) = by else { return None };
        let first: NaiveDate = value.parse().ok()?;
        let at = period::bounds(*of, first, self.style.zone)[which];
        Some(at.to_rfc3339_opts(SecondsFormat::Secs, true).into())
    }

    /// A JSON string. Ids, names of enums and keys have nothing in them to escape.
    fn string(&mut self, value: &str) {
        let is_plain =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':');
        if value.as_bytes().iter().all(is_plain) {
            self.text.push('"');
            self.text.push_str(value);
            self.text.push('"');
        } else {
            self.text.push_str(&serde_json::Value::from(value).to_string());
        }
    }
}
