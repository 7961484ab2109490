//! When grants were last used, to the hour or so.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::store::{Store, StoreError};

/// A use is noted where the last one that was is older than this.
const NOTED_EVERY: TimeDelta = TimeDelta::hours(1);

impl Store {
    /// Notes that users came in by the grants that are valid now. Several servers may note the same.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_grant_uses(
        &self,
        users: &[Uuid],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        // Without `true` SQLite takes the conflict for a part of a join.
        let text = "insert into grant_uses (grant_id, last_used_at) \
             select id, $2 from grants where user_id = $1 \
                 and (valid_from is null or valid_from <= $2) \
                 and (valid_until is null or valid_until > $2) and true \
             on conflict (grant_id) do update set last_used_at = excluded.last_used_at \
             where grant_uses.last_used_at <= $3";
        let transaction = self.begin().await?;
        let backend = transaction.get_database_backend();
        for user in users {
            let values = [(*user).into(), now.into(), (now - NOTED_EVERY).into()];
            let noted = Statement::from_sql_and_values(backend, text, values);
            transaction.execute_raw(noted).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
