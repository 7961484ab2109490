//! A snapshot that is put in the place of a database: checked, then swapped.

use std::path::Path;

use migration::{Migrator, MigratorTrait};
use sea_orm::ConnectOptions;
use sea_orm::Database;

use super::sqlite::{self, Alone};
use super::{POSTGRES, SQLITE, facts, postgres};
use crate::archive::{Snapshot, keep_owner_of};
use crate::config::DatabaseUrl;
use crate::store::StoreError;

/// What is in a place already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// Nothing, or tables without a record.
    No,
    /// A database with so many areas, users and cases.
    By(u64),
    /// A file that is no database, or tables that are not the program's.
    BySomethingElse,
}

/// A place that nobody else uses while a snapshot is put there.
pub struct Restoring<'a> {
    url: &'a DatabaseUrl,
    alone: Option<Alone>,
}

impl<'a> Restoring<'a> {
    /// Checks a snapshot by itself, before anything is touched: that it is of the right kind, whole,
    /// and not of a newer program.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(
        url: &DatabaseUrl,
        snapshot: &Snapshot,
        file: &Path,
    ) -> Result<(), StoreError> {
        let kind = match url {
            DatabaseUrl::Sqlite { .. } => SQLITE,
            DatabaseUrl::Postgres { .. } => POSTGRES,
        };
        if snapshot.kind != kind {
            return Err(StoreError::Refused(format!(
                "the backup is of a {} database, and --database-url names a {kind} one",
                snapshot.kind
            )));
        }
        let migrations = match url {
            DatabaseUrl::Sqlite { .. } => {
                let copy = sqlite::open(file).await?;
                sqlite::must_be_sound(&copy).await?;
                let migrations = facts::migrations(&copy).await?;
                copy.close().await?;
                migrations
            }
            DatabaseUrl::Postgres { .. } => {
                postgres::must_be_sound(file).await?;
                snapshot.migrations.clone()
            }
        };
        let known: Vec<String> =
            Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        let unknown: Vec<String> =
            migrations.into_iter().filter(|name| !known.contains(name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(StoreError::Refused(format!(
            "the backup is of a newer program: its database has {}",
            unknown.join(", ")
        )))
    }

    /// What is in the place already.
    ///
    /// # Errors
    /// The database is out of reach.
    pub async fn occupied(url: &DatabaseUrl) -> Result<Occupied, StoreError> {
        if let DatabaseUrl::Sqlite { path, .. } = url
            && !path.exists()
        {
            return Ok(Occupied::No);
        }
        let mut options = ConnectOptions::new(url.as_str());
        options.max_connections(1).sqlx_logging(false);
        let connection = match (Database::connect(options).await, url) {
            (Ok(connection), _) => connection,
            (Err(_), DatabaseUrl::Sqlite { .. }) => return Ok(Occupied::BySomethingElse),
            (Err(error), DatabaseUrl::Postgres { .. }) => return Err(error.into()),
        };
        let tables = match url {
            DatabaseUrl::Sqlite { .. } => {
                "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            }
            DatabaseUrl::Postgres { .. } => {
                "select tablename::text as name from pg_tables where schemaname = current_schema()"
            }
        };
        let occupied = async {
            if facts::all(&connection, tables.to_owned()).await?.is_empty() {
                return Ok::<_, sea_orm::DbErr>(Occupied::No);
            }
            let text = "select (select count(*) from areas) + (select count(*) from users) \
                        + (select count(*) from cases) as number";
            let rows = facts::all(&connection, text.to_owned()).await?;
            let number: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "number"))?;
            Ok(if number == 0 { Occupied::No } else { Occupied::By(number.unsigned_abs()) })
        };
        let occupied = occupied.await.unwrap_or(Occupied::BySomethingElse);
        connection.close().await?;
        Ok(occupied)
    }

    /// Takes the place for oneself alone.
    ///
    /// # Errors
    /// A server uses it, or it is out of reach.
    pub async fn begin(url: &'a DatabaseUrl) -> Result<Self, StoreError> {
        let alone = match url {
            DatabaseUrl::Sqlite { path, .. } => Some(Alone::at(path).await?),
            DatabaseUrl::Postgres { url } => {
                postgres::must_be_unused(url).await?;
                None
            }
        };
        Ok(Self { url, alone })
    }

    /// Puts the snapshot in the place, at once.
    ///
    /// # Errors
    /// The database's, the disk's or PostgreSQL's program's; what was there is there still.
    pub async fn finish(self, snapshot: &Snapshot, file: &Path) -> Result<(), StoreError> {
        match (self.url, self.alone) {
            (DatabaseUrl::Sqlite { path, .. }, alone) => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let model = if path.exists() { path } else { folder.unwrap_or(Path::new(".")) };
                keep_owner_of(model, file)
                    .map_err(|error| StoreError::Refused(format!("{}: {error}", file.display())))?;
                let Some(alone) = alone else { return Ok(()) };
                alone.replace(path, file).await
            }
            (DatabaseUrl::Postgres { url }, _) => {
                let schema = snapshot.schema.as_deref().unwrap_or("public");
                postgres::replace(url, schema, file).await
            }
        }
    }
}
