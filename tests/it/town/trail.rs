//! What was noted on the audit trail, and sealed.

use entity::{area, audit_entry, audit_seal};
use uuid::Uuid;

use super::{Kind, Town, hours, id};

/// Entries with their seals.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    pub(crate) entries: Vec<audit_entry::Model>,
    pub(crate) seals: Vec<audit_seal::Model>,
}

impl Trail {
    /// An entry of an area, sealed as the nth of all.
    pub(crate) fn of(
        (id, sequence): (Uuid, i64),
        area: Option<&area::Model>,
        (actor, record): (Uuid, Uuid),
    ) -> Self {
        let at = hours(sequence);
        let entry = audit_entry::Model {
            id,
            at,
            actor_id: Some(actor),
            action: "read".to_owned(),
            object: "reporter".to_owned(),
            record_id: Some(record),
            area_id: area.map(|area| area.id),
            detail: Some(format!("{{\"reason\":\"回访{sequence}\"}}")),
        };
        let seal = audit_seal::Model {
            sequence,
            entry_id: id,
            sealed_at: at,
            key_id: "k".to_owned(),
            seal: sequence.to_be_bytes().to_vec(),
        };
        Self { entries: vec![entry], seals: vec![seal] }
    }

    pub(crate) fn extend(&mut self, more: Self) {
        let Self { entries, seals } = more;
        self.entries.extend(entries);
        self.seals.extend(seals);
    }
}

impl Town {
    /// An entry of each area, and one of none.
    pub(super) fn add_trail(&mut self) {
        let (actor, record) = (self.user("community"), self.cases[0].id);
        let areas: Vec<_> = self.areas.iter().map(Some).chain([None]).collect();
        let mut trail = Trail::default();
        for (sequence, area) in (1..).zip(areas) {
            let entry = id(Kind::Entry, sequence as usize);
            trail.extend(Trail::of((entry, sequence), area, (actor, record)));
        }
        self.trail = trail;
    }
}
