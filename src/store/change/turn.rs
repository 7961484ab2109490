//! Turns: what must be decided by one after the other waits here.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::{Changing, Unmade};

/// What one change at a time decides.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Turn {
    /// Which patrol routes there are.
    Routes,
    /// Who is on which shift.
    Rosters,
    /// What the policy says, who holds what, and who is active: whoever is left to administer.
    Grants,
}

impl Turn {
    /// The lock on PostgreSQL: any number that nothing else takes.
    fn lock(self) -> i64 {
        match self {
            Self::Routes => 0x7761_7264_0101,
            Self::Rosters => 0x7761_7264_0102,
            Self::Grants => 0x7761_7264_0103,
        }
    }
}

impl Changing<'_> {
    /// Waits for this turn, and has it until the change is made or given up.
    pub(in crate::store) async fn take_turn(&self, turn: Turn) -> Result<(), Unmade> {
        Ok(take_turn(&self.transaction, turn).await?)
    }
}

/// Waits for this turn, and has it until the transaction ends. SQLite has one writer anyway.
pub(in crate::store) async fn take_turn(
    transaction: &DatabaseTransaction,
    turn: Turn,
) -> Result<(), DbErr> {
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Postgres {
        let text = "select pg_advisory_xact_lock($1)";
        let taken = Statement::from_sql_and_values(backend, text, [turn.lock().into()]);
        transaction.execute_raw(taken).await?;
    }
    Ok(())
}
