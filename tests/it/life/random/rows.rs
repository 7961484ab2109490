//! What is in the tables at one moment.

use std::collections::{BTreeMap, HashSet};

use entity::{audit_entry, case, case_event, clock, coordination, handover, outbox, supervision};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

pub(in crate::life) struct Rows {
    pub(in crate::life) cases: BTreeMap<Uuid, case::Model>,
    /// In the order in which they were written.
    pub(in crate::life) events: Vec<case_event::Model>,
    pub(in crate::life) slips: Vec<handover::Model>,
    pub(in crate::life) notices: Vec<supervision::Model>,
    pub(in crate::life) meetings: Vec<coordination::Model>,
    pub(in crate::life) clocks: Vec<clock::Model>,
    /// The event of each entry that subscribers are told.
    pub(in crate::life) told: Vec<Uuid>,
    /// What the audit trail has: the object, and the event where the entry names one.
    pub(in crate::life) trail: Vec<(String, Option<Uuid>)>,
}

impl Rows {
    pub(in crate::life) async fn of(database: &DatabaseConnection) -> Self {
        let cases = case::Entity::find().all(database).await.unwrap();
        let events = case_event::Entity::find().order_by_asc(case_event::Column::Id);
        let told = outbox::Entity::find().all(database).await.unwrap();
        // What was refused is told of no record.
        let done = audit_entry::Entity::find().filter(audit_entry::Column::RecordId.is_not_null());
        let trail = done.all(database).await.unwrap();
        let event_of = |detail: &str| {
            let detail: Value = serde_json::from_str(detail).unwrap();
            detail["event"].as_str().map(|id| Uuid::try_parse(id).unwrap())
        };
        Self {
            cases: cases.into_iter().map(|case| (case.id, case)).collect(),
            events: events.all(database).await.unwrap(),
            slips: handover::Entity::find().all(database).await.unwrap(),
            notices: supervision::Entity::find().all(database).await.unwrap(),
            meetings: coordination::Entity::find().all(database).await.unwrap(),
            clocks: clock::Entity::find().all(database).await.unwrap(),
            told: told.into_iter().filter_map(|entry| entry.event_id).collect(),
            trail: trail
                .into_iter()
                .map(|entry| (entry.object, entry.detail.as_deref().and_then(event_of)))
                .collect(),
        }
    }

    /// The events that were not there before.
    pub(in crate::life) fn since(&self, before: &Self) -> Vec<&case_event::Model> {
        let known: HashSet<Uuid> = before.events.iter().map(|event| event.id).collect();
        self.events.iter().filter(|event| !known.contains(&event.id)).collect()
    }
}
