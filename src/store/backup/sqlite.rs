//! An SQLite file as a copy, and as the place of one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sea_orm::sqlx::{self, ConnectOptions, Connection, SqliteConnection};
use sea_orm::{DatabaseConnection, SqlxSqliteConnector};

use super::{PATIENCE, facts};
use crate::store::StoreError;

/// Opens a copy that nobody else has, to be looked at.
pub(super) async fn open(file: &Path) -> Result<DatabaseConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Fails where SQLite itself finds a fault in a file.
pub(super) async fn must_be_sound(copy: &DatabaseConnection) -> Result<(), StoreError> {
    let rows = facts::all(copy, "pragma integrity_check(5)".to_owned()).await?;
    let told: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    if told == ["ok"] {
        return Ok(());
    }
    Err(StoreError::Refused(format!("the copy of the database is damaged: {}", told.join("; "))))
}

/// A file that nobody else uses, and nobody can begin to use.
pub(super) struct Alone(Option<SqliteConnection>);

impl Alone {
    /// Takes a file for oneself alone. What is no database is nobody's.
    pub(super) async fn at(file: &Path) -> Result<Self, StoreError> {
        if !file.exists() {
            return Ok(Self(None));
        }
        let options = SqliteConnectOptions::new().filename(file).busy_timeout(PATIENCE);
        match take(&options.disable_statement_logging()).await {
            Ok(connection) => Ok(Self(Some(connection))),
            Err(sqlx::Error::Database(error)) if is_in_use(error.code().as_deref()) => {
                Err(StoreError::Refused(format!(
                    "{} is in use: stop the server that has it open",
                    file.display()
                )))
            }
            // Damaged, or never a database.
            Err(error @ sqlx::Error::Database(_)) => {
                tracing::warn!(%error, file = %file.display(), "what is there is no sound database");
                Ok(Self(None))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a copy in the file's place, at once.
    pub(super) async fn replace(self, file: &Path, copy: &Path) -> Result<(), StoreError> {
        let renamed = replace(file, copy);
        if let Some(connection) = self.0 {
            // It has a file without a name by now.
            let _ = connection.close().await;
        }
        renamed.map_err(|error| StoreError::Refused(format!("{}: {error}", file.display())))
    }
}

/// Only whoever is alone with a file can take it out of the mode with a log beside it; what the log
/// holds is in the file then.
async fn take(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    sqlx::query("pragma journal_mode = delete").fetch_all(&mut connection).await?;
    sqlx::query("begin exclusive").execute(&mut connection).await?;
    Ok(connection)
}

/// BUSY or LOCKED, whatever the rest of the code says.
fn is_in_use(code: Option<&str>) -> bool {
    let primary = code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
    matches!(primary, Some(5 | 6))
}

fn replace(file: &Path, copy: &Path) -> io::Result<()> {
    // A log that some other database left here would be taken for the new one's.
    for ending in ["-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    fs::File::open(copy)?.sync_all()?;
    fs::rename(copy, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
