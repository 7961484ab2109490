//! What rows are grouped by, as SQL: the value within a group, the order of groups, and what shows.

use super::zone;
use crate::read::compile::Compiler;
use crate::read::filter::Reference;
use crate::read::row::Row;
use crate::read::sql::{Bind, Dialect};
use crate::read::stats::{GroupBy, Period};

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
            GroupBy::Hour(column) => {
                self.civil(&row.column(column), |local, dialect| match dialect {
                    Dialect::Postgres => format!("extract(hour from {local})::int8"),
                    Dialect::Sqlite => format!("cast(strftime('%H', {local}) as integer)"),
                })
            }
            GroupBy::Period(column, period) => {
                let period = *period;
                self.civil(&row.column(column), |local, dialect| first_day(period, local, dialect))
            }
        };
        Key { by, value }
    }

    /// An expression of the local time of a moment: of a timestamp on PostgreSQL, of the arguments of
    /// a function of times on SQLite.
    pub(super) fn civil(&mut self, moment: &str, expression: impl Fn(&str, Dialect) -> String) -> String {
        let dialect = self.dialect();
        let local = match dialect {
            Dialect::Postgres => {
                let zone = self.binds.bind(Bind::Text(self.context.zone.name().to_owned()));
                format!("({moment} at time zone {zone})")
            }
            Dialect::Sqlite => {
                format!("{moment}, {}", zone::offset(self.context.zone, moment))
            }
        };
        expression(&local, dialect)
    }
}

/// The first day of the period of a local time.
pub(super) fn first_day(period: Period, local: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => {
            let unit = match period {
                Period::Year => "year",
                Period::Quarter => "quarter",
                Period::Month => "month",
                Period::Week => "week",
                Period::Day => return format!("{local}::date"),
            };
            format!("date_trunc('{unit}', {local})::date")
        }
        Dialect::Sqlite => match period {
            Period::Year => format!("date({local}, 'start of year')"),
            Period::Quarter => format!(
                "date({local}, 'start of month', \
                 '-' || ((cast(strftime('%m', {local}) as integer) - 1) % 3) || ' months')"
            ),
            Period::Month => format!("date({local}, 'start of month')"),
            // The Sunday that ends the week, and back to its Monday.
            Period::Week => format!("date({local}, 'weekday 0', '-6 days')"),
            Period::Day => format!("date({local})"),
        },
    }
}

impl Key {
    /// In what order its values come, by a column that holds them: records by their names, enums as
    /// they are listed, what has none last.
    pub(super) fn order(&self, column: &str) -> String {
        match self.by {
            GroupBy::Record(..) => {
                format!("{} nulls last, {column} nulls last", self.name(column))
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

    /// The name of a record.
    fn name(&self, column: &str) -> String {
        match self.by {
            GroupBy::Record(Reference(_, table), _, name) => {
                format!("(select x.{name} from {} x where x.id = {column})", table.name())
            }
            _ => "null".to_owned(),
        }
    }

    /// Its value and its name, as texts.
    pub(super) fn shown(&self, column: &str, dialect: Dialect) -> [String; 2] {
        let value = match self.by {
            GroupBy::Record(..) => {
                format!("case when {column} is not null then {} end", dialect.hex_of_uuid(column))
            }
            GroupBy::Number(_) | GroupBy::Hour(_) | GroupBy::Period(..) => {
                dialect.number_text(column)
            }
            GroupBy::Enum(..) | GroupBy::OfVisible(..) => column.to_owned(),
        };
        [value, self.name(column)]
    }

    /// The condition that two columns hold the same value, or none, which an index of hashes serves.
    pub(super) fn same(&self, one: &str, other: &str, dialect: Dialect) -> String {
        let nothing = match self.by {
            GroupBy::Record(..) => match dialect {
                Dialect::Postgres => "'00000000-0000-0000-0000-000000000000'::uuid",
                Dialect::Sqlite => "zeroblob(16)",
            },
            GroupBy::Enum(..) | GroupBy::OfVisible(..) => "''",
            GroupBy::Number(_) | GroupBy::Hour(_) => "-1",
            GroupBy::Period(..) => "'0001-01-01'",
        };
        format!("coalesce({one}, {nothing}) = coalesce({other}, {nothing})")
    }
}
