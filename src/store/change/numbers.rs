//! Numbers, given out one by one: a change that is given up gives its number back, since it is taken
//! in the change's own transaction, and whoever wants the next one waits for it.

use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Statement, Value};

use super::{Changing, Unmade};
use crate::store::StoreError;

/// What is numbered in each town and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Numbered {
    Case,
    Handover,
    Supervision,
    Mediation,
    Check,
    Hazard,
}

impl Numbered {
    /// The letters before its count, and how many digits it has at least.
    fn form(self) -> (&'static str, usize) {
        match self {
            Self::Case => ("", 6),
            Self::Handover => ("H", 4),
            Self::Supervision => ("S", 4),
            Self::Mediation => ("M", 4),
            Self::Check => ("C", 4),
            Self::Hazard => ("HZ", 4),
        }
    }

    /// The table of those of which some may be brought over with numbers of their own.
    fn table(self) -> Option<&'static str> {
        match self {
            Self::Case => Some("cases"),
            Self::Check => Some("checks"),
            Self::Hazard => Some("hazards"),
            Self::Handover | Self::Supervision | Self::Mediation => None,
        }
    }
}

impl Changing<'_> {
    /// The next number of a kind in the town of this code in a year: `CODE-YEAR-000123`, and for
    /// slips, notices, mediations, checks and hazards `CODE-YEAR-H0123`, `-S0123`, `-M0123`,
    /// `-C0123`, `-HZ0123`.
    pub(in crate::store) async fn next_number(
        &self,
        of: Numbered,
        code: &str,
        year: i32,
    ) -> Result<String, Unmade> {
        Ok(next_number(&self.transaction, of, code, year).await?)
    }
}

/// The same in a transaction of the program's own, which nobody asked for.
pub(in crate::store) async fn next_number(
    transaction: &DatabaseTransaction,
    of: Numbered,
    code: &str,
    year: i32,
) -> Result<String, StoreError> {
    let (letter, digits) = of.form();
    let prefix = format!("{code}-{year}-{letter}");
    let mut number = count_up(transaction, &prefix, 1).await?;
    if let Some(table) = of.table()
        && is_taken(transaction, table, &format!("{prefix}{number:0digits$}")).await?
    {
        // What was brought over keeps its number: the count goes on above it.
        let highest = highest_below(transaction, table, &prefix, digits).await?;
        number = count_up(transaction, &prefix, highest - number + 1).await?;
    }
    Ok(format!("{prefix}{number:0digits$}"))
}

async fn row(
    transaction: &DatabaseTransaction,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, StoreError> {
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, values);
    Ok(transaction.query_one_raw(statement).await?)
}

async fn count_up(
    transaction: &DatabaseTransaction,
    prefix: &str,
    by: i64,
) -> Result<i64, StoreError> {
    let text = "insert into number_series (prefix, last) values ($1, $2) \
                on conflict (prefix) do update set last = number_series.last + $2 \
                returning last";
    let row = row(transaction, text, [prefix.into(), by.into()]).await?;
    let row = row.ok_or_else(|| StoreError::Failed("no number was given".to_owned()))?;
    Ok(row.try_get("", "last")?)
}

async fn is_taken(
    transaction: &DatabaseTransaction,
    table: &str,
    number: &str,
) -> Result<bool, StoreError> {
    let text = format!("select 1 as taken from {table} where number = $1");
    Ok(row(transaction, &text, [number.into()]).await?.is_some())
}

/// The highest count that a record under the prefix has, however it came by it.
async fn highest_below(
    transaction: &DatabaseTransaction,
    table: &str,
    prefix: &str,
    digits: usize,
) -> Result<i64, StoreError> {
    let (length, matches) = match transaction.get_database_backend() {
        sea_orm::DbBackend::Postgres => ("length", "substr(number, $3) ~ '^[0-9]{1,15}$'"),
        _ => ("length", "substr(number, $3) not glob '*[^0-9]*' and length(number) < $3 + 15"),
    };
    let text = format!(
        "select max(cast(substr(number, $3) as bigint)) as highest from {table} \
         where number >= $1 and number < $2 and {length}(number) >= $3 - 1 + {digits} \
         and {matches}"
    );
    let beyond = format!("{prefix}:");
    // PostgreSQL's substr takes an integer of four bytes and no other.
    let begins = i32::try_from(prefix.chars().count() + 1).unwrap_or(i32::MAX);
    let row = row(transaction, &text, [prefix.into(), beyond.into(), begins.into()]).await?;
    let highest = row.map(|row| row.try_get::<Option<i64>>("", "highest")).transpose()?;
    Ok(highest.flatten().unwrap_or(0))
}
