//! Imported hazards, written in batches in the order of their file: a kill between two of them
//! leaves a clean prefix, and a second run goes on behind it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{hazard, hazard_event, place};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::import_cases::Imported;
use super::places::held_places;
use super::{Store, StoreError};
use crate::desk::private::masked;
use crate::import::hazards::{HazardRecord, Known};

impl Store {
    /// The places and users that imported hazards can name.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn known_to_hazards(&self) -> Result<Known, StoreError> {
        let places = place::Entity::find()
            .select_only()
            .columns([place::Column::Code, place::Column::Id])
            .into_tuple::<(String, Uuid)>()
            .all(self.reader())
            .await?;
        Ok(Known { places: places.into_iter().collect(), users: self.active_usernames().await? })
    }

    /// Which of these numbers hazards have already.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn present_hazards(&self, numbers: &[&str]) -> Result<HashSet<String>, StoreError> {
        let mut present = HashSet::new();
        for chunk in numbers.chunks(10_000) {
            let found: Vec<String> = hazard::Entity::find()
                .select_only()
                .column(hazard::Column::Number)
                .filter(hazard::Column::Number.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(self.reader())
                .await?;
            present.extend(found);
        }
        Ok(present)
    }

    /// Writes a batch of hazards, each with what happened to it: all or nothing. Those whose numbers
    /// are there already are left as they are. They lie where their places do, which nobody moves
    /// meanwhile.
    ///
    /// # Errors
    /// The database's; nothing of the batch is written then.
    pub async fn import_hazards(&self, batch: &[HazardRecord]) -> Result<Imported, StoreError> {
        let numbers: Vec<&str> = batch.iter().map(|hazard| hazard.number.as_str()).collect();
        let present = self.present_hazards(&numbers).await?;
        let new: Vec<(Uuid, &HazardRecord)> = batch
            .iter()
            .filter(|hazard| !present.contains(&hazard.number))
            .map(|hazard| (Uuid::now_v7(), hazard))
            .collect();
        let imported = Imported { added: new.len(), present: batch.len() - new.len() };
        if new.is_empty() {
            return Ok(imported);
        }
        let transaction = self.begin().await?;
        let of = place::Column::Id.is_in(new.iter().map(|(_, record)| record.place));
        let held = held_places(&transaction, of, LockType::Share, []).await?;
        let places: HashMap<Uuid, place::Model> =
            held.places.into_iter().map(|place| (place.id, place)).collect();
        let mut rows = Vec::with_capacity(new.len());
        for (id, record) in &new {
            let lost = || StoreError::Failed("a hazard's place is lost".to_owned());
            rows.push(row(*id, record, places.get(&record.place).ok_or_else(lost)?));
        }
        for rows in rows.chunks(500) {
            hazard::Entity::insert_many(rows.to_vec()).exec_without_returning(&transaction).await?;
        }
        let events: Vec<_> = new.iter().flat_map(|(id, record)| events(*id, record)).collect();
        for events in events.chunks(1_000) {
            hazard_event::Entity::insert_many(events.to_vec())
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(imported)
    }
}

fn row(id: Uuid, record: &HazardRecord, place: &place::Model) -> hazard::ActiveModel {
    let HazardRecord { number, description, major, status, responsible, .. } = record;
    let HazardRecord { responsible_unit, found_at, due_at, rectified_at, verified_at, .. } = record;
    hazard::ActiveModel {
        id: Set(id),
        number: Set(number.clone()),
        area_id: Set(place.area_id),
        province_id: Set(place.province_id),
        city_id: Set(place.city_id),
        district_id: Set(place.district_id),
        town_id: Set(place.town_id),
        community_id: Set(place.community_id),
        group_id: Set(place.group_id),
        place_id: Set(place.id),
        masked_description: Set(masked(description)),
        description: Set(description.clone()),
        major: Set(*major),
        status: Set(status.clone()),
        responsible_id: Set(*responsible),
        masked_responsible_unit: Set(responsible_unit.as_deref().and_then(masked)),
        responsible_unit: Set(responsible_unit.clone()),
        found_at: Set(*found_at),
        due_at: Set(*due_at),
        rectified_at: Set(*rectified_at),
        verified_at: Set(*verified_at),
        version: Set(1),
        updated_at: Set(verified_at.or(*rectified_at).unwrap_or(*found_at)),
        ..Default::default()
    }
}

/// What happened to it, as far as its file tells.
fn events(hazard: Uuid, record: &HazardRecord) -> impl Iterator<Item = hazard_event::ActiveModel> {
    let happened: [(&str, Option<DateTime<Utc>>); 3] = [
        ("FOUND", Some(record.found_at)),
        ("RECTIFIED", record.rectified_at),
        ("VERIFIED", record.verified_at),
    ];
    let due = record.due_at;
    happened.into_iter().filter_map(move |(kind, at)| {
        Some(hazard_event::ActiveModel {
            id: Set(Uuid::now_v7()),
            hazard_id: Set(hazard),
            kind: Set(kind.to_owned()),
            at: Set(at?),
            actor_id: Set(None),
            to_status: Set(Some(kind.to_owned())),
            due_after: Set((kind == "FOUND").then_some(due)),
            ..Default::default()
        })
    })
}
