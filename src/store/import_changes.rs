//! What an import tells, and how it ends.

use sea_orm::{DatabaseTransaction, DbErr};

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Records that are new.
    pub added: usize,
    /// Records that differed.
    pub updated: usize,
    /// Records that are as the file has them.
    pub unchanged: usize,
}

/// Commits what was written, or gives it up where it was only tried.
pub(super) async fn finish(transaction: DatabaseTransaction, dry_run: bool) -> Result<(), DbErr> {
    if dry_run { transaction.rollback().await } else { transaction.commit().await }
}
