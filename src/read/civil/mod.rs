//! Civil time as SQL: of the moment that an expression gives, the hour of the day and the first day of
//! the period in the installation's zone.

mod zone;

use chrono_tz::Tz;

use super::sql::{Bind, Binds, Dialect};
use super::stats::Period;

/// The local time of a moment: a timestamp on PostgreSQL, the arguments of a function of times on
/// SQLite.
pub(super) struct Local {
    text: String,
    dialect: Dialect,
}

impl Local {
    /// Of the moment that an expression gives.
    pub(super) fn of(moment: &str, zone: Tz, binds: &mut Binds) -> Self {
        let dialect = binds.dialect();
        let text = match dialect {
            Dialect::Postgres => {
                let zone = binds.bind(Bind::Text(zone.name().to_owned()));
                format!("({moment} at time zone {zone})")
            }
            Dialect::Sqlite => format!("{moment}, {}", zone::offset(zone, moment)),
        };
        Self { text, dialect }
    }

    /// The hour of the day, 0 to 23.
    pub(super) fn hour(&self) -> String {
        let local = &self.text;
        match self.dialect {
            Dialect::Postgres => format!("extract(hour from {local})::int8"),
            Dialect::Sqlite => format!("cast(strftime('%H', {local}) as integer)"),
        }
    }

    /// The first day of the period.
    pub(super) fn first_day(&self, period: Period) -> String {
        let local = &self.text;
        match self.dialect {
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
}
