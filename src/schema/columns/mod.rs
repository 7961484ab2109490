//! Records as rows of a file: for each kind of record its columns, each with its name, what it is
//! called and where the schema has it. The files ask no other questions than clients may.

mod audit;
mod cases;
mod hazards;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::types::{audit::AUDIT_ENTRY, case::CASE, hazard::HAZARD};
use crate::error::Language;
use crate::policy::Object;
use crate::read::catalog::ObjectType;
use crate::read::input::EnumType;

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Text, as it was written.
    Text,
    /// A global id, which filters take.
    Id,
    /// A whole number.
    Int,
    /// A number of double precision.
    Float,
    /// Yes or no.
    Truth,
    /// A moment.
    Moment,
    /// A value of an enum in words of the reader's language.
    Word(&'static EnumType),
    /// A value of an enum as filters take it.
    Code(&'static EnumType),
}

/// A column of a file.
#[derive(Debug)]
pub struct Column {
    /// Its name, the same in every language.
    pub name: &'static str,
    /// What it is called in English and in Chinese.
    labels: (&'static str, &'static str),
    /// The fields of the schema that lead to its value.
    pub path: &'static [&'static str],
    /// What it holds.
    pub holds: Holds,
}

impl Column {
    /// What it is called.
    #[must_use]
    pub fn label(&self, language: Language) -> &'static str {
        pick(self.labels, language)
    }
}

const fn column(
    name: &'static str,
    labels: (&'static str, &'static str),
    path: &'static [&'static str],
    holds: Holds,
) -> Column {
    Column { name, labels, path, holds }
}

/// A kind of record that files are made of.
#[derive(Debug)]
pub struct Sheet {
    /// The kind of its records.
    pub object: Object,
    /// Its records, as the command line calls them.
    pub plural: &'static str,
    titles: (&'static str, &'static str),
    /// The root field that answers with them.
    root: &'static str,
    /// The type of a record.
    of: &'static ObjectType,
    /// The input types of what may be asked: which of them, and in which order.
    filter: &'static str,
    order: Option<&'static str>,
    /// What the oldest come first by.
    oldest: &'static str,
    /// All that it has, in their order.
    pub columns: &'static [Column],
}

/// Cases (事项台账).
pub static CASES: Sheet = Sheet {
    object: Object::Case,
    plural: "cases",
    titles: ("Cases", "事项台账"),
    root: "cases",
    of: &CASE,
    filter: "CaseFilter",
    order: Some("[CaseOrder!]"),
    oldest: "RECEIVED_AT",
    columns: cases::COLUMNS,
};

/// Hazards (隐患台账).
pub static HAZARDS: Sheet = Sheet {
    object: Object::Hazard,
    plural: "hazards",
    titles: ("Hazards", "隐患台账"),
    root: "hazards",
    of: &HAZARD,
    filter: "HazardFilter",
    order: Some("[HazardOrder!]"),
    oldest: "FOUND_AT",
    columns: hazards::COLUMNS,
};

/// The audit trail (审计记录), the latest entries first.
pub static AUDIT: Sheet = Sheet {
    object: Object::Audit,
    plural: "entries",
    titles: ("Audit trail", "审计记录"),
    root: "auditEntries",
    of: &AUDIT_ENTRY,
    filter: "AuditFilter",
    order: None,
    oldest: "",
    columns: audit::COLUMNS,
};

impl Sheet {
    /// What it is called.
    #[must_use]
    pub fn title(&self, language: Language) -> &'static str {
        pick(self.titles, language)
    }

    /// The sheet of records of this kind that anybody may be granted to take out.
    #[must_use]
    pub fn of_object(object: &str) -> Option<&'static Self> {
        [&CASES, &HAZARDS].into_iter().find(|sheet| sheet.object.as_str() == object)
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// What the schema says of a column's value.
    #[must_use]
    pub fn description(&self, column: &Column) -> &'static str {
        let field = self.of.fields.iter().find(|field| column.path.first() == Some(&field.name));
        field.map_or("", |field| field.description)
    }

    /// What is asked of its records, as the variables of its queries: the oldest come first where
    /// nothing else is said.
    #[must_use]
    pub fn asking(&self, filter: Option<Value>, order: Option<Value>) -> Map<String, Value> {
        let mut asked = Map::new();
        asked.insert("filter".to_owned(), filter.unwrap_or_default());
        if self.order.is_some() {
            let oldest = || json!([{"field": self.oldest, "direction": "ASC"}]);
            asked.insert("orderBy".to_owned(), order.unwrap_or_else(oldest));
        }
        asked
    }

    /// The query that asks for a page: `$first`, `$after`, `$filter` and, where it has one,
    /// `$orderBy`. The page stands under `rows`.
    #[must_use]
    pub fn page(&self, columns: &[&Column]) -> String {
        let (declared, given) = self.asked();
        let fields = selection(columns);
        let root = self.root;
        format!(
            "query ($first: Int!, $after: String, {declared}) {{ rows: {root}(first: $first, \
             after: $after, {given}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}"
        )
    }

    /// The query that counts.
    #[must_use]
    pub fn count(&self) -> String {
        let (declared, given) = self.asked();
        format!("query ({declared}) {{ rows: {}(first: 0, {given}) {{ totalCount }} }}", self.root)
    }

    fn asked(&self) -> (String, String) {
        let (mut declared, mut given) =
            (format!("$filter: {}", self.filter), "filter: $filter".to_owned());
        if let Some(order) = self.order {
            declared += &format!(", $orderBy: {order}");
            given += ", orderBy: $orderBy";
        }
        (declared, given)
    }
}

/// The fields that these columns are read from, each asked for once.
fn selection(columns: &[&Column]) -> String {
    let mut fields: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for column in columns {
        let [field, within @ ..] = column.path else { continue };
        let known = fields.entry(field).or_default();
        known.extend(
            within.iter().filter(|name| !known.contains(name)).copied().collect::<Vec<_>>(),
        );
    }
    let fields = fields.into_iter().map(|(field, within)| match within.as_slice() {
        [] => field.to_owned(),
        within => format!("{field} {{ {} }}", within.join(" ")),
    });
    fields.collect::<Vec<_>>().join(" ")
}

fn pick((en, zh): (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::English => en,
        Language::Chinese => zh,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_column_is_named_and_called_once_and_the_schema_has_it() {
        for sheet in [&CASES, &HAZARDS, &AUDIT] {
            let names: HashSet<_> = sheet.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), sheet.columns.len(), "{}", sheet.plural);
            for language in [Language::English, Language::Chinese] {
                let labels: HashSet<_> =
                    sheet.columns.iter().map(|column| column.label(language)).collect();
                assert_eq!(labels.len(), sheet.columns.len(), "{}", sheet.plural);
            }
            for column in sheet.columns {
                assert_ne!(sheet.description(column), "", "{}", column.name);
            }
        }
    }

    #[test]
    fn nothing_of_a_reporter_is_a_column() {
        for column in CASES.columns.iter().chain(HAZARDS.columns) {
            for field in column.path {
                let field = field.to_lowercase();
                assert!(!field.contains("reporter") && !field.contains("parties"), "{field}");
            }
        }
    }

    #[test]
    fn a_query_asks_for_each_field_once() {
        let columns = ["number", "area", "areaId", "status", "statusCode"];
        let columns: Vec<_> = columns.iter().map(|name| CASES.column(name).unwrap()).collect();
        assert_eq!(selection(&columns), "area { name id } number status");
    }
}
