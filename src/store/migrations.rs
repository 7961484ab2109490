//! Whether the database is of this program's version, and how it becomes so.

use std::collections::HashSet;

use migration::{Migrator, MigratorTrait, SchemaManager, seaql_migrations};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoDatabaseExecutor};

use super::case_documents::write_all_documents;
use super::{Store, StoreError};

/// The key of the advisory lock that one migrating instance holds: the bytes of `wardbook`.
const LOCK: i64 = i64::from_be_bytes(*b"wardbook");

/// The step that makes the index of words, which the program fills.
const INDEX_OF_WORDS: &str = "m0024_case_documents";

/// How the database stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MigrationState {
    /// All migrations are applied, and no others.
    Ready,
    /// These are not applied yet, in their order.
    Pending(Vec<String>),
    /// These were applied by a newer program.
    TooNew(Vec<String>),
}

impl Store {
    /// How the database stands to this program. It changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn migration_state(&self) -> Result<MigrationState, StoreError> {
        self.must_be_in_place()?;
        Ok(state(self.reader()).await?)
    }

    /// Applies what is pending, all of it or nothing, while every other instance waits; tells what
    /// was applied. It does nothing to a database that is too new.
    ///
    /// # Errors
    /// The database's; nothing is applied then.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.migrate_telling(&|_, _| {}).await
    }

    /// The same, telling how many cases of all were brought into the index of words.
    ///
    /// # Errors
    /// The database's; nothing is applied then.
    pub async fn migrate_telling(
        &self,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Vec<String>, StoreError> {
        let transaction = self.begin().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            // An index over millions of rows takes longer than any statement of a request may.
            let unlimited = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0";
            transaction.execute_unprepared(unlimited).await?;
            let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
            transaction.execute_unprepared(&lock).await?;
        }
        let applied = match state(&transaction).await? {
            MigrationState::Pending(pending) => {
                Migrator::up(&transaction, None).await?;
                if pending.iter().any(|name| name == INDEX_OF_WORDS) {
                    write_all_documents(&transaction, None, progress).await?;
                }
                pending
            }
            MigrationState::Ready | MigrationState::TooNew(_) => Vec::new(),
        };
        transaction.commit().await?;
        Ok(applied)
    }
}

#[expect(clippy::disallowed_methods, reason = "which migrations are applied is no record")]
async fn state<'c>(database: impl IntoDatabaseExecutor<'c>) -> Result<MigrationState, DbErr> {
    let database = SchemaManager::new(database);
    let applied: HashSet<String> = if database.has_table("seaql_migrations").await? {
        let rows = seaql_migrations::Entity::find().all(database.get_connection()).await?;
        rows.into_iter().map(|row| row.version).collect()
    } else {
        HashSet::new()
    };
    let known: Vec<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let mut unknown: Vec<String> =
        applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    unknown.sort();
    let pending: Vec<String> = known.into_iter().filter(|name| !applied.contains(name)).collect();
    Ok(match (unknown.is_empty(), pending.is_empty()) {
        (false, _) => MigrationState::TooNew(unknown),
        (true, false) => MigrationState::Pending(pending),
        (true, true) => MigrationState::Ready,
    })
}
