//! Map files: how the columns of another system's file become ours, without an edit of the file.
//!
//! ```toml
//! [time]
//! zone = "America/Los_Angeles"
//! formats = ["%m/%d/%y %H:%M"]
//!
//! [columns]
//! number = { column = "srnumber" }
//! title = { template = "{requesttype}, {ncname}" }
//! source = { column = "requestsource", values = { Call = "PHONE" }, otherwise = "IMPORT" }
//! closed_at = { first = ["{closeddate}", "{updateddate}"], only_if = { status = ["Closed"] } }
//!
//! [[area]]
//! level = "town"
//! code = "{apc|code}-{cd}"
//! parent_code = "{apc|code}"
//! name = "District {cd}"
//! ```
//!
//! A template of which a column is empty is empty itself; `|code` makes of a text what a code may
//! hold. `areas` are derived from every record of a file, each once.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use chrono_tz::Tz;
use serde::Deserialize;

use super::problems::Problems;
use super::table::Record;

/// A map file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// How times are written, and in which zone.
    #[serde(default)]
    pub time: Time,
    /// What our columns are made of.
    #[serde(default)]
    columns: BTreeMap<String, Rule>,
    /// The areas that each record names.
    #[serde(default, rename = "area")]
    areas: Vec<AreaRule>,
}

/// How times are written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// Their zone; the installation's, if none is named.
    pub zone: Option<Tz>,
    /// Their formats, as chrono's `strftime` has them; RFC 3339 is always understood.
    #[serde(default)]
    pub formats: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    column: Option<String>,
    template: Option<Template>,
    first: Option<Vec<Template>>,
    values: Option<BTreeMap<String, String>>,
    otherwise: Option<String>,
    default: Option<String>,
    only_if: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaRule {
    level: String,
    code: Template,
    parent_code: Option<Template>,
    name: Template,
    name_en: Option<Template>,
}

/// A text in which `{column}` stands for a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Template(Vec<Part>);

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Column { name: String, as_code: bool },
}

/// A map file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// It is not there, or not to be read.
    #[error("{0}: {1}")]
    Io(std::path::PathBuf, std::io::Error),
    /// It is no TOML, or has an unknown key.
    #[error("{0}: {1}")]
    Toml(std::path::PathBuf, Box<toml::de::Error>),
    /// It makes a column that there is not.
    #[error("{0}: [columns] makes `{1}`, which is no column of this import; they are {2}")]
    UnknownColumn(std::path::PathBuf, String, String),
    /// A rule says nothing, or two things.
    #[error("{0}: [columns] {1}: give exactly one of column, template, first and default alone")]
    UnclearRule(std::path::PathBuf, String),
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(begin) = rest.find('{') {
            let end = rest[begin..].find('}').map(|end| begin + end);
            let end = end.ok_or_else(|| format!("`{text}`: a {{ without its }}"))?;
            if begin > 0 {
                parts.push(Part::Text(rest[..begin].to_owned()));
            }
            let name = &rest[begin + 1..end];
            let (name, as_code) = match name.split_once('|') {
                None => (name, false),
                Some((name, "code")) => (name, true),
                Some((_, other)) => {
                    return Err(format!("`{text}`: |{other} is not known; |code is"));
                }
            };
            parts.push(Part::Column { name: name.to_owned(), as_code });
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }
}

impl Template {
    fn fill(&self, record: &Record) -> Option<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Column { name, as_code } => {
                    let value = record.get(name)?;
                    if *as_code { text.push_str(&code(value)) } else { text.push_str(value) }
                }
            }
        }
        (!text.is_empty()).then_some(text)
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Column { name, .. } => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }
}

/// What a code may hold of a text: runs of anything else become one hyphen.
fn code(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

impl Rule {
    fn is_clear(&self) -> bool {
        let sources = [self.column.is_some(), self.template.is_some(), self.first.is_some()];
        match sources.iter().filter(|given| **given).count() {
            0 => self.default.is_some() && self.values.is_none(),
            given => given == 1,
        }
    }

    fn value(&self, record: &Record) -> Option<String> {
        let applies = self.only_if.iter().flatten().all(|(column, values)| {
            record.get(column).is_some_and(|value| values.iter().any(|known| known == value))
        });
        if !applies {
            return None;
        }
        let column = self.column.as_ref().and_then(|column| record.get(column)).map(str::to_owned);
        let template = || self.template.as_ref().and_then(|template| template.fill(record));
        let first = || self.first.iter().flatten().find_map(|template| template.fill(record));
        let found = column.or_else(template).or_else(first);
        let translated = match (&self.values, found) {
            (Some(values), Some(found)) => {
                values.get(&found).or(self.otherwise.as_ref()).cloned().or(Some(found))
            }
            (_, found) => found,
        };
        translated.or_else(|| self.default.clone())
    }
}

impl Map {
    /// Reads a map file for an import that has these columns.
    ///
    /// # Errors
    /// It cannot be read, or says what cannot be done.
    pub fn read(path: &Path, columns: &[&str]) -> Result<Self, MapError> {
        let text = std::fs::read_to_string(path).map_err(|e| MapError::Io(path.into(), e))?;
        let map: Self =
            toml::from_str(&text).map_err(|e| MapError::Toml(path.into(), Box::new(e)))?;
        for (name, rule) in &map.columns {
            if !columns.contains(&name.as_str()) {
                let known = columns.join(", ");
                return Err(MapError::UnknownColumn(path.into(), name.clone(), known));
            }
            if !rule.is_clear() {
                return Err(MapError::UnclearRule(path.into(), name.clone()));
            }
        }
        Ok(map)
    }

    /// The columns of the file that the map speaks of.
    fn wanted_columns(&self) -> HashSet<&str> {
        let mut wanted = HashSet::new();
        for rule in self.columns.values() {
            wanted.extend(rule.column.as_deref());
            wanted.extend(rule.only_if.iter().flatten().map(|(column, _)| column.as_str()));
            let templates = rule.template.iter().chain(rule.first.iter().flatten());
            wanted.extend(templates.flat_map(Template::columns));
        }
        for area in &self.areas {
            let templates = [
                Some(&area.code),
                area.parent_code.as_ref(),
                Some(&area.name),
                area.name_en.as_ref(),
            ];
            wanted.extend(templates.into_iter().flatten().flat_map(Template::columns));
        }
        wanted
    }

    /// Whether a file has every column that the map speaks of; each that it lacks is a problem.
    pub fn check_header(&self, header: &[String], problems: &mut Problems) -> bool {
        let mut missing: Vec<&str> = self.wanted_columns().into_iter().collect();
        missing.retain(|column| !header.iter().any(|found| found == column));
        missing.sort_unstable();
        for column in &missing {
            problems
                .add(1, format!("the map speaks of the column `{column}`, which the file lacks"));
        }
        missing.is_empty()
    }

    /// A record of our columns.
    #[must_use]
    pub fn apply(&self, record: &Record) -> Record {
        let values = self
            .columns
            .iter()
            .filter_map(|(name, rule)| Some((name.clone(), rule.value(record)?)));
        Record::new(record.line, values)
    }

    /// The areas that a record names, as records of an import of areas.
    pub fn areas<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = Record> + 'a {
        self.areas.iter().filter_map(|rule| {
            let fill = |template: &Option<Template>| template.as_ref().and_then(|t| t.fill(record));
            let parent_code = match &rule.parent_code {
                None => None,
                template => Some(fill(template)?),
            };
            let values = [
                ("code", rule.code.fill(record)),
                ("parent_code", parent_code),
                ("level", Some(rule.level.clone())),
                ("name", rule.name.fill(record)),
                ("name_en", fill(&rule.name_en)),
            ];
            let _ = rule.code.fill(record)?;
            let values =
                values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Some(Record::new(record.line, values))
        })
    }
}
