//! What the clock does with checks: one that was planned and not begun by the end of its day was
//! missed. However many instances run, one at a time sweeps.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::policy::Object;
use crate::store::audit::{self, AuditEntry};
use crate::store::sweep::is_ours;
use crate::store::{Store, StoreError};

/// How many checks one transaction notes at most, so that it locks nothing for long.
const AT_ONCE: i64 = 200;

/// The lock that the sweeping instance holds on PostgreSQL: any number that nothing else takes.
const LOCK: i64 = 0x7761_7264_0011;

impl Store {
    /// Notes the checks as missed that were planned for a day before this one and not begun, each
    /// once; gives how many. None where another instance is at it.
    ///
    /// # Errors
    /// The database's; what was noted before stays noted.
    pub async fn note_missed_checks(
        &self,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let now = now.trunc_subsecs(6);
        let mut noted = 0;
        loop {
            let batch = self.miss_some(today, now).await?;
            noted += batch;
            if batch < AT_ONCE as u64 {
                return Ok(noted);
            }
        }
    }

    async fn miss_some(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        if !is_ours(&transaction, LOCK).await? {
            return Ok(0);
        }
        let backend = transaction.get_database_backend();
        let locked = match backend {
            DbBackend::Postgres => " for no key update skip locked",
            _ => "",
        };
        let text = format!(
            "select id, area_id, version, updated_at from checks \
             where status = 'PLANNED' and planned_for < $1 \
             order by planned_for, id limit {AT_ONCE}{locked}"
        );
        let missed = Statement::from_sql_and_values(backend, text, [today.into()]);
        let missed = transaction.query_all_raw(missed).await?;
        for row in &missed {
            let id: Uuid = row.try_get("", "id")?;
            let version = row.try_get::<i32>("", "version")? + 1;
            let at = now.max(row.try_get("", "updated_at")?);
            let text = "update checks set status = 'MISSED', version = $1, updated_at = $2 \
                        where id = $3";
            let values = [version.into(), at.into(), id.into()];
            transaction.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
            let entry = AuditEntry {
                at,
                actor: None,
                action: "become_missed",
                object: Object::Check.as_str(),
                record: Some(id),
                area: Some(row.try_get("", "area_id")?),
                detail: Some(json!({
                    "kind": "MISS", "version": version, "status": ["PLANNED", "MISSED"],
                })),
            };
            audit::append(&transaction, entry).await?;
        }
        transaction.commit().await?;
        Ok(missed.len() as u64)
    }
}
