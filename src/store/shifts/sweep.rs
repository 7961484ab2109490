//! The gaps that nobody makes by doing something: the clock finds them, each once, however many
//! instances run.

use chrono::{DateTime, Utc};
use entity::shift;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IntoActiveModel, Statement,
};
use uuid::Uuid;

use super::gaps::write_gaps;
use super::held::members_of;
use crate::store::sweep::is_ours;
use crate::store::{Store, StoreError};

/// How many shifts one transaction looks at, so that it locks nothing for long.
const AT_ONCE: i64 = 100;

/// The lock that the sweeping instance holds on PostgreSQL: any number that nothing else takes.
const LOCK: i64 = 0x7761_7264_0103;

impl Store {
    /// Looks for gaps of the shifts whose time for it has come; gives how many these were. None where
    /// another instance is at it.
    ///
    /// # Errors
    /// The database's; what was found before stays found.
    pub async fn look_for_shift_gaps(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut looked = 0;
        loop {
            let batch = self.look_at_some(now).await?;
            looked += batch;
            if batch < AT_ONCE as u64 {
                return Ok(looked);
            }
        }
    }

    async fn look_at_some(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
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
            "select id from shifts where settled_at is null and look_at <= $1 \
             order by look_at, id limit {AT_ONCE}{locked}"
        );
        let due = Statement::from_sql_and_values(backend, text, [now.into()]);
        let due = transaction.query_all_raw(due).await?;
        for row in &due {
            look_at(&transaction, row.try_get("", "id")?, now).await?;
        }
        transaction.commit().await?;
        Ok(due.len() as u64)
    }
}

/// Looks at one shift, which is locked.
#[expect(clippy::disallowed_methods, reason = "nothing of it is told")]
pub(super) async fn look_at(
    transaction: &DatabaseTransaction,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(mut row) = shift::Entity::find_by_id(id).one(transaction).await? else {
        return Ok(());
    };
    let members = members_of(transaction, id).await?;
    write_gaps(transaction, &mut row, &members, now).await?;
    let mut changed = row.clone().into_active_model();
    changed.look_at = sea_orm::Set(row.look_at);
    changed.settled_at = sea_orm::Set(row.settled_at);
    shift::Entity::update(changed).exec(transaction).await?;
    Ok(())
}
