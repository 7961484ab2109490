//! A filter's value as conditions on a row.

use async_graphql::{Name, indexmap::IndexMap};
use async_graphql_value::ConstValue;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::hours::are_hours;
use super::operators::{compare, contains, starts_with};
use super::{Compares, FilterType, Reference};
use crate::policy::Level;
use crate::read::civil::Local;
use crate::read::global_id;
use crate::read::problem::Problems;
use crate::read::row::Row;
use crate::read::sql::{Bind, Binds, Dialect, Slot};

pub(super) type Object = IndexMap<Name, ConstValue>;

/// How deep `and`, `or` and `not` may be nested, and how many comparisons a filter may hold.
const MOST_DEPTH: usize = 8;
const MOST_COMPARISONS: usize = 200;
pub(super) const MOST_VALUES: usize = 1000;

/// Turns filters into conditions.
#[derive(Debug)]
pub struct FilterCompiler<'a> {
    /// The values that the conditions bind.
    pub binds: &'a mut Binds,
    /// An area whose level is known, and so the one column that says what lies in it.
    pub known: Option<(Uuid, Level)>,
    /// What is wrong with the filter.
    pub problems: &'a mut Problems,
    /// The installation's time zone.
    pub zone: Tz,
    /// For the columns that refer to rows which the viewer may not all read, the condition that the
    /// row there is one that they may; `{t}` is the row that is compared.
    pub in_sight: Vec<(&'static str, String)>,
    /// Areas such that each row lies in one of them; empty where none are known.
    pub areas: Vec<Uuid>,
    /// Whether the rows are those alone that the search of the filter's top level has found.
    pub is_searched: bool,
    /// Whether texts are looked through, which may be many and long.
    pub looks_through: bool,
    /// Whether rows are to be found by their parts that the filter's top level asks for, of which there
    /// are few.
    pub by_parts: bool,
    /// What a search is taken to have found of a case before it was amended, where that is the change
    /// that a subscription tells of; none where the rows are cases as they stand.
    pub amended: Option<bool>,
    /// Whether cases are searched for words otherwise than by their source.
    pub finds_words: bool,
    /// How many comparisons there were so far.
    pub comparisons: usize,
}

impl FilterCompiler<'_> {
    /// The conditions, all of which must hold; `field` is the filter's place in the document.
    pub fn conditions(
        &mut self,
        filter: &FilterType,
        value: &ConstValue,
        row: &Row,
        field: &str,
        depth: usize,
    ) -> Vec<String> {
        let ConstValue::Object(value) = value else { return Vec::new() };
        if depth > MOST_DEPTH {
            self.problems.add(
                field,
                format!("and, or and not may be nested {MOST_DEPTH} deep at most"),
                format!("and、or、not 最多嵌套 {MOST_DEPTH} 层"),
            );
            return Vec::new();
        }
        let mut conditions = Vec::new();
        for (name, given) in value {
            let path = format!("{field}.{name}");
            match (name.as_str(), given) {
                (_, ConstValue::Null) => {}
                ("not", inner) => {
                    let inner = self.conditions(filter, inner, row, &path, depth + 1);
                    conditions.push(format!("({}) is not true", all(&inner)));
                }
                ("and" | "or", ConstValue::List(items)) => {
                    let items: Vec<String> = items
                        .iter()
                        .enumerate()
                        .map(|(i, item)| {
                            let path = format!("{path}[{i}]");
                            let inner = self.conditions(filter, item, row, &path, depth + 1);
                            format!("({})", all(&inner))
                        })
                        .collect();
                    conditions.push(match (name.as_str(), items.is_empty()) {
                        ("and", true) => "true".to_owned(),
                        ("and", false) => items.join(" and "),
                        (_, true) => "false".to_owned(),
                        (_, false) => format!("({})", items.join(" or ")),
                    });
                }
                _ => {
                    if let Some(known) = filter.fields.iter().find(|f| f.name == name.as_str()) {
                        let at = (row, depth);
                        conditions.extend(self.comparison(&known.compares, given, at, &path));
                    }
                }
            }
        }
        conditions
    }

    fn comparison(
        &mut self,
        compares: &Compares,
        given: &ConstValue,
        (row, depth): (&Row, usize),
        path: &str,
    ) -> Vec<String> {
        self.comparisons += 1;
        if self.comparisons > MOST_COMPARISONS {
            if self.comparisons == MOST_COMPARISONS + 1 {
                self.problems.add(
                    path,
                    format!("a query's filters may hold {MOST_COMPARISONS} comparisons at most"),
                    format!("一次查询的过滤条件最多 {MOST_COMPARISONS} 项"),
                );
            }
            return Vec::new();
        }
        if let (Compares::Path, ConstValue::String(_)) = (compares, given) {
            return self
                .id(given, "area", path)
                .map(|id| self.in_area(row, id))
                .into_iter()
                .collect();
        }
        if let (Compares::During(start, end), ConstValue::String(text)) = (compares, given) {
            return self.during(text, row, (start, end));
        }
        if let (
            Compares::Search(_) | Compares::FullText | Compares::Such(..),
            ConstValue::String(text),
        ) = (compares, given)
        {
            return self.given(compares, text, (row, depth), path);
        }
        if let Compares::Having(parts, column, of) = compares {
            return vec![self.having((parts, column, of), given, (row, depth), path)];
        }
        let ConstValue::Object(operators) = given else { return Vec::new() };
        if let Compares::Location = compares {
            return self.bounding_box(operators, row, path).into_iter().collect();
        }
        let given = operators.iter().filter(|(_, value)| **value != ConstValue::Null);
        given
            .filter_map(|(name, value)| {
                self.operator(compares, name, value, row, &format!("{path}.{name}"))
            })
            .collect()
    }

    fn operator(
        &mut self,
        compares: &Compares,
        name: &str,
        value: &ConstValue,
        row: &Row,
        path: &str,
    ) -> Option<String> {
        let (compares, visible) = match compares {
            Compares::OfVisible(Reference(column, _), inner) => {
                let of_column = self.in_sight.iter().find(|(known, _)| known == column);
                (*inner, of_column.map(|(_, condition)| row.expression(condition)))
            }
            other => (other, None),
        };
        let expression = match compares {
            Compares::Id(column, _)
            | Compares::AnyId(column)
            | Compares::Text(column)
            | Compares::Int(column)
            | Compares::Boolean(column)
            | Compares::DateTime(column)
            | Compares::Date(column)
            | Compares::Enum(column, _)
            | Compares::AreaOf(column)
            | Compares::Category(column) => row.column(column),
            Compares::Words(plain, masked) => {
                format!("coalesce({}, {})", row.column(masked), row.column(plain))
            }
            Compares::Area => row.column("area_id"),
            Compares::Truth(condition) => {
                let now = self.binds.bind_slot(Slot::Now(TimeDelta::zero()));
                row.expression(&condition.replace("{now}", &now))
            }
            Compares::EnumOf(template, _) => row.expression(template),
            Compares::Beside(pairs, own, theirs, prefix) => {
                return self.beside((pairs, own, theirs), prefix, (name, value), row, path);
            }
            Compares::BesideText(pairs, own, theirs) => {
                return self.beside_text((pairs, own, theirs), (name, value), row, path);
            }
            Compares::Path
            | Compares::Location
            | Compares::During(..)
            | Compares::Search(_)
            | Compares::FullText
            | Compares::Such(..)
            | Compares::Having(..)
            | Compares::OfVisible(..) => return None,
        };
        match (visible, name) {
            // An index finds what is equal.
            (Some(visible), "eq" | "in") => {
                let equal = self.compared(compares, &expression, (name, value), row, path)?;
                Some(format!("({equal} and {visible})"))
            }
            (Some(visible), _) => {
                let seen = format!("(case when {visible} then {expression} end)");
                self.compared(compares, &seen, (name, value), row, path)
            }
            (None, _) => self.compared(compares, &expression, (name, value), row, path),
        }
    }

    /// The condition of one operator on what a field compares, as an expression.
    pub(super) fn compared(
        &mut self,
        compares: &Compares,
        expression: &str,
        (name, value): (&str, &ConstValue),
        row: &Row,
        path: &str,
    ) -> Option<String> {
        if let ("isNull", ConstValue::Boolean(null)) = (name, value) {
            return Some(format!("{expression} is {}null", if *null { "" } else { "not " }));
        }
        match (compares, name, value) {
            // As the partial indexes have it: SQLite takes no other form for the same.
            (Compares::Boolean(_), _, ConstValue::Boolean(true)) => Some(expression.to_owned()),
            (Compares::Boolean(_), _, ConstValue::Boolean(false)) => {
                Some(format!("not {expression}"))
            }
            (Compares::Truth(_), _, ConstValue::Boolean(true)) => Some(format!("({expression})")),
            (Compares::Truth(_), _, ConstValue::Boolean(false)) => {
                Some(format!("({expression}) is not true"))
            }
            (Compares::Text(_) | Compares::Words(..), "contains", ConstValue::String(text)) => {
                self.looks_through = true;
                Some(contains(expression, text.clone(), self.binds))
            }
            (Compares::Text(_) | Compares::Words(..), "startsWith", ConstValue::String(text)) => {
                Some(starts_with(expression, text.clone(), self.binds))
            }
            (Compares::Area, "within", _) => {
                let area = self.id(value, "area", path)?;
                let id = self.binds.bind(Bind::Uuid(area));
                let is_in = |level: &Level| format!("{} = {id}", row.column(level.column()));
                Some(match self.known {
                    Some((known, level)) if known == area => is_in(&level),
                    _ => {
                        let levels: Vec<String> = Level::ALL.iter().map(is_in).collect();
                        format!("({})", levels.join(" or "))
                    }
                })
            }
            (Compares::AreaOf(_), "within", _) => {
                let id = self.id(value, "area", path)?;
                let inside = Row::new("inside");
                let inside = self.in_area(&inside, id);
                // SQLite would put all in order that an index finds, however much that is.
                let plus = if self.binds.dialect() == Dialect::Sqlite { "+" } else { "" };
                Some(format!(
                    "{plus}{expression} in (select inside.id from areas inside where {inside})"
                ))
            }
            (Compares::Category(_), "within", _) => {
                let id = self.id(value, "category", path)?;
                let id = self.binds.bind(Bind::Uuid(id));
                Some(format!(
                    "{expression} in (with recursive below(id) as (select {id} union select k.id \
                     from categories k join below on k.parent_id = below.id) select id from below)"
                ))
            }
            (Compares::DateTime(_), "on" | "onOrAfter" | "onOrBefore", _) => {
                self.civil_day(expression, name, value)
            }
            (Compares::DateTime(_), "hour", ConstValue::Object(operators)) => {
                let hour = Local::of(expression, self.zone, self.binds).hour();
                let compares = Compares::Int("");
                let conditions = operators.iter().filter(|(_, value)| **value != ConstValue::Null);
                let conditions: Option<Vec<String>> = conditions
                    .map(|(name, value)| {
                        let path = format!("{path}.{name}");
                        are_hours(name, value, &path, self.problems)?;
                        self.compared(&compares, &hour, (name.as_str(), value), row, &path)
                    })
                    .collect();
                Some(all(&conditions?))
            }
            (_, "in" | "notIn", ConstValue::List(values)) => {
                let any = self.one_of(compares, expression, values, path)?;
                Some(if name == "in" { any } else { format!("({any}) is not true") })
            }
            _ => {
                let value = self.value(compares, value, path)?;
                Some(compare(name, expression, value, self.binds))
            }
        }
    }

    fn one_of(
        &mut self,
        compares: &Compares,
        expression: &str,
        values: &[ConstValue],
        path: &str,
    ) -> Option<String> {
        if values.len() > MOST_VALUES {
            self.too_many_values(path);
            return None;
        }
        let values: Vec<Option<Bind>> = values
            .iter()
            .enumerate()
            .map(|(i, value)| self.value(compares, value, &format!("{path}[{i}]")))
            .collect();
        let values = values.into_iter().collect::<Option<Vec<Bind>>>()?;
        let ids: Vec<Uuid> = values
            .iter()
            .filter_map(|v| if let Bind::Uuid(id) = v { Some(*id) } else { None })
            .collect();
        let texts: Vec<String> = values
            .iter()
            .filter_map(|v| if let Bind::Text(text) = v { Some(text.clone()) } else { None })
            .collect();
        Some(if !ids.is_empty() {
            self.binds.is_one_of(expression, &ids)
        } else if !texts.is_empty() || values.is_empty() {
            self.binds.is_one_of_texts(expression, &texts)
        } else {
            let values: Vec<String> = values.into_iter().map(|v| self.binds.bind(v)).collect();
            format!("{expression} in ({})", values.join(", "))
        })
    }

    pub(super) fn too_many_values(&mut self, path: &str) {
        self.problems.add(
            path,
            format!("at most {MOST_VALUES} values belong here"),
            format!("此处最多 {MOST_VALUES} 个值"),
        );
    }

    fn value(&mut self, compares: &Compares, value: &ConstValue, path: &str) -> Option<Bind> {
        match (compares, value) {
            (Compares::Id(_, prefix), _) => self.id(value, prefix, path).map(Bind::Uuid),
            (Compares::AnyId(_), ConstValue::String(id)) => {
                global_id::any(id, path, self.problems).map(Bind::Uuid)
            }
            (Compares::Area | Compares::AreaOf(_), _) => {
                self.id(value, "area", path).map(Bind::Uuid)
            }
            (Compares::Category(_), _) => self.id(value, "category", path).map(Bind::Uuid),
            (Compares::DateTime(_), ConstValue::String(text)) => DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|at| Bind::DateTime(at.with_timezone(&Utc))),
            (Compares::Date(_), ConstValue::String(text)) => text.parse().ok().map(Bind::Date),
            (_, ConstValue::String(text)) => Some(Bind::Text(text.clone())),
            (_, ConstValue::Enum(name)) => Some(Bind::Text(name.to_string())),
            (_, ConstValue::Number(number)) => number.as_i64().map(Bind::Int),
            _ => None,
        }
    }

    pub(super) fn id(&mut self, value: &ConstValue, prefix: &str, path: &str) -> Option<Uuid> {
        let ConstValue::String(id) = value else { return None };
        global_id::expect(id, prefix, path, self.problems)
    }
}

/// Conditions that must all hold as one.
fn all(conditions: &[String]) -> String {
    if conditions.is_empty() { "true".to_owned() } else { conditions.join(" and ") }
}
