//! What stands beside a row: in a table of pairs, ids or texts of which one or none satisfies; or parts
//! of it, of which one satisfies a filter.

use async_graphql_value::ConstValue;
use uuid::Uuid;

use super::compile::MOST_VALUES;
use super::{Compares, FilterCompiler, FilterType};
use crate::read::row::Row;
use crate::read::sql::Bind;
use crate::read::table::Table;

impl FilterCompiler<'_> {
    /// One of the rows' parts satisfies a filter of its own.
    pub(super) fn having(
        &mut self,
        (parts, column, of): (&Table, &str, &FilterType),
        given: &ConstValue,
        (row, depth): (&Row, usize),
        path: &str,
    ) -> String {
        let part = Row::new(format!("{}_part", row.alias()));
        let (whole, id) = (part.column(column), row.column("id"));
        if self.by_parts && depth == 0 {
            let such = self.parts((parts, of), given, &part, path);
            return format!("{id} in (select {whole} from {such})");
        }
        let mut conditions = vec![format!("{whole} = {id}")];
        conditions.extend(self.conditions(of, given, &part, path, depth + 1));
        let (table, alias) = (parts.name(), part.alias());
        format!("exists (select 1 from {table} {alias} where {})", conditions.join(" and "))
    }

    /// The parts of any rows that satisfy a filter of their own, to select from.
    pub fn parts(
        &mut self,
        (parts, of): (&Table, &FilterType),
        given: &ConstValue,
        part: &Row,
        path: &str,
    ) -> String {
        let mut conditions = self.conditions(of, given, part, path, 1);
        if conditions.is_empty() {
            conditions.push("true".to_owned());
        }
        format!("{} {} where {}", parts.name(), part.alias(), conditions.join(" and "))
    }

    /// One of these texts stands beside the row, or none of them.
    pub(super) fn beside_text(
        &mut self,
        (pairs, own, theirs): (&str, &str, &'static str),
        (name, value): (&str, &ConstValue),
        row: &Row,
        path: &str,
    ) -> Option<String> {
        let (operator, is_negated) = match (name, value) {
            ("ne", _) => ("eq", true),
            ("notIn", _) => ("in", true),
            ("isNull", ConstValue::Boolean(null)) => ("isNull", *null),
            _ => (name, false),
        };
        let condition = match operator {
            "isNull" => "true".to_owned(),
            _ => {
                let text = format!("pair.{theirs}");
                self.compared(&Compares::Text(theirs), &text, (operator, value), row, path)?
            }
        };
        let (id, not) = (row.column("id"), if is_negated { "not " } else { "" });
        Some(format!(
            "{not}exists (select 1 from {pairs} pair where pair.{own} = {id} and {condition})"
        ))
    }

    /// One of these ids stands beside the row.
    pub(super) fn beside(
        &mut self,
        (pairs, own, theirs): (&str, &str, &str),
        prefix: &str,
        (name, value): (&str, &ConstValue),
        row: &Row,
        path: &str,
    ) -> Option<String> {
        let exists = |condition: &str| {
            let id = row.column("id");
            format!("exists (select 1 from {pairs} pair where pair.{own} = {id}{condition})")
        };
        let theirs = format!("pair.{theirs}");
        let (any, is_negated) = match (name, value) {
            ("isNull", ConstValue::Boolean(null)) => (exists(""), *null),
            ("in" | "notIn", ConstValue::List(values)) => {
                if values.len() > MOST_VALUES {
                    self.too_many_values(path);
                    return None;
                }
                let values: Vec<Option<Uuid>> = values
                    .iter()
                    .enumerate()
                    .map(|(i, value)| self.id(value, prefix, &format!("{path}[{i}]")))
                    .collect();
                let ids = values.into_iter().collect::<Option<Vec<Uuid>>>()?;
                let any = match ids.is_empty() {
                    true => "false".to_owned(),
                    false => exists(&format!(" and {}", self.binds.is_one_of(&theirs, &ids))),
                };
                (any, name == "notIn")
            }
            _ => {
                let id = self.id(value, prefix, path)?;
                let id = self.binds.bind(Bind::Uuid(id));
                (exists(&format!(" and {theirs} = {id}")), name == "ne")
            }
        };
        Some(if is_negated { format!("not {any}") } else { any })
    }
}
