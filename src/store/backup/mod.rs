//! The database as one file of one moment, taken while others write, and put in the place of another.
//!
//! SQLite copies itself (`VACUUM INTO`), and a copy is put in place by a rename. PostgreSQL is dumped
//! by its own program under a snapshot that is shared with it, and restored in one transaction. At
//! any moment, whatever is killed, there is the old database or the new one.

mod facts;
mod postgres;
mod programs;
mod restore;
mod snapshot;
mod sqlite;

pub use restore::{Occupied, Restoring};
pub use snapshot::Taken;

use std::time::Duration;

/// What a snapshot of SQLite is called in an archive.
const SQLITE: &str = "sqlite";
/// What a dump of PostgreSQL is called in an archive.
const POSTGRES: &str = "postgres";

/// How long it is waited for whoever uses a database that is to be replaced.
const PATIENCE: Duration = Duration::from_secs(2);
