//! Imported cases, written in batches in the order of their file: a kill between two of them
//! leaves a clean prefix, and a second run goes on behind it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use entity::{case, case_event, category, clock, reporter, team};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::case_documents::write_documents;
use super::sealed::reporter_context;
use super::{Store, StoreError};
use crate::desk::clock::ClockKind;
use crate::desk::deadline::{Limits, Severity, due_at};
use crate::desk::private::masked;
use crate::desk::status::Status;
use crate::import::cases::{CaseRecord, Known, Place};
use crate::secret::Sealed;

/// Seals a text that is kept encrypted, for the place that it is kept at.
pub type Seal<'a> = &'a (dyn Fn(&str, &[u8]) -> Result<Sealed, StoreError> + Sync);

/// What became of a batch of cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Cases that were written.
    pub added: usize,
    /// Cases whose numbers were there already, which were left as they are.
    pub present: usize,
}

impl Store {
    /// The areas and teams that imported cases can name.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn known_to_cases(&self) -> Result<Known, StoreError> {
        let areas = self.areas().await?.into_iter();
        let areas = areas.map(|a| (a.code, Place { id: a.id, lineage: a.lineage })).collect();
        let teams: Vec<(Uuid, String, Uuid)> = team::Entity::find()
            .select_only()
            .columns([team::Column::Id, team::Column::Name, team::Column::AreaId])
            .into_tuple()
            .all(self.reader())
            .await?;
        let teams = teams.into_iter().map(|(id, name, area)| ((name, area), id)).collect();
        Ok(Known { areas, teams })
    }

    /// Which of these numbers cases have already.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn present_numbers(&self, numbers: &[&str]) -> Result<HashSet<String>, StoreError> {
        let mut present = HashSet::new();
        for chunk in numbers.chunks(10_000) {
            let found: Vec<String> = case::Entity::find()
                .select_only()
                .column(case::Column::Number)
                .filter(case::Column::Number.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(self.reader())
                .await?;
            present.extend(found);
        }
        Ok(present)
    }

    /// Writes a batch of cases, each with its clock, its event and, sealed, its reporter: all or
    /// nothing.
    ///
    /// # Errors
    /// The database's, or that a text could not be sealed; nothing of the batch is written then.
    pub async fn import_cases(
        &self,
        batch: &[CaseRecord],
        zone: Tz,
        seal: Seal<'_>,
    ) -> Result<Imported, StoreError> {
        let numbers: Vec<&str> = batch.iter().map(|case| case.number.as_str()).collect();
        let present = self.present_numbers(&numbers).await?;
        let new: Vec<(Uuid, &CaseRecord)> = batch
            .iter()
            .filter(|case| !present.contains(&case.number))
            .map(|case| (Uuid::now_v7(), case))
            .collect();
        let imported = Imported { added: new.len(), present: batch.len() - new.len() };
        if new.is_empty() {
            return Ok(imported);
        }
        let now = Utc::now().trunc_subsecs(0);
        let mut reporters = Vec::new();
        for (id, record) in &new {
            let Some(known) = &record.reporter else { continue };
            let text = serde_json::to_vec(known).map_err(|e| StoreError::Failed(e.to_string()))?;
            let sealed = seal(&reporter_context(*id), &text)?;
            reporters.push(reporter::ActiveModel {
                case_id: Set(*id),
                sealed: Set(sealed.bytes),
                key_id: Set(sealed.key_id),
                created_at: Set(now),
                updated_at: Set(now),
                reachable: Set(known.phone.is_some()),
            });
        }
        let transaction = self.begin().await?;
        let categories = categories(&transaction, &new).await?;
        let rows: Vec<_> =
            new.iter().map(|(id, record)| row(*id, record, &categories, zone)).collect();
        for rows in rows.chunks(500) {
            case::Entity::insert_many(rows.to_vec()).exec_without_returning(&transaction).await?;
        }
        let clocks: Vec<_> = rows.iter().filter_map(clock).collect();
        for clocks in clocks.chunks(1_000) {
            clock::Entity::insert_many(clocks.to_vec())
                .exec_without_returning(&transaction)
                .await?;
        }
        let events: Vec<_> = new.iter().map(|(id, record)| event(*id, record, now)).collect();
        for events in events.chunks(1_000) {
            case_event::Entity::insert_many(events.to_vec())
                .exec_without_returning(&transaction)
                .await?;
        }
        let ids: Vec<Uuid> = new.iter().map(|(id, _)| *id).collect();
        write_documents(&transaction, &ids).await?;
        for reporters in reporters.chunks(1_000) {
            reporter::Entity::insert_many(reporters.to_vec())
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(imported)
    }
}

/// The categories that a batch names by their names; those that there are not are made.
#[expect(clippy::disallowed_methods, reason = "categories are read by all")]
async fn categories(
    transaction: &DatabaseTransaction,
    batch: &[(Uuid, &CaseRecord)],
) -> Result<HashMap<String, (Uuid, Limits)>, StoreError> {
    let kept = category::Entity::find().all(transaction).await?;
    let mut next = kept.iter().map(|category| category.position).max().unwrap_or(0) + 1;
    let mut known: HashMap<String, (Uuid, Limits)> = HashMap::new();
    for category in kept {
        let limits = Limits {
            simple_days: category.simple_days.unsigned_abs(),
            ordinary_days: category.ordinary_days.unsigned_abs(),
            major_days: category.major_days.unsigned_abs(),
        };
        known.insert(category.code, (category.id, limits));
        known.insert(category.name, (category.id, limits));
    }
    for name in batch.iter().filter_map(|(_, record)| record.category.as_ref()) {
        if known.contains_key(name) {
            continue;
        }
        let limits = Limits::default();
        let id = Uuid::now_v7();
        let made = category::ActiveModel {
            id: Set(id),
            code: Set(name.clone()),
            name: Set(name.clone()),
            name_en: Set(None),
            parent_id: Set(None),
            simple_days: Set(limits.simple_days as i32),
            ordinary_days: Set(limits.ordinary_days as i32),
            major_days: Set(limits.major_days as i32),
            position: Set(next),
            version: Set(1),
        };
        next += 1;
        category::Entity::insert(made).exec_without_returning(transaction).await?;
        known.insert(name.clone(), (id, limits));
    }
    Ok(known)
}

fn row(
    id: Uuid,
    record: &CaseRecord,
    categories: &HashMap<String, (Uuid, Limits)>,
    zone: Tz,
) -> case::ActiveModel {
    let category = record.category.as_ref().and_then(|name| categories.get(name));
    let severity = Severity::from_name(&record.severity).unwrap_or(Severity::Ordinary);
    let limits = category.map_or_else(Limits::default, |(_, limits)| *limits);
    let [province_id, city_id, district_id, town_id, community_id, group_id] = record.area.lineage;
    case::ActiveModel {
        id: Set(id),
        number: Set(record.number.clone()),
        title: Set(record.title.clone()),
        description: Set(record.description.clone()),
        category_id: Set(category.map(|(id, _)| *id)),
        source: Set(record.source.clone()),
        severity: Set(record.severity.clone()),
        emergency: Set(false),
        confidential: Set(false),
        status: Set(record.status.clone()),
        is_open: Set(record.closed_at.is_none()),
        area_id: Set(record.area.id),
        province_id: Set(province_id),
        city_id: Set(city_id),
        district_id: Set(district_id),
        town_id: Set(town_id),
        community_id: Set(community_id),
        group_id: Set(group_id),
        desk_id: Set(record.area.id),
        address: Set(record.address.clone()),
        latitude: Set(record.latitude),
        longitude: Set(record.longitude),
        received_at: Set(record.received_at),
        due_at: Set(Some(due_at(record.received_at, severity, limits, zone))),
        closed_at: Set(record.closed_at),
        updated_at: Set(record.closed_at.unwrap_or(record.received_at)),
        received_by_id: Set(None),
        first_handler_id: Set(None),
        handler_id: Set(None),
        overseer_id: Set(None),
        team_id: Set(record.team),
        satisfaction: Set(None),
        reopen_count: Set(0),
        version: Set(1),
        masked_title: Set(masked(&record.title)),
        masked_description: Set(masked(&record.description)),
        masked_address: Set(record.address.as_deref().and_then(masked)),
        ..Default::default()
    }
}

/// The clock that has run since the case was received; none where the case has no time.
fn clock(row: &case::ActiveModel) -> Option<clock::ActiveModel> {
    let due_at = row.due_at.clone().take().flatten()?;
    let closed_at = row.closed_at.clone().take().flatten();
    // What was closed without having been done was not done in time either.
    let undone = [Status::Withdrawn, Status::Merged].map(Status::as_str);
    let is_undone = matches!(row.status.clone().take(), Some(status) if undone.contains(&&*status));
    Some(clock::ActiveModel {
        id: Set(Uuid::now_v7()),
        case_id: row.id.clone(),
        kind: Set(ClockKind::Resolution.as_str().to_owned()),
        started_at: row.received_at.clone(),
        due_at: Set(due_at),
        met_at: Set(closed_at.filter(|_| !is_undone)),
        ended_at: Set(closed_at.filter(|_| is_undone)),
        missed_at: Set(None),
    })
}

fn event(case: Uuid, record: &CaseRecord, now: DateTime<Utc>) -> case_event::ActiveModel {
    case_event::ActiveModel {
        id: Set(Uuid::now_v7()),
        case_id: Set(case),
        kind: Set("IMPORTED".to_owned()),
        at: Set(now),
        actor_id: Set(None),
        from_status: Set(None),
        to_status: Set(Some(record.status.clone())),
        team_id: Set(record.team),
        desk_id: Set(Some(record.area.id)),
        due_before: Set(None),
        due_after: Set(None),
        ..Default::default()
    }
}
