//! What a plan may not hold: a scan or a sort of a protected table.
//!
//! A **scan** reads a table without looking anything up: all of it, or all of an index where no
//! limit ends the reading.
//!
//! A **sort** puts a table's rows in order after they were read, so that the first of them is known
//! only when the last was found. These are none:
//! - one over rows that a limit has bounded already, as where the arms of a list are merged;
//! - one of rows found by a key that no two rows share: as many as there were keys;
//! - one within each run of an index's own order, under a limit: it ends with the page;
//! - one of no more rows than a page may have, as PostgreSQL expects: it takes what is quickest.
//!
//! All tables are protected but that of categories, which all may read.

mod postgres;
mod sqlite;

use std::fmt;

pub(super) use postgres::faults as of_postgres;
pub(super) use sqlite::{Step, faults as of_sqlite};

/// What a plan does to a table and should not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Scan { table: String },
    Sort { table: String, found_by: Option<String> },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scan { table } => write!(f, "scan of {table}"),
            Self::Sort { table, found_by: None } => write!(f, "sort of {table}"),
            Self::Sort { table, found_by: Some(column) } => {
                write!(f, "sort of {table} found by {column}")
            }
        }
    }
}

fn is_protected(table: &str) -> bool {
    table != "categories"
}

/// Whether rows found by this column are found one by one.
fn is_unique(column: &str) -> bool {
    matches!(column, "id" | "rowid" | "number" | "code" | "path" | "username")
}

/// Each once, as their messages.
fn told(mut faults: Vec<Fault>) -> Vec<String> {
    faults.sort();
    faults.dedup();
    faults.iter().map(Fault::to_string).collect()
}
