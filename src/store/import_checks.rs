//! Imported checks: those whose numbers are new, with their answers. What is there is left as it is.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{check, check_item, checklist, checklist_question, place, team};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, Set,
};
use uuid::Uuid;

use super::checks::{PlannedCheck, questions};
use super::places::held_places;
use super::{Imported, Store, StoreError};
use crate::desk::check::kind::CheckKind;
use crate::desk::private::masked;
use crate::import::checks::{CheckRecord, Known, KnownPlace};

/// Checks that are written in one transaction.
const BATCH: usize = 500;

impl Store {
    /// What imported checks can name.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn known_to_checks(&self) -> Result<Known, StoreError> {
        let places = place::Entity::find().all(self.reader()).await?.into_iter();
        let places = places.map(|place| (place.code.clone(), known(&place))).collect();
        let current = checklist::Entity::find().filter(checklist::Column::Current.eq(true));
        let mut checklists = HashMap::new();
        for list in current.all(self.reader()).await? {
            let asked = checklist_question::Entity::find()
                .filter(checklist_question::Column::ChecklistId.eq(list.id))
                .all(self.reader())
                .await?;
            let codes = asked.into_iter().map(|question| question.code).collect();
            checklists.insert(list.code, (list.id, codes));
        }
        let teams = team::Entity::find().all(self.reader()).await?.into_iter();
        let teams = teams.map(|team| ((team.name, team.area_id), team.id)).collect();
        Ok(Known { places, checklists, teams, users: self.usernames().await? })
    }

    /// Writes the checks whose numbers are new, in batches in the order of their file: a kill between
    /// two of them leaves a clean prefix, and a second run goes on behind it. With `dry_run` it only
    /// tells what it would do.
    ///
    /// # Errors
    /// The database's; nothing of its batch is written then.
    pub async fn import_checks(
        &self,
        records: &[CheckRecord],
        (now, zone): (DateTime<Utc>, Tz),
        dry_run: bool,
    ) -> Result<Imported, StoreError> {
        let mut whole = Imported::default();
        for batch in records.chunks(BATCH) {
            let transaction = self.begin().await?;
            let present = present(&transaction, batch).await?;
            let new = batch.iter().filter(|record| !present.contains(&record.number));
            let new: Vec<&CheckRecord> = new.collect();
            whole.added += new.len();
            whole.present += batch.len() - new.len();
            if dry_run {
                transaction.rollback().await?;
                continue;
            }
            write(&transaction, &new, now).await?;
            checked_on(&transaction, &new, zone).await?;
            transaction.commit().await?;
        }
        Ok(whole)
    }
}

fn known(place: &place::Model) -> KnownPlace {
    let lineage = [
        place.province_id,
        place.city_id,
        place.district_id,
        place.town_id,
        place.community_id,
        place.group_id,
    ];
    KnownPlace { id: place.id, lineage }
}

#[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
async fn present(
    transaction: &DatabaseTransaction,
    batch: &[CheckRecord],
) -> Result<HashSet<String>, StoreError> {
    let numbers = batch.iter().map(|record| record.number.as_str());
    let found = check::Entity::find().filter(check::Column::Number.is_in(numbers));
    Ok(found.all(transaction).await?.into_iter().map(|check| check.number).collect())
}

async fn write(
    transaction: &DatabaseTransaction,
    new: &[&CheckRecord],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let named: HashSet<Uuid> = new.iter().map(|record| record.place).collect();
    // Held as those are whose last day is written after.
    let of = place::Column::Id.is_in(named);
    let held = held_places(transaction, of, LockType::NoKeyUpdate, []).await?;
    let places: HashMap<Uuid, place::Model> =
        held.places.into_iter().map(|place| (place.id, place)).collect();
    let mut lists: HashMap<Uuid, Vec<checklist_question::Model>> = HashMap::new();
    let (mut rows, mut items) = (Vec::new(), Vec::new());
    for record in new {
        let lost = || StoreError::Failed("a check's place is lost".to_owned());
        let place = places.get(&record.place).ok_or_else(lost)?;
        let asked = match lists.entry(record.checklist) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(questions(transaction, record.checklist).await?),
        };
        let row = row(record, place, now);
        items.extend(asked.iter().map(|question| item(row.id, question, record)));
        let row: check::ActiveModel = row.into();
        rows.push(row.reset_all());
    }
    for rows in rows.chunks(BATCH) {
        check::Entity::insert_many(rows.to_vec()).exec_without_returning(transaction).await?;
    }
    for items in items.chunks(1_000) {
        check_item::Entity::insert_many(items.to_vec()).exec_without_returning(transaction).await?;
    }
    Ok(())
}

fn row(record: &CheckRecord, place: &place::Model, now: DateTime<Utc>) -> check::Model {
    let planned = PlannedCheck {
        number: record.number.clone(),
        kind: CheckKind::from_name(&record.kind).unwrap_or(CheckKind::Special),
        place,
        checklist: record.checklist,
        planned_for: record.planned_for,
        team: record.team,
        inspector: record.inspector,
        rechecks: None,
        plan: None,
        created_by: None,
    };
    let outcome = if record.failed.is_empty() { "PASSED" } else { "HAZARDS_FOUND" };
    check::Model {
        status: record.status.clone(),
        outcome: record.signed_at.map(|_| outcome.to_owned()),
        signed_at: record.signed_at,
        signed_by_id: record.inspector.filter(|_| record.signed_at.is_some()),
        masked_cancel_reason: record.cancel_reason.as_deref().and_then(masked),
        cancel_reason: record.cancel_reason.clone(),
        ..planned.row(now)
    }
}

fn item(
    check: Uuid,
    question: &checklist_question::Model,
    record: &CheckRecord,
) -> check_item::ActiveModel {
    let passed = record.signed_at.map(|_| !record.failed.contains(&question.code));
    check_item::ActiveModel {
        check_id: Set(check),
        position: Set(question.position),
        code: Set(question.code.clone()),
        question: Set(question.text.clone()),
        passed: Set(passed),
        note: Set(None),
        masked_note: Set(None),
    }
}

/// Notes the days on which places were last checked.
async fn checked_on(
    transaction: &DatabaseTransaction,
    new: &[&CheckRecord],
    zone: Tz,
) -> Result<(), StoreError> {
    // In one order, so that two who import wait for each other and no more.
    let mut last: BTreeMap<Uuid, NaiveDate> = BTreeMap::new();
    for record in new {
        let Some(signed) = record.signed_at else { continue };
        let day = signed.with_timezone(&zone).date_naive();
        let last = last.entry(record.place).or_insert(day);
        *last = day.max(*last);
    }
    for (id, day) in last {
        let earlier = Condition::any()
            .add(place::Column::LastCheckedOn.is_null())
            .add(place::Column::LastCheckedOn.lt(day));
        place::Entity::update_many()
            .col_expr(place::Column::LastCheckedOn, Expr::value(day))
            .filter(place::Column::Id.eq(id))
            .filter(earlier)
            .exec(transaction)
            .await?;
    }
    Ok(())
}
