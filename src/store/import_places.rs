//! Imported places: new ones are added, those that differ are brought to what the file says.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use entity::{area, place};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::change::update;
use super::connections::finish;
use super::import_changes::Changes;
use super::places::{Held, held_places, take_along};
use super::{Dialect, Store, StoreError};
use crate::import::areas::Area;
use crate::import::places::PlaceRecord;

/// Places that are written in one transaction.
const BATCH: usize = 500;

impl Store {
    /// Adds places, and brings those that are there to what the file says; one that moves takes its
    /// checks and hazards along. It writes in batches in the order of the file: a kill between two of
    /// them leaves a clean prefix, and a second run goes on behind it. With `dry_run` it only tells
    /// what it would do.
    ///
    /// # Errors
    /// The database's; nothing of its batch is changed then.
    pub async fn import_places(
        &self,
        records: &[PlaceRecord],
        areas: &HashMap<&str, &Area>,
        dry_run: bool,
    ) -> Result<Changes, StoreError> {
        let now = Utc::now().trunc_subsecs(0);
        let mut changes = Changes::default();
        for batch in records.chunks(BATCH) {
            let transaction = self.begin().await?;
            write(&transaction, (self.dialect(), now), (batch, areas), &mut changes).await?;
            finish(transaction, dry_run).await?;
        }
        Ok(changes)
    }
}

/// Writes a batch, onto places as they stand once nobody else can change them.
async fn write(
    transaction: &DatabaseTransaction,
    (dialect, now): (Dialect, DateTime<Utc>),
    (batch, areas): (&[PlaceRecord], &HashMap<&str, &Area>),
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let codes = place::Column::Code.is_in(batch.iter().map(|record| record.code.as_str()));
    let area_of = |record: &PlaceRecord| areas.get(record.area_code.as_str()).map(|area| area.id);
    let into = batch.iter().filter_map(area_of);
    let held = held_places(transaction, codes, LockType::NoKeyUpdate, into).await?;
    let Held { areas: held, places } = held;
    let kept: HashMap<String, place::Model> =
        places.into_iter().map(|place| (place.code.clone(), place)).collect();
    for record in batch {
        let Some(area) = area_of(record).and_then(|id| held.get(&id)) else { continue };
        let was = kept.get(&record.code);
        let mut row = as_told(record, area, was);
        match was {
            None => {
                (row.created_at, row.updated_at) = (now, now);
                let row: place::ActiveModel = row.into();
                let insert = place::Entity::insert(row.reset_all());
                insert.exec_without_returning(transaction).await?;
                changes.added += 1;
            }
            Some(was) if *was == row => changes.unchanged += 1,
            Some(was) => {
                row.version += 1;
                row.updated_at = now.max(was.updated_at);
                update::<place::Entity>(transaction, was, &row).await?;
                if row.area_id != was.area_id {
                    take_along(transaction, (dialect, now), row.id, area).await?;
                }
                changes.updated += 1;
            }
        }
    }
    Ok(())
}

/// A place as the file tells it; what it does not tell stays.
fn as_told(record: &PlaceRecord, area: &area::Model, was: Option<&place::Model>) -> place::Model {
    let PlaceRecord { code, name, kind, address, latitude, longitude, .. } = record.clone();
    let (province_id, city_id, district_id) = (area.province_id, area.city_id, area.district_id);
    let (town_id, community_id, group_id) = (area.town_id, area.community_id, area.group_id);
    let never = chrono::DateTime::UNIX_EPOCH;
    place::Model {
        id: was.map_or_else(Uuid::now_v7, |was| was.id),
        code,
        name,
        kind,
        area_id: area.id,
        province_id,
        city_id,
        district_id,
        town_id,
        community_id,
        group_id,
        address: address.or_else(|| was.and_then(|was| was.address.clone())),
        latitude: latitude.or_else(|| was.and_then(|was| was.latitude)),
        longitude: longitude.or_else(|| was.and_then(|was| was.longitude)),
        version: was.map_or(1, |was| was.version),
        created_at: was.map_or(never, |was| was.created_at),
        updated_at: was.map_or(never, |was| was.updated_at),
        last_checked_on: was.and_then(|was| was.last_checked_on),
    }
}
