//! Why the database could not do what it was asked.

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
    /// It refused, or answered what nobody expected.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<sea_orm::sqlx::Error> for StoreError {
    fn from(error: sea_orm::sqlx::Error) -> Self {
        use sea_orm::sqlx::Error;
        match &error {
            Error::Io(_)
            | Error::Tls(_)
            | Error::PoolTimedOut
            | Error::PoolClosed
            | Error::WorkerCrashed
            | Error::Protocol(_) => Self::Unavailable(error.to_string()),
            Error::Database(database) => match database.code().as_deref() {
                // PostgreSQL: query_canceled. SQLite: SQLITE_INTERRUPT.
                Some("57014" | "9") => Self::Timeout,
                Some(code) if is_unavailable(code) => Self::Unavailable(error.to_string()),
                _ => Self::Failed(error.to_string()),
            },
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<sea_orm::DbErr> for StoreError {
    fn from(error: sea_orm::DbErr) -> Self {
        use sea_orm::{DbErr, RuntimeErr};
        match error {
            DbErr::ConnectionAcquire(_) => Self::Unavailable(error.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => match std::sync::Arc::try_unwrap(error)
            {
                Ok(error) => error.into(),
                Err(error) => Self::Failed(error.to_string()),
            },
            other => Self::Failed(other.to_string()),
        }
    }
}

/// PostgreSQL's classes 08 (connection exception), 53 (insufficient resources) and 57P (shut
/// down); SQLite's BUSY, LOCKED, IOERR and CANTOPEN with their extended codes.
fn is_unavailable(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "53", "57P"].iter().any(|class| code.starts_with(class));
    }
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 14))
}
