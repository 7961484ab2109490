//! The index of words in cases: a document for each, written in the transaction that writes what it
//! is made of.

use std::collections::HashMap;

use entity::{case, case_event};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Statement, Value,
};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::read::search::{area_token, document_literal, tokens};

/// Cases that are read at once.
const BATCH: usize = 500;

/// What a case is found by.
struct Document {
    case: Uuid,
    /// The tokens of its title, its description and its notes.
    parts: [Vec<String>; 3],
    areas: Vec<Uuid>,
}

impl Store {
    /// Writes the documents of all cases that have none, for rows that came in by another way than this
    /// program's; tells how many are done of how many. Each few by themselves, so that servers go on and
    /// a run that was ended is taken up by the next one. `anew` forgets all documents first: until they
    /// are written again, searches find less. Gives how many were written.
    ///
    /// # Errors
    /// The database's.
    pub async fn index_cases(
        &self,
        anew: bool,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<u64, StoreError> {
        if anew {
            let transaction = self.begin().await?;
            forget_documents(&transaction).await?;
            transaction.commit().await?;
        }
        let (mut done, mut after, mut all) = (0, None::<Uuid>, 0);
        loop {
            let transaction = self.begin().await?;
            if done == 0 {
                all = without_documents().count(&transaction).await?;
            }
            let batch = without_documents()
                .apply_if(after, |query, after| query.filter(case::Column::Id.gt(after)))
                .order_by_asc(case::Column::Id)
                .limit(BATCH as u64);
            let cases: Vec<Uuid> = batch.into_tuple().all(&transaction).await?;
            let Some(last) = cases.last() else {
                // One that is only dropped would hold others up for a while after this is over.
                transaction.rollback().await?;
                return Ok(done);
            };
            after = Some(*last);
            write_documents(&transaction, &cases).await?;
            transaction.commit().await?;
            done += cases.len() as u64;
            progress(done, all.max(done));
        }
    }
}

/// The ids of the cases that have no document.
#[expect(clippy::disallowed_methods, reason = "an index is nobody's to read")]
fn without_documents() -> Select<case::Entity> {
    let document = Expr::cust(
        "not exists (select 1 from case_documents known where known.case_id = cases.id)",
    );
    case::Entity::find().select_only().column(case::Column::Id).filter(document)
}

async fn forget_documents(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        return transaction.execute_unprepared("delete from case_documents").await.map(drop);
    }
    let words = "insert into case_words (case_words) values ('delete-all')";
    transaction.execute_unprepared(words).await?;
    transaction.execute_unprepared("delete from case_documents").await.map(drop)
}

/// Writes the documents of these cases anew, from how the cases stand.
pub(super) async fn write_documents(
    transaction: &DatabaseTransaction,
    cases: &[Uuid],
) -> Result<(), DbErr> {
    for cases in cases.chunks(BATCH) {
        for document in documents(transaction, cases).await? {
            match transaction.get_database_backend() {
                DbBackend::Postgres => write_to_postgres(transaction, document).await?,
                _ => write_to_sqlite(transaction, document).await?,
            }
        }
    }
    Ok(())
}

/// The same of all cases in these areas, or of all that there are; tells how many are done of how
/// many.
#[expect(clippy::disallowed_methods, reason = "an index is nobody's to read")]
pub(super) async fn write_all_documents(
    transaction: &DatabaseTransaction,
    areas: Option<&[Uuid]>,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), DbErr> {
    let mut wanted = case::Entity::find().select_only().column(case::Column::Id);
    if let Some(areas) = areas {
        wanted = wanted.filter(case::Column::AreaId.is_in(areas.iter().copied()));
    }
    let all = wanted.clone().count(transaction).await?;
    let (mut done, mut after) = (0, None::<Uuid>);
    loop {
        let batch =
            wanted.clone().apply_if(after, |query, after| query.filter(case::Column::Id.gt(after)));
        let batch = batch.order_by_asc(case::Column::Id).limit(BATCH as u64);
        let cases: Vec<Uuid> = batch.into_tuple().all(transaction).await?;
        let Some(last) = cases.last() else { return Ok(()) };
        after = Some(*last);
        write_documents(transaction, &cases).await?;
        done += cases.len() as u64;
        progress(done, all);
    }
}

/// What cases are found by: their words as lists show them, so that nobody finds one by the number
/// of a person.
#[expect(clippy::disallowed_methods, reason = "an index is nobody's to read")]
async fn documents(
    transaction: &DatabaseTransaction,
    cases: &[Uuid],
) -> Result<Vec<Document>, DbErr> {
    // Whoever adds a note meanwhile has the case, and writes its document later.
    let rows = case::Entity::find()
        .filter(case::Column::Id.is_in(cases.iter().copied()))
        .order_by_asc(case::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(transaction)
        .await?;
    let noted: Vec<(Uuid, Option<String>, Option<String>)> = case_event::Entity::find()
        .select_only()
        .columns([
            case_event::Column::CaseId,
            case_event::Column::MaskedNote,
            case_event::Column::Note,
        ])
        .filter(case_event::Column::CaseId.is_in(cases.iter().copied()))
        .filter(case_event::Column::Note.is_not_null())
        .into_tuple()
        .all(transaction)
        .await?;
    let mut notes: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (case, masked, plain) in noted {
        let note = masked.or(plain).unwrap_or_default();
        notes.entry(case).or_default().extend(tokens(&note));
    }
    let document = |row: case::Model| {
        let mut notes = notes.remove(&row.id).unwrap_or_default();
        notes.sort_unstable();
        notes.dedup();
        let title = tokens(&row.masked_title.unwrap_or(row.title));
        let description = tokens(&row.masked_description.unwrap_or(row.description));
        let areas = [
            row.province_id,
            row.city_id,
            row.district_id,
            row.town_id,
            row.community_id,
            row.group_id,
        ];
        Document {
            case: row.id,
            parts: [title, description, notes],
            areas: areas.into_iter().flatten().collect(),
        }
    };
    Ok(rows.into_iter().map(document).collect())
}

async fn write_to_postgres(
    transaction: &DatabaseTransaction,
    document: Document,
) -> Result<(), DbErr> {
    let areas: Vec<String> = document.areas.iter().map(|area| area_token(*area)).collect();
    let literal = document_literal(&document.parts, &areas);
    let text = "insert into case_documents (case_id, document) values ($1, $2::text::tsvector) \
                on conflict (case_id) do update set document = excluded.document";
    execute(transaction, text, [document.case.into(), literal.into()]).await
}

async fn write_to_sqlite(
    transaction: &DatabaseTransaction,
    document: Document,
) -> Result<(), DbErr> {
    let text = "insert into case_documents (case_id) values ($1) on conflict (case_id) do nothing";
    execute(transaction, text, [document.case.into()]).await?;
    let areas: Vec<String> = document.areas.iter().map(|area| area.simple().to_string()).collect();
    let [title, description, notes] = document.parts.map(|tokens| tokens.join(" "));
    let text = "insert or replace into case_words (rowid, areas, title, description, notes) \
                select id, $2, $3, $4, $5 from case_documents where case_id = $1";
    let values = [
        document.case.into(),
        areas.join(" ").into(),
        title.into(),
        description.into(),
        notes.into(),
    ];
    execute(transaction, text, values).await
}

async fn execute(
    transaction: &DatabaseTransaction,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<(), DbErr> {
    let backend = transaction.get_database_backend();
    transaction.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    Ok(())
}
