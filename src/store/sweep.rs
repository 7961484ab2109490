//! What the clock does by itself: cases that became overdue are noted once, and what nobody needs
//! any longer is removed. However many instances run, one at a time sweeps.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{case_event, idempotency_key};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Set, Statement,
};
use serde_json::json;
use uuid::Uuid;

use super::audit::{self, AuditEntry};
use super::change::{KEYS_GOOD_FOR, Word, leave_word};
use super::{Store, StoreError};
use crate::policy::Object;
use crate::read::subject::Subject;

/// How many cases one transaction notes at most, so that it locks nothing for long.
const AT_ONCE: i64 = 200;

/// How long subscribers may be away and still be told all that happened meanwhile.
const OUTBOX_KEPT: TimeDelta = TimeDelta::days(7);

/// The lock that the sweeping instance holds on PostgreSQL: any number that nothing else takes.
const LOCK: i64 = 0x7761_7264_0001;

impl Store {
    /// Notes the cases whose time was up by now, each once, in the order in which it was up; gives
    /// how many. None where another instance is at it.
    ///
    /// # Errors
    /// The database's; what was noted before stays noted.
    pub async fn note_overdue_cases(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut noted = 0;
        loop {
            let batch = self.note_some(now).await?;
            noted += batch;
            if batch < AT_ONCE as u64 {
                return Ok(noted);
            }
        }
    }

    async fn note_some(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        if !is_ours(&transaction, LOCK).await? {
            return Ok(0);
        }
        let backend = transaction.get_database_backend();
        let locked = match backend {
            DbBackend::Postgres => " for no key update of late skip locked",
            _ => "",
        };
        let text = format!(
            "select late.id, late.due_at, late.area_id, {} as image from cases late \
             where late.is_open and late.overdue_noted_at is null and late.due_at <= $1 \
             order by late.due_at limit {AT_ONCE}{locked}",
            Subject::Case.image(self.dialect(), "late"),
        );
        let late = Statement::from_sql_and_values(backend, text, [now.into()]);
        let late = transaction.query_all_raw(late).await?;
        for row in &late {
            let id: Uuid = row.try_get("", "id")?;
            let due: DateTime<Utc> = row.try_get("", "due_at")?;
            let noted = "update cases set overdue_noted_at = $1 where id = $2";
            let values = [now.into(), id.into()];
            let noted = Statement::from_sql_and_values(backend, noted, values);
            transaction.execute_raw(noted).await?;
            let area = row.try_get("", "area_id")?;
            let late = Late { id, area, due, image: Some(row.try_get("", "image")?) };
            became_overdue(&transaction, late, now).await?;
        }
        transaction.commit().await?;
        Ok(late.len() as u64)
    }

    /// Forgets the idempotency keys of more than a day ago, and what subscribers were told more than
    /// a week ago.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_what_is_old(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        idempotency_key::Entity::delete_many()
            .filter(idempotency_key::Column::CreatedAt.lte(now - KEYS_GOOD_FOR))
            .exec(self.writer())
            .await?;
        // Of those that are told, none stays behind one that is forgotten.
        let backend = self.writer().get_database_backend();
        let text = "delete from outbox where at < $1 and not exists (select 1 from outbox kept \
                    where kept.at >= $1 and (kept.transaction_id, kept.position) \
                    < (outbox.transaction_id, outbox.position))";
        let old = Statement::from_sql_and_values(backend, text, [(now - OUTBOX_KEPT).into()]);
        self.writer().execute_raw(old).await?;
        Ok(())
    }
}

/// Whether nobody else holds this lock; it is held until the transaction ends. SQLite has one writer
/// anyway.
pub(super) async fn is_ours(transaction: &DatabaseTransaction, lock: i64) -> Result<bool, DbErr> {
    let backend = transaction.get_database_backend();
    if backend != DbBackend::Postgres {
        return Ok(true);
    }
    let text = "select pg_try_advisory_xact_lock($1) as ours";
    let asked = Statement::from_sql_and_values(backend, text, [lock.into()]);
    match transaction.query_one_raw(asked).await? {
        Some(row) => row.try_get("", "ours"),
        None => Ok(false),
    }
}

/// A case whose time is up.
pub(super) struct Late {
    pub(super) id: Uuid,
    pub(super) area: Uuid,
    pub(super) due: DateTime<Utc>,
    /// The case as it is, for those who are told.
    pub(super) image: Option<String>,
}

/// Writes that a case's time was up: its event, word for subscribers, and the audit entry.
#[expect(clippy::disallowed_methods, reason = "nothing of it is told to anybody")]
pub(super) async fn became_overdue(
    transaction: &DatabaseTransaction,
    late: Late,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Late { id: case, area, due, image } = late;
    let id = Uuid::now_v7();
    // A matter that came in long ago may be late before it is registered; its timeline begins there.
    let registered: Option<DateTime<Utc>> = case_event::Entity::find()
        .select_only()
        .column_as(case_event::Column::At.max(), "at")
        .filter(case_event::Column::CaseId.eq(case))
        .filter(case_event::Column::Kind.eq("REGISTERED"))
        .into_tuple()
        .one(transaction)
        .await?
        .flatten();
    let event = case_event::ActiveModel {
        id: Set(id),
        case_id: Set(case),
        kind: Set("BECAME_OVERDUE".to_owned()),
        at: Set(registered.map_or(due, |registered| registered.max(due))),
        ..Default::default()
    };
    case_event::Entity::insert(event).exec_without_returning(transaction).await?;
    let word = Word { object: Object::Case, record: case, event: Some(id), image };
    leave_word(transaction, now, word).await?;
    let entry = AuditEntry {
        at: now,
        actor: None,
        action: "become_overdue",
        object: Object::Case.as_str(),
        record: Some(case),
        area: Some(area),
        detail: Some(json!({"event": id})),
    };
    audit::append(transaction, entry).await
}
