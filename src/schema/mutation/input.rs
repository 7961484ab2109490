//! Inputs: each said once, as a struct whose documentation is the schema's description; and what
//! must hold of their values beside their types.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::Warning;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::desk::signs::{is_blank, turns_direction};
use crate::read::global_id;
use crate::read::input::InputObject;
use crate::read::problem::Problems;
use crate::store::change::Target;

/// An input object of a mutation.
pub(super) trait Input: DeserializeOwned {
    /// Its type in the schema.
    fn object() -> InputObject;
}

macro_rules! input {
    ($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $what:literal])* $field:ident: $rust:ty = $graphql:literal $ty:literal,)+
    }) => {
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $name { $(pub(super) $field: $rust,)+ }

        impl $crate::schema::mutation::input::Input for $name {
            fn object() -> $crate::read::input::InputObject {
                $crate::read::input::InputObject {
                    name: stringify!($name).to_owned(),
                    description: concat!($($doc),*).trim_ascii().to_owned(),
                    one_of: false,
                    fields: vec![$($crate::read::input::InputField {
                        name: $graphql,
                        description: concat!($($what),*).trim_ascii(),
                        ty: $ty.to_owned(),
                    },)+],
                }
            }
        }
    };
}

pub(super) use input;

pub(super) use crate::desk::lengths::{ADDRESS, LONG, NAME, NOTE, TITLE};

/// The longest idempotency key, in characters.
pub(super) const KEY: usize = 200;

/// Looks at the values of one input: what is wrong with them, and what should be known of them.
pub(super) struct Reading {
    pub(super) now: DateTime<Utc>,
    /// What stands before the name of a field.
    within: &'static str,
    pub(super) problems: Problems,
    pub(super) warnings: Vec<Warning>,
}

impl Reading {
    pub(super) fn new(now: DateTime<Utc>, within: &'static str) -> Self {
        Self { now, within, problems: Problems::default(), warnings: Vec::new() }
    }

    /// What a field is called in problems and warnings.
    fn path(&self, field: &str) -> String {
        format!("{}{field}", self.within)
    }

    /// The id behind a global id of one type.
    pub(super) fn id(&mut self, id: &str, prefix: &str, field: &str) -> Option<Uuid> {
        global_id::expect(id, prefix, &self.path(field), &mut self.problems)
    }

    pub(super) fn optional_id(
        &mut self,
        id: Option<&String>,
        prefix: &str,
        field: &str,
    ) -> Option<Uuid> {
        id.and_then(|id| self.id(id, prefix, field))
    }

    /// The ids of a list, of at least one and at most `most`.
    pub(super) fn ids(
        &mut self,
        ids: &[String],
        prefix: &str,
        field: &str,
        most: usize,
    ) -> Vec<Uuid> {
        if ids.is_empty() || ids.len() > most {
            self.problems.add(
                self.path(field),
                format!("between 1 and {most} ids belong here"),
                format!("此处应有 1 至 {most} 个 id"),
            );
        }
        ids.iter()
            .take(most)
            .enumerate()
            .filter_map(|(i, id)| self.id(id, prefix, &format!("{field}[{i}]")))
            .collect()
    }

    /// Words that must be there, less the space around them; what shows nothing is no word.
    pub(super) fn words(&mut self, text: &str, field: &str, most: usize) -> String {
        let text = text.trim();
        if is_blank(text) {
            self.problems.add(self.path(field), "words belong here", "此处不能为空");
        }
        self.look_at(text, field, most);
        text.to_owned()
    }

    /// Why an administrator does something: words that stand in lists and on the audit trail, so that
    /// the numbers of persons in them are masked.
    pub(super) fn reason(&mut self, text: &str) -> String {
        let reason = self.words(text, "reason", NOTE);
        masked(&reason).unwrap_or(reason)
    }

    /// Words that may be missing; those that show nothing are.
    pub(super) fn optional_words(
        &mut self,
        text: Option<&String>,
        field: &str,
        most: usize,
    ) -> Option<String> {
        let text = text?.trim();
        self.look_at(text, field, most);
        (!is_blank(text)).then(|| text.to_owned())
    }

    fn look_at(&mut self, text: &str, field: &str, most: usize) {
        self.runs_one_way(text, field);
        let field = self.path(field);
        let length = text.chars().count();
        if length > most {
            self.problems.add(
                field.as_str(),
                format!("at most {most} characters belong here, and there are {length}"),
                format!("此处最多 {most} 个字符，现有 {length} 个"),
            );
        }
        if text.chars().any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')) {
            self.problems.add(
                field.as_str(),
                "no control characters belong here but line breaks and tabs",
                "除换行和制表符外，此处不能有控制字符",
            );
        }
        if masked(text).is_some() {
            self.warnings.push(Warning { field });
        }
    }

    /// Looks for what makes a text look other than it is kept.
    pub(super) fn runs_one_way(&mut self, text: &str, field: &str) {
        if let Some(sign) = text.chars().find(|sign| turns_direction(*sign)) {
            let code = format!("U+{:04X}", u32::from(sign));
            self.wrong(
                field,
                format!("{code}, which turns the direction of writing, does not belong here"),
                format!("此处不能有改变文字方向的字符 {code}"),
            );
        }
    }

    /// Notes that a number of a person stands where it does not belong.
    pub(super) fn warn(&mut self, field: &str) {
        self.warnings.push(Warning { field: format!("input.{field}") });
    }

    /// Refuses the numbers of persons that were warned of: what was read is of a place, whose words
    /// all who see it see whole.
    pub(super) fn holds_no_number(&mut self) {
        for Warning { field } in std::mem::take(&mut self.warnings) {
            self.problems.add(
                field,
                "this holds the number of a person, which is not told of a place",
                "此处含有个人号码，场所信息中不应填写",
            );
        }
    }

    /// A moment that has been.
    pub(super) fn past(&mut self, at: DateTime<Utc>, field: &str) -> DateTime<Utc> {
        if at > self.now {
            self.problems.add(
                self.path(field),
                "this moment is yet to come: give one that has been",
                "此时间尚未到来：请填写已过去的时间",
            );
        }
        at
    }

    /// A moment that is yet to come, within the next ten years.
    pub(super) fn future(&mut self, at: DateTime<Utc>, field: &str) -> DateTime<Utc> {
        if at <= self.now || at > self.now + chrono::TimeDelta::days(3_653) {
            self.problems.add(
                self.path(field),
                "a moment that is yet to come belongs here, within ten years",
                "此处应为将来十年以内的时间",
            );
        }
        at
    }

    /// Notes something that is wrong.
    pub(super) fn wrong(&mut self, field: &str, en: impl Into<String>, zh: impl Into<String>) {
        self.problems.add(self.path(field), en, zh);
    }

    /// The record that is to be changed, whose global id begins with this prefix.
    ///
    /// # Errors
    /// No such record has an id like this; all that is wrong beside it is told with it.
    pub(super) fn target(
        mut self,
        prefix: &str,
        id: &str,
        field: &str,
        expected_version: Option<i32>,
    ) -> Result<(Target, Vec<Warning>), Refusal> {
        match self.id(id, prefix, field) {
            Some(record) => {
                Ok((Target { record, expected_version, problems: self.problems }, self.warnings))
            }
            None => Err(Refusal::Invalid(self.problems.into_vec())),
        }
    }

    /// Something beside a record that is named in the place of the record.
    ///
    /// # Errors
    /// Nothing of its kind has an id like this; all that is wrong beside it is told with it.
    pub(super) fn part(
        mut self,
        id: &str,
        prefix: &str,
        field: &str,
        expected_version: i32,
    ) -> Result<(Uuid, Target, Vec<Warning>), Refusal> {
        match self.id(id, prefix, field) {
            Some(id) => {
                let record = Uuid::nil();
                let expected_version = Some(expected_version);
                let target = Target { record, expected_version, problems: self.problems };
                Ok((id, target, self.warnings))
            }
            None => Err(Refusal::Invalid(self.problems.into_vec())),
        }
    }
}
