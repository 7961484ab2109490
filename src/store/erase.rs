//! Who brought a case, and whom it concerns, forgotten once the retention time is over. The case
//! stays.

use chrono::{DateTime, Utc};
use entity::{case, case_event, file, party, reporter};
use sea_orm::sea_query::{Expr, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::audit::{AuditEntry, append};
use super::{Store, StoreError};

/// How many cases are looked at in one transaction.
const BATCH: u64 = 100;

/// The most cases of a chain of merged ones.
const LONGEST_CHAIN: usize = 32;

/// What was erased, or would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Cases that something was erased of.
    pub cases: u64,
    /// Who brought them.
    pub reporters: u64,
    /// Whom they concern.
    pub parties: u64,
    /// Files that hold personal data, with their bytes.
    pub files: u64,
}

/// Which cases, and what is done with them.
#[derive(Debug, Clone, Copy)]
pub struct Expiry {
    /// Cases closed before this moment have expired.
    pub closed_before: DateTime<Utc>,
    /// When it is done.
    pub now: DateTime<Utc>,
    /// Whether it is only counted.
    pub dry_run: bool,
}

impl Store {
    /// Erases the reporters, parties and personal files of cases that were closed before a moment,
    /// each with an entry in the audit trail. A case that is open, or was merged into one that is open
    /// or was closed since, is left alone. `remove` takes the bytes of a file away, and is no failure
    /// where there are none; they go before their row does, so that a second run finds what a first
    /// one that was stopped has left. `tell` hears how many cases a transaction was about.
    ///
    /// # Errors
    /// The database's, or that of `remove`; what was erased before stays so.
    pub async fn erase_expired(
        &self,
        expiry: Expiry,
        remove: impl AsyncFn(Uuid) -> Result<(), StoreError>,
        tell: impl Fn(u64),
    ) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        let mut after = None;
        loop {
            let ids = self.expired(expiry.closed_before, after).await?;
            let Some(last) = ids.last() else { return Ok(erased) };
            after = Some(*last);
            if expiry.dry_run {
                for case in closed(self.reader(), &ids, expiry.closed_before, false).await? {
                    erased.add(count(self.reader(), case.id).await?);
                }
            } else {
                let transaction = self.begin().await?;
                // Looked at again, and held: one that is reopened meanwhile keeps its reporter.
                for case in closed(&transaction, &ids, expiry.closed_before, true).await? {
                    erased.add(erase(&transaction, &case, expiry.now, &remove).await?);
                }
                transaction.commit().await?;
            }
            tell(ids.len() as u64);
        }
    }

    /// Closed cases behind an id of which there is something to erase.
    #[expect(clippy::disallowed_methods, reason = "what is erased is not shown")]
    async fn expired(
        &self,
        before: DateTime<Utc>,
        after: Option<Uuid>,
    ) -> Result<Vec<Uuid>, StoreError> {
        let reporters =
            Query::select().column(reporter::Column::CaseId).from(reporter::Entity).take();
        let parties = Query::select().column(party::Column::CaseId).from(party::Entity).take();
        let files = Query::select()
            .column(file::Column::CaseId)
            .from(file::Entity)
            .and_where(file::Column::Personal.eq(true))
            .and_where(file::Column::CaseId.is_not_null())
            .take();
        let id = case::Column::Id;
        let ids = case::Entity::find()
            .select_only()
            .column(id)
            .filter(case::Column::IsOpen.eq(false))
            .filter(case::Column::ClosedAt.lt(before))
            .filter(
                Condition::any()
                    .add(id.in_subquery(reporters))
                    .add(id.in_subquery(parties))
                    .add(id.in_subquery(files)),
            )
            .apply_if(after, |query, after| query.filter(id.gt(after)))
            .order_by_asc(id)
            .limit(BATCH)
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(ids)
    }
}

impl Erased {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.reporters += other.reporters;
        self.parties += other.parties;
        self.files += other.files;
    }
}

/// Those of the cases that are still closed, and that no open case goes on for.
#[expect(clippy::disallowed_methods, reason = "what is erased is not shown")]
async fn closed(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
    before: DateTime<Utc>,
    lock: bool,
) -> Result<Vec<case::Model>, StoreError> {
    let mut query = case::Entity::find()
        .filter(case::Column::Id.is_in(ids.iter().copied()))
        .filter(case::Column::IsOpen.eq(false))
        .filter(case::Column::ClosedAt.lt(before))
        .order_by_asc(case::Column::Id);
    // SQLite has one writer, who has begun already.
    if lock && connection.get_database_backend() == sea_orm::DbBackend::Postgres {
        query = query.lock(LockType::Update);
    }
    let mut expired = Vec::new();
    for case in query.all(connection).await? {
        let mut next = case.merged_into_id;
        let mut goes_on = false;
        for _ in 0..LONGEST_CHAIN {
            let Some(id) = next.take() else { break };
            let Some(other) = case::Entity::find_by_id(id).one(connection).await? else { break };
            goes_on = other.is_open || other.closed_at.is_none_or(|closed| closed >= before);
            next = other.merged_into_id.filter(|_| !goes_on);
        }
        if !goes_on {
            expired.push(case);
        }
    }
    Ok(expired)
}

#[expect(clippy::disallowed_methods, reason = "what is erased is not shown")]
async fn count(connection: &impl ConnectionTrait, case: Uuid) -> Result<Erased, StoreError> {
    let reporters = reporter::Entity::find().filter(reporter::Column::CaseId.eq(case));
    let parties = party::Entity::find().filter(party::Column::CaseId.eq(case));
    Ok(Erased {
        cases: 1,
        reporters: reporters.count(connection).await?,
        parties: parties.count(connection).await?,
        files: personal_files(connection, case).await?.len() as u64,
    })
}

async fn erase(
    transaction: &DatabaseTransaction,
    case: &case::Model,
    now: DateTime<Utc>,
    remove: &impl AsyncFn(Uuid) -> Result<(), StoreError>,
) -> Result<Erased, StoreError> {
    let files = personal_files(transaction, case.id).await?;
    for file in &files {
        remove(*file).await?;
    }
    if !files.is_empty() {
        // That something was attached stays in the timeline.
        case_event::Entity::update_many()
            .col_expr(case_event::Column::AttachmentId, Expr::value(None::<Uuid>))
            .filter(case_event::Column::AttachmentId.is_in(files.iter().copied()))
            .exec(transaction)
            .await?;
        file::Entity::delete_many()
            .filter(file::Column::Id.is_in(files.iter().copied()))
            .exec(transaction)
            .await?;
    }
    let reporters = reporter::Entity::delete_many().filter(reporter::Column::CaseId.eq(case.id));
    let parties = party::Entity::delete_many().filter(party::Column::CaseId.eq(case.id));
    let erased = Erased {
        cases: 1,
        reporters: reporters.exec(transaction).await?.rows_affected,
        parties: parties.exec(transaction).await?.rows_affected,
        files: files.len() as u64,
    };
    let detail = json!({
        "closedAt": case.closed_at,
        "reporters": erased.reporters,
        "parties": erased.parties,
        "files": erased.files,
    });
    let entry = AuditEntry {
        at: now,
        actor: None,
        action: "erase",
        object: "reporter",
        record: Some(case.id),
        area: Some(case.area_id),
        detail: Some(detail),
    };
    append(transaction, entry).await?;
    Ok(erased)
}

#[expect(clippy::disallowed_methods, reason = "what is erased is not shown")]
async fn personal_files(
    connection: &impl ConnectionTrait,
    case: Uuid,
) -> Result<Vec<Uuid>, StoreError> {
    let files = file::Entity::find()
        .select_only()
        .column(file::Column::Id)
        .filter(file::Column::CaseId.eq(case))
        .filter(file::Column::Personal.eq(true))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(files)
}
