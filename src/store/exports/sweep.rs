//! Exports that are over: which bytes go, and when nothing is told of them any longer.

use chrono::{DateTime, TimeDelta, Utc};
use entity::export;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::store::{Store, StoreError};

/// How long an export is listed.
const LISTED: TimeDelta = TimeDelta::days(30);

/// So many at a time.
const AT_ONCE: u64 = 100;

impl Store {
    /// Exports of which bytes may be left that nobody may have, each with the run that wrote them:
    /// cancelled or failed, and nobody writes them; or expired.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "nothing of it is shown to anybody")]
    pub async fn exports_to_forget(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let held = Condition::any()
            .add(export::Column::LeasedUntil.is_null())
            .add(export::Column::LeasedUntil.lt(now));
        let broken_off =
            Condition::all().add(export::Column::Status.is_in(["CANCELLED", "FAILED"])).add(held);
        let expired = Condition::all()
            .add(export::Column::Status.eq("READY"))
            .add(export::Column::ExpiresAt.lte(now));
        let over = export::Entity::find()
            .select_only()
            .columns([export::Column::Id, export::Column::Run])
            .filter(export::Column::Kept.eq(true))
            .filter(export::Column::Run.is_not_null())
            .filter(Condition::any().add(broken_off).add(expired))
            .limit(AT_ONCE);
        Ok(over.into_tuple().all(self.writer()).await?)
    }

    /// Notes that an export has no bytes left.
    ///
    /// # Errors
    /// The database's.
    pub async fn export_is_forgotten(&self, id: Uuid) -> Result<(), StoreError> {
        export::Entity::update_many()
            .col_expr(export::Column::Kept, Expr::value(false))
            .filter(export::Column::Id.eq(id))
            .exec(self.writer())
            .await?;
        Ok(())
    }

    /// Those of these runs, a few hundred at most, that have an export.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "nothing of it is shown to anybody")]
    pub async fn runs_with_exports(&self, runs: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let known = export::Entity::find()
            .select_only()
            .column(export::Column::Run)
            .filter(export::Column::Kept.eq(true))
            .filter(export::Column::Run.is_in(runs.iter().copied()));
        Ok(known.into_tuple().all(self.writer()).await?)
    }

    /// Removes the exports of a month ago that have no bytes left.
    ///
    /// # Errors
    /// The database's.
    pub async fn remove_old_exports(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        export::Entity::delete_many()
            .filter(export::Column::CreatedAt.lt(now - LISTED))
            .filter(export::Column::Kept.eq(false))
            .filter(export::Column::Status.is_not_in(["WAITING", "RUNNING"]))
            .exec(self.writer())
            .await?;
        Ok(())
    }
}
