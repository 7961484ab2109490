//! The connections as sea-orm has them, for what no compiled statement reads or writes.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::{Store, StoreError};

impl Store {
    /// A connection that reads.
    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.pools.reader
    }

    /// Begins a transaction that writes. On SQLite it waits here for the one before, so that it
    /// never reads what another is about to change.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        self.must_be_in_place()?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer().begin_with_options(options).await?)
    }
}

/// Commits what was written, or gives it up where it was only tried.
pub(in crate::store) async fn finish(
    transaction: DatabaseTransaction,
    dry_run: bool,
) -> Result<(), DbErr> {
    if dry_run { transaction.rollback().await } else { transaction.commit().await }
}
