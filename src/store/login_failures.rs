//! How often signing in failed of late, shared by all instances.

use chrono::{DateTime, Utc};
use entity::login_failure;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{Store, StoreError};

impl Store {
    /// Whether signing in under a key failed of late, and until when it is blocked.
    ///
    /// # Errors
    /// The database's.
    #[expect(
        clippy::disallowed_methods,
        reason = "nobody may read these, but signing in needs one"
    )]
    pub async fn login_failures(
        &self,
        key: &str,
    ) -> Result<Option<login_failure::Model>, StoreError> {
        Ok(login_failure::Entity::find_by_id(key).one(self.writer()).await?)
    }

    /// Counts a failure to sign in under a key. Failures before `forgotten_before` do not count;
    /// `blocked_until` says what so many in a row lead to.
    ///
    /// # Errors
    /// The database's.
    #[expect(
        clippy::disallowed_methods,
        reason = "nobody may read these, but signing in needs one"
    )]
    pub async fn count_login_failure(
        &self,
        key: &str,
        now: DateTime<Utc>,
        forgotten_before: DateTime<Utc>,
        blocked_until: impl Fn(u32) -> Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        use login_failure::{ActiveModel, Column, Entity};
        let transaction = self.begin().await?;
        let first = ActiveModel {
            key: Set(key.into()),
            failures: Set(1),
            last_at: Set(now),
            blocked_until: Set(None),
        };
        let present = |column| Expr::col((Entity, column));
        let failures = Expr::case(present(Column::LastAt).lt(forgotten_before), 1)
            .finally(present(Column::Failures).add(1));
        let one_more = OnConflict::column(Column::Key)
            .values([(Column::Failures, failures.into()), (Column::LastAt, Expr::value(now))])
            .to_owned();
        Entity::insert(first).on_conflict(one_more).exec_without_returning(&transaction).await?;
        if let Some(counted) = Entity::find_by_id(key).one(&transaction).await? {
            let until = blocked_until(u32::try_from(counted.failures).unwrap_or_default());
            Entity::update_many()
                .col_expr(Column::BlockedUntil, Expr::value(until))
                .filter(Column::Key.eq(key))
                .exec(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets the failures under a key, after a success.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_login_failures(&self, key: &str) -> Result<(), StoreError> {
        login_failure::Entity::delete_by_id(key).exec(self.writer()).await?;
        Ok(())
    }

    /// Forgets all failures before a moment.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_login_failures_before(
        &self,
        moment: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let forgotten = login_failure::Entity::delete_many()
            .filter(login_failure::Column::LastAt.lt(moment))
            .exec(self.writer())
            .await?;
        Ok(forgotten.rows_affected)
    }
}
