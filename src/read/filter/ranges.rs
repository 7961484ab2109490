//! Conditions that a column, or two, lies within bounds: of time, of the areas' tree, of the earth.

use async_graphql_value::ConstValue;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::compile::{FilterCompiler, Object};
use super::operators::{compare, day_begins, day_ends};
use crate::read::row::Row;
use crate::read::sql::Bind;

impl FilterCompiler<'_> {
    /// The moment lies between two columns of the row.
    pub(super) fn during(
        &mut self,
        text: &str,
        row: &Row,
        (start, end): (&str, &str),
    ) -> Vec<String> {
        let Ok(at) = DateTime::parse_from_rfc3339(text) else { return Vec::new() };
        let at = Bind::DateTime(at.with_timezone(&Utc));
        let begun = compare("lte", &row.column(start), at.clone(), self.binds);
        let not_ended = compare("gt", &row.column(end), at, self.binds);
        vec![begun, not_ended]
    }

    /// The row, an area, is this one or lies below it: a range of paths, compared by bytes.
    pub(super) fn in_area(&mut self, row: &Row, area: Uuid) -> String {
        let path = row.column("path");
        let id = self.binds.bind(Bind::Uuid(area));
        let least = format!("(select w.path from areas w where w.id = {id})");
        // `0` is the byte after `/`, with which every path ends.
        let beyond = format!(
            "(select substr(w.path, 1, length(w.path) - 1) || '0' from areas w where w.id = {id})"
        );
        format!("{path} >= {least} and {path} < {beyond}")
    }

    pub(super) fn civil_day(
        &mut self,
        expression: &str,
        name: &str,
        day: &ConstValue,
    ) -> Option<String> {
        let ConstValue::String(day) = day else { return None };
        let day: NaiveDate = day.parse().ok()?;
        let begins = Bind::DateTime(day_begins(day, self.zone));
        let ends = Bind::DateTime(day_ends(day, self.zone));
        let conditions = match name {
            "onOrAfter" => vec![compare("gte", expression, begins, self.binds)],
            "onOrBefore" => vec![compare("lt", expression, ends, self.binds)],
            _ => vec![
                compare("gte", expression, begins, self.binds),
                compare("lt", expression, ends, self.binds),
            ],
        };
        Some(conditions.join(" and "))
    }

    pub(super) fn bounding_box(
        &mut self,
        corners: &Object,
        row: &Row,
        path: &str,
    ) -> Option<String> {
        let mut corner = |name: &str, most: f64| {
            let Some(ConstValue::Number(number)) = corners.get(name) else { return None };
            let degrees = number.as_f64()?;
            if degrees.abs() <= most {
                return Some(degrees);
            }
            self.problems.add(
                format!("{path}.{name}"),
                format!("degrees from -{most} to {most} belong here"),
                format!("此处应为 -{most} 到 {most} 度"),
            );
            None
        };
        let (south, north) = (corner("south", 90.0), corner("north", 90.0));
        let (west, east) = (corner("west", 180.0), corner("east", 180.0));
        let (south, north, west, east) = (south?, north?, west?, east?);
        if south > north {
            self.problems.add(
                format!("{path}.south"),
                "south is at most north",
                "south 不得大于 north",
            );
            return None;
        }
        let (latitude, longitude) = (row.column("latitude"), row.column("longitude"));
        let mut bind = |degrees| self.binds.bind(Bind::Float(degrees));
        let (south, north) = (bind(south), bind(north));
        let joint = if west <= east { "and" } else { "or" };
        let (west, east) = (bind(west), bind(east));
        Some(format!(
            "{latitude} >= {south} and {latitude} <= {north} \
             and ({longitude} >= {west} {joint} {longitude} <= {east})"
        ))
    }
}
