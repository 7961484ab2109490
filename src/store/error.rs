//! Why the database could not do what it was asked.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// A failure of the database, as the rest of the program needs to know it. The cause is logged
/// where it happens; nothing of it goes to clients.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL is neither `sqlite://…` nor `postgres://…`.
    #[error("`{0}` is no database: a URL begins with sqlite:// or postgres://")]
    UnknownUrl(String),
    /// The database is out of reach for now.
    #[error("the database is out of reach: {0}")]
    Unavailable(String),
    /// Time was up.
    #[error("the database took too long")]
    Timeout,
    /// Too much of what is heavy waits already, or what came before took too long.
    #[error("too much that is heavy is asked for at once")]
    Busy,
    /// Two transactions waited for each other, and this one was given up: nothing of it is done, and
    /// it may be done again.
    #[error("the database gave up a transaction that stood in another's way: {0}")]
    Collided(String),
    /// An operator's command that cannot be done as things are; it says what would be right.
    #[error("{0}")]
    Refused(String),
    /// It refused, or answered what nobody expected.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::of(&error)
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) => Self::Unavailable(error.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => Self::of(cause),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl StoreError {
    fn of(error: &sqlx::Error) -> Self {
        use sqlx::Error;
        let cause = match error {
            Error::Io(_)
            | Error::Tls(_)
            | Error::PoolTimedOut
            | Error::PoolClosed
            | Error::WorkerCrashed
            | Error::BeginFailed
            | Error::Protocol(_) => Cause::OutOfReach,
            Error::Database(database) => database.code().map_or(Cause::Ours, |code| cause(&code)),
            _ => Cause::Ours,
        };
        match cause {
            Cause::OutOfTime => Self::Timeout,
            Cause::OutOfTurn => Self::Collided(error.to_string()),
            Cause::OutOfReach => Self::Unavailable(error.to_string()),
            Cause::Ours => Self::Failed(error.to_string()),
        }
    }
}

/// What a database's own code says of whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// The statement was cancelled, or waited too long for a lock.
    OutOfTime,
    /// Another transaction's, which it stood in the way of.
    OutOfTurn,
    /// The machine's, the operator's or the network's: the same request may go well later.
    OutOfReach,
    /// The statement's.
    Ours,
}

/// The cause behind PostgreSQL's five letters, or behind SQLite's number, which carries the primary
/// code in its lowest byte.
fn cause(code: &str) -> Cause {
    // query_canceled, lock_not_available; SQLITE_INTERRUPT.
    if ["57014", "55P03", "9"].contains(&code) {
        return Cause::OutOfTime;
    }
    // serialization_failure, deadlock_detected.
    if ["40001", "40P01"].contains(&code) {
        return Cause::OutOfTurn;
    }
    if code.len() == 5 {
        // Connections, credentials, a database that is not there, no room (disk, memory,
        // connections), one that is shut down or starts, the system's own errors; a server that
        // became a standby, a broken data file.
        let classes = ["08", "28", "3D", "53", "57P", "58", "25006", "XX001", "XX002"];
        // Of connections, but what was said through one was against the protocol: that is ours.
        let is_out_of_reach =
            code != "08P01" && classes.iter().any(|class| code.starts_with(class));
        return if is_out_of_reach { Cause::OutOfReach } else { Cause::Ours };
    }
    // BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
    let primary = code.parse::<u32>().map_or(0, |code| code & 0xff);
    let is_out_of_reach = matches!(primary, 5 | 6 | 7 | 8 | 10 | 11 | 13 | 14 | 15 | 26);
    if is_out_of_reach { Cause::OutOfReach } else { Cause::Ours }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_s_codes_tell_whose_fault_it_is() {
        for (code, expected) in [
            ("57014", Cause::OutOfTime),
            ("55P03", Cause::OutOfTime),
            ("53100", Cause::OutOfReach),
            ("53200", Cause::OutOfReach),
            ("53300", Cause::OutOfReach),
            ("57P01", Cause::OutOfReach),
            ("57P02", Cause::OutOfReach),
            ("57P03", Cause::OutOfReach),
            ("08006", Cause::OutOfReach),
            ("28P01", Cause::OutOfReach),
            ("3D000", Cause::OutOfReach),
            ("58030", Cause::OutOfReach),
            ("25006", Cause::OutOfReach),
            ("25P02", Cause::Ours),
            ("23505", Cause::Ours),
            ("08P01", Cause::Ours),
            ("40001", Cause::OutOfTurn),
            ("40P01", Cause::OutOfTurn),
            ("42703", Cause::Ours),
            ("22P05", Cause::Ours),
        ] {
            assert_eq!(cause(code), expected, "{code}");
        }
    }

    #[test]
    fn sqlite_s_numbers_tell_whose_fault_it_is() {
        for (code, expected) in [
            ("9", Cause::OutOfTime),
            ("5", Cause::OutOfReach),
            ("517", Cause::OutOfReach),
            ("8", Cause::OutOfReach),
            ("1032", Cause::OutOfReach),
            ("778", Cause::OutOfReach),
            ("11", Cause::OutOfReach),
            ("13", Cause::OutOfReach),
            ("14", Cause::OutOfReach),
            ("26", Cause::OutOfReach),
            ("1", Cause::Ours),
            ("19", Cause::Ours),
            ("2067", Cause::Ours),
            ("", Cause::Ours),
        ] {
            assert_eq!(cause(code), expected, "{code}");
        }
    }
}
