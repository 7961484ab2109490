//! What rows are grouped by, as SQL: the value within a group, the order of groups, and what shows.

use crate::read::civil::Local;
use crate::read::compile::Compiler;
use crate::read::filter::Reference;
use crate::read::row::Row;
use crate::read::sql::Dialect;
use crate::read::stats::GroupBy;

/// A key of one statement.
pub(super) struct Key {
    by: &'static GroupBy,
    /// Its value in a row that is counted.
    pub(super) value: String,
}

impl<'a> Compiler<'a> {
    pub(super) fn group_key(&mut self, by: &'static GroupBy, row: &Row) -> Key {
        let value = match by {
            GroupBy::Record(Reference(column, _), ..) | GroupBy::Number(column) => {
                row.column(column)
            }
            GroupBy::Enum(expression, _) => row.expression(expression),
            GroupBy::OfVisible(Reference(column, table), text) => {
                let text = row.column(text);
                match self.refers_to_visible(column, table, row) {
                    Some(visible) => format!("case when {visible} then {text} end"),
                    None => text,
                }
            }
            GroupBy::Hour(column) => self.local(&row.column(column)).hour(),
            GroupBy::Period(column, period) => self.local(&row.column(column)).first_day(*period),
        };
        Key { by, value }
    }

    /// The local time of a moment.
    pub(super) fn local(&mut self, moment: &str) -> Local {
        Local::of(moment, self.context.zone, &mut self.binds)
    }
}

impl Key {
    /// In what order its values come, as the nth key of the groups `g`: records by their names, enums
    /// as they are listed, what has none last.
    pub(super) fn order(&self, n: usize) -> String {
        let column = format!("g.k{n}");
        match self.by {
            GroupBy::Record(_, _, name) => {
                format!("n{n}.{name} nulls last, {column} nulls last")
            }
            GroupBy::Enum(_, of) => {
                let places = of.values.iter().enumerate();
                let places: Vec<String> =
                    places.map(|(i, (value, _))| format!("when '{value}' then {i}")).collect();
                format!("case {column} {} end nulls last", places.join(" "))
            }
            _ => format!("{column} nulls last"),
        }
    }

    /// The name of a record, beside the groups `g`: the column, and the join that it comes by.
    pub(super) fn name(&self, n: usize) -> Option<[String; 2]> {
        let GroupBy::Record(Reference(_, table), _, name) = self.by else { return None };
        let join = format!(" left join {} n{n} on n{n}.id = g.k{n}", table.name());
        Some([format!("n{n}.{name}"), join])
    }

    /// Its value in this column, as text.
    pub(super) fn text(&self, column: &str, dialect: Dialect) -> String {
        match self.by {
            GroupBy::Record(..) => {
                format!("case when {column} is not null then {} end", dialect.hex_of_uuid(column))
            }
            GroupBy::Number(_) | GroupBy::Hour(_) | GroupBy::Period(..) => {
                dialect.number_text(column)
            }
            GroupBy::Enum(..) | GroupBy::OfVisible(..) => column.to_owned(),
        }
    }

    /// A column to join the nth key by: of this value, or of what no value is where it is none, so
    /// that an index of hashes serves.
    pub(super) fn joined(&self, value: &str, n: usize, dialect: Dialect) -> String {
        let nothing = match self.by {
            GroupBy::Record(..) => match dialect {
                Dialect::Postgres => "'00000000-0000-0000-0000-000000000000'::uuid",
                Dialect::Sqlite => "zeroblob(16)",
            },
            GroupBy::Enum(..) | GroupBy::OfVisible(..) => "''",
            GroupBy::Number(_) | GroupBy::Hour(_) => "-1",
            GroupBy::Period(..) => "'0001-01-01'",
        };
        format!("coalesce({value}, {nothing}) as j{n}")
    }
}
