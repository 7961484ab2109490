//! What the clock does with hazards: those that became overdue are noted once, and those that stay
//! so rise to the level above. However many instances run, one at a time sweeps.

use chrono::{DateTime, TimeDelta, Utc};
use entity::hazard_event;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryResult, Set,
    Statement,
};
use serde_json::json;
use uuid::Uuid;

use crate::policy::Object;
use crate::read::subject::Subject;
use crate::store::audit::{self, AuditEntry};
use crate::store::change::{Word, leave_word};
use crate::store::sweep::is_ours;
use crate::store::{Store, StoreError};

/// How many hazards one transaction takes at most, so that it locks nothing for long.
const AT_ONCE: i64 = 200;

/// The lock that the sweeping instance holds on PostgreSQL: any number that nothing else takes.
const LOCK: i64 = 0x7761_7264_6861;

/// What is looked for: its columns beside the hazard's, its tables beside the hazards, and which of
/// them, by moments.
struct Looked {
    columns: &'static str,
    joined: &'static str,
    such: &'static str,
    /// Whether they are to rise, and not only to be noted.
    rise: bool,
}

/// Those whose time is up at `$1` and that are not noted.
const OVERDUE: Looked = Looked {
    columns: "cast(null as uuid) as above",
    joined: "",
    such: "late.rectified_at is null and late.overdue_noted_at is null and late.due_at <= $1",
    rise: false,
};

/// Those that have been late where they stand since before `$1`; what stands in a town or above has
/// no area to rise to. What was noted or raised after `$2` was so by a clock that ran ahead, and says
/// nothing.
const TO_RAISE: Looked = Looked {
    columns: "case when stands.level in ('COMMUNITY', 'GROUP') then stands.parent_id end as above",
    joined: "join areas stands on stands.id = coalesce(late.raised_to_id, late.area_id)",
    such: "late.raise_from is not null and late.due_at <= $1 \
           and (late.raise_from <= $1 or late.raise_from > $2)",
    rise: true,
};

impl Store {
    /// Notes the hazards whose time was up by now and that are not put right, each once, in the
    /// order in which it was up; gives how many. None where another instance is at it.
    ///
    /// # Errors
    /// The database's; what was noted before stays noted.
    pub async fn note_overdue_hazards(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.sweep_hazards(&OVERDUE, &[now], now).await
    }

    /// Raises each hazard that has been late for so long where it stands to the area above, up to
    /// its town; gives how many rose. None where another instance is at it.
    ///
    /// # Errors
    /// The database's; what was raised before stays raised.
    pub async fn raise_overdue_hazards(
        &self,
        after: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        self.sweep_hazards(&TO_RAISE, &[now - after, now + after], now).await
    }

    async fn sweep_hazards(
        &self,
        looked: &Looked,
        by: &[DateTime<Utc>],
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let (seen, told) = self.sweep_some_hazards(looked, by, now).await?;
            swept += told;
            if seen < AT_ONCE as usize {
                return Ok(swept);
            }
        }
    }

    /// Gives how many there were, and of how many something is told.
    async fn sweep_some_hazards(
        &self,
        Looked { columns, joined, such, rise }: &Looked,
        by: &[DateTime<Utc>],
        now: DateTime<Utc>,
    ) -> Result<(usize, u64), StoreError> {
        let transaction = self.begin().await?;
        if !is_ours(&transaction, LOCK).await? {
            return Ok((0, 0));
        }
        let backend = transaction.get_database_backend();
        let locked = match backend {
            DbBackend::Postgres => " for no key update of late skip locked",
            _ => "",
        };
        let text = format!(
            "select late.id, late.due_at, late.updated_at, late.area_id, {columns}, \
             {} as image from hazards late {joined} where {such} \
             order by late.due_at limit {AT_ONCE}{locked}",
            Subject::Hazard.image(self.dialect(), "late"),
        );
        let moments = by.iter().map(|moment| (*moment).into());
        let late = Statement::from_sql_and_values(backend, text, moments);
        let late = transaction.query_all_raw(late).await?;
        let mut told = 0;
        for row in &late {
            let late = LateHazard::of(row, now)?;
            let ends = *rise && late.raised_to.is_none();
            let (noted, values) = match late.raised_to {
                None if ends => ("raise_from = null", vec![]),
                None => ("overdue_noted_at = $2, raise_from = $2", vec![now.into()]),
                Some(above) => (
                    "raised_at = $2, raise_from = $2, raised_to_id = $3",
                    vec![now.into(), above.into()],
                ),
            };
            let noted = format!("update hazards set {noted} where id = $1");
            let values = std::iter::once(late.id.into()).chain(values);
            let noted = Statement::from_sql_and_values(backend, noted, values);
            transaction.execute_raw(noted).await?;
            if !ends {
                late.tell(&transaction, now).await?;
                told += 1;
            }
        }
        transaction.commit().await?;
        Ok((late.len(), told))
    }
}

/// A hazard whose time is up.
pub(super) struct LateHazard {
    pub(super) id: Uuid,
    pub(super) area: Uuid,
    /// When it came to be so: after all that has happened to it, since a timeline goes one way.
    pub(super) at: DateTime<Utc>,
    /// The area above that it rises to; none where it has only become late.
    pub(super) raised_to: Option<Uuid>,
    /// The hazard as it is, for those who are told.
    pub(super) image: Option<String>,
}

impl LateHazard {
    fn of(row: &QueryResult, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let raised_to: Option<Uuid> = row.try_get("", "above")?;
        let due: DateTime<Utc> = row.try_get("", "due_at")?;
        let updated: DateTime<Utc> = row.try_get("", "updated_at")?;
        Ok(Self {
            id: row.try_get("", "id")?,
            area: row.try_get("", "area_id")?,
            at: raised_to.map_or(due, |_| now).max(updated),
            raised_to,
            image: Some(row.try_get("", "image")?),
        })
    }

    /// Writes its event, word for subscribers, and the audit entry. It raises no version: whoever
    /// is putting the hazard right meanwhile is in nobody's way.
    pub(super) async fn tell(
        self,
        transaction: &DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let Self { id: hazard, area, at, raised_to, image } = self;
        let (kind, action) = match raised_to {
            None => ("BECAME_OVERDUE", "become_overdue"),
            Some(_) => ("RAISED", "raise"),
        };
        let id = Uuid::now_v7();
        let event = hazard_event::ActiveModel {
            id: Set(id),
            hazard_id: Set(hazard),
            kind: Set(kind.to_owned()),
            at: Set(at),
            raised_to_id: Set(raised_to),
            ..Default::default()
        };
        hazard_event::Entity::insert(event).exec_without_returning(transaction).await?;
        let (object, record) = (Object::Hazard, hazard);
        leave_word(transaction, now, Word { object, record, event: Some(id), image }).await?;
        let entry = AuditEntry {
            at: now,
            actor: None,
            action,
            object: object.as_str(),
            record: Some(record),
            area: Some(area),
            detail: Some(json!({"event": id, "raisedTo": raised_to})),
        };
        audit::append(transaction, entry).await
    }
}
