//! Writing a change: the hazard, its event, what subscribers are told, and the audit trail.

use chrono::{DateTime, Utc};
use entity::{hazard, hazard_event};
use sea_orm::{EntityTrait, Set};
use serde_json::json;
use uuid::Uuid;

use super::held::HeldHazard;
use super::sweep::LateHazard;
use crate::policy::Object;
use crate::store::change::{Change, Changing, Made, Unmade, Word, Words};

/// What an event tells beside what has changed of the hazard.
#[derive(Default)]
pub(in crate::store) struct NewHazardEvent {
    pub(in crate::store) kind: &'static str,
    /// What the policy calls it.
    pub(in crate::store) action: &'static str,
    pub(in crate::store) note: Option<String>,
    pub(in crate::store) attachment: Option<Uuid>,
    /// It changes nothing of the hazard itself, and so raises no version.
    pub(in crate::store) is_aside: bool,
    /// There was no hazard before.
    pub(in crate::store) is_first: bool,
}

impl Changing<'_> {
    /// Writes the hazard in hand with what has happened to it; gives the event.
    pub(in crate::store) async fn write_hazard(
        &self,
        held: &mut HeldHazard,
        event: NewHazardEvent,
    ) -> Result<Uuid, Unmade> {
        // Clocks of several machines differ, and a timeline goes one way.
        let at = self.acting.now.max(held.was.updated_at);
        self.note_overdue_hazard(held).await?;
        if !event.is_aside {
            held.row.version += 1;
        }
        held.row.updated_at = at;
        // More time can be missed anew.
        if held.row.due_at != held.was.due_at && held.row.due_at > at {
            held.row.overdue_noted_at = None;
        }
        // What is put right or has time left does not rise.
        if held.row.rectified_at.is_some() || held.row.overdue_noted_at.is_none() {
            held.row.raise_from = None;
        }
        self.update::<hazard::Entity>(&held.was, &held.row).await?;
        self.record_of_hazard(held, event, at).await
    }

    /// Writes what has happened to a hazard that is written already.
    pub(super) async fn record_of_hazard(
        &self,
        held: &HeldHazard,
        event: NewHazardEvent,
        at: DateTime<Utc>,
    ) -> Result<Uuid, Unmade> {
        let NewHazardEvent { kind, action, note, attachment, is_aside, is_first } = event;
        let (was, row) = (&held.was, &held.row);
        let note = note.map(Words::from);
        let is_due_otherwise = is_first || was.due_at != row.due_at;
        let id = Uuid::now_v7();
        let written = hazard_event::ActiveModel {
            id: Set(id),
            hazard_id: Set(row.id),
            kind: Set(kind.to_owned()),
            at: Set(at),
            actor_id: Set(Some(self.acting.user())),
            from_status: Set((!is_aside && !is_first).then(|| was.status.clone())),
            to_status: Set((!is_aside).then(|| row.status.clone())),
            masked_note: Set(note.as_ref().and_then(|note| note.masked.clone())),
            note: Set(note.map(|note| note.plain)),
            due_before: Set((is_due_otherwise && !is_first).then_some(was.due_at)),
            due_after: Set(is_due_otherwise.then_some(row.due_at)),
            raised_to_id: Set(row.raised_to_id.filter(|_| row.raised_to_id != was.raised_to_id)),
            attachment_id: Set(attachment),
        };
        hazard_event::Entity::insert(written).exec_without_returning(&self.transaction).await?;
        let image = held.image.clone();
        let (object, record) = (Object::Hazard, row.id);
        self.tell(Word { object, record, event: Some(id), image }).await?;
        let status = (was.status != row.status).then(|| json!([was.status, row.status]));
        let detail = json!({"event": id, "kind": kind, "version": row.version, "status": status});
        let of = (Object::Hazard, row.id, Some(row.area_id));
        self.audit(at, action, of, Some(detail)).await?;
        Ok(id)
    }

    /// A hazard that was late before the sweeper came by is noted as such with the change.
    async fn note_overdue_hazard(&self, held: &mut HeldHazard) -> Result<(), Unmade> {
        let (was, now) = (&held.was, self.acting.now);
        let is_late = was.rectified_at.is_none() && was.due_at <= now;
        if !is_late || was.overdue_noted_at.is_some() {
            return Ok(());
        }
        (held.row.overdue_noted_at, held.row.raise_from) = (Some(now), Some(now));
        let late = LateHazard {
            id: was.id,
            area: was.area_id,
            at: was.due_at.max(was.updated_at),
            raised_to: None,
            image: held.image.clone(),
        };
        Ok(late.tell(&self.transaction, now).await?)
    }

    /// Writes the hazard in hand with its event, and ends the change.
    pub(in crate::store) async fn done_with_hazard(
        self,
        mut held: HeldHazard,
        event: NewHazardEvent,
    ) -> Change {
        let record = held.row.id;
        let event = Some(self.write_hazard(&mut held, event).await?);
        self.commit().await?;
        Ok(Made { record, event, ..Made::default() })
    }
}
