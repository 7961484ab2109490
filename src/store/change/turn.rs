//! Turns: what must be decided by one after the other waits here.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::{Acting, Changing, Unmade};
use crate::desk::refusal::Refusal;
use crate::policy::Grants;
use crate::store::StoreError;

/// What one change at a time decides.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Turn {
    /// Which patrol routes there are.
    Routes,
    /// Who is on which shift.
    Rosters,
    /// What the policy says, who holds what, and who is active: whoever is left to administer.
    Grants,
    /// Which categories there are, and below which.
    Categories,
}

impl Turn {
    /// The lock on PostgreSQL: any number that nothing else takes.
    fn lock(self) -> i64 {
        match self {
            Self::Routes => 0x7761_7264_0101,
            Self::Rosters => 0x7761_7264_0102,
            Self::Grants => 0x7761_7264_0103,
            Self::Categories => 0x7761_7264_0104,
        }
    }
}

impl<'a> Changing<'a> {
    /// Waits for the turn of those who administer. Somebody may have changed what the actor may do in
    /// the meantime: what they may do now, which goes to `renewed`, is what they are judged by.
    pub(in crate::store) async fn administering(
        self,
        renewed: &'a mut Option<Arc<Grants>>,
    ) -> Result<Self, Unmade> {
        self.take_turn(Turn::Grants).await?;
        let Self { acting, transaction, store } = self;
        let now = acting.authorizer.renewed_now(acting.grants).await;
        let now = now.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let was = acting.grants;
        let goes_on = |now: &Arc<Grants>| {
            now.is_active() && (now.token().is_some() || now.token_version() == was.token_version())
        };
        let grants = renewed.insert(now.filter(goes_on).ok_or(Refusal::NotFound)?);
        Ok(Self { acting: Acting { grants, ..acting }, transaction, store })
    }

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
