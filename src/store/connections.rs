//! The connections as sea-orm has them, for what no compiled statement reads or writes.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, SqlxPostgresConnector,
    SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};

use super::pools::Readers;
use super::{Store, StoreError};

impl Store {
    /// The connections that read.
    pub(super) fn reader(&self) -> DatabaseConnection {
        match &self.pools.readers {
            Readers::Sqlite(readers) => SqlxSqliteConnector::from_sqlx_sqlite_pool(readers.clone()),
            Readers::Postgres { reads, .. } => {
                SqlxPostgresConnector::from_sqlx_postgres_pool(reads.clone())
            }
        }
    }

    /// Begins a transaction that writes. On SQLite it waits here for the one before, so that it
    /// never reads what another is about to change.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer().begin_with_options(options).await?)
    }
}
