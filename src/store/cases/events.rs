//! Writing a change: the case, its event, what subscribers are told, and the audit trail.

use chrono::{DateTime, Utc};
use entity::{case, case_event};
use sea_orm::{EntityTrait, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::held::Held;
use crate::desk::private::masked;
use crate::policy::Object;
use crate::store::case_documents::write_documents;
use crate::store::change::{Change, Changing, Made, Unmade, Word, Words};
use crate::store::sweep::{Late, became_overdue};

/// What an event tells beside what has changed of the case.
#[derive(Default)]
pub(super) struct NewEvent {
    pub(super) kind: &'static str,
    /// What the policy calls it.
    pub(super) action: &'static str,
    pub(super) note: Option<String>,
    /// The team that a slip names, or that gave the case back.
    pub(super) team: Option<Uuid>,
    /// Who is to handle it, also where that was so before: else they would seem to be let go.
    pub(super) handler: Option<Uuid>,
    pub(super) handover: Option<Uuid>,
    pub(super) supervision: Option<Uuid>,
    pub(super) coordination: Option<Uuid>,
    pub(super) reply: Option<Uuid>,
    pub(super) follow_up: Option<Uuid>,
    pub(super) attachment: Option<Uuid>,
    /// What an amendment changed, as it was before.
    pub(super) amended_from: Option<Value>,
    /// It changes nothing of the case itself, and so raises no version.
    pub(super) is_aside: bool,
    /// There was no case before.
    pub(super) is_first: bool,
}

impl Changing<'_> {
    /// Writes the case in hand with what has happened to it; gives the event.
    pub(super) async fn write(&self, held: &mut Held, event: NewEvent) -> Result<Uuid, Unmade> {
        // Clocks of several machines differ, and a timeline goes one way.
        let at = self.acting.now.max(held.was.updated_at);
        self.note_overdue(held).await?;
        if !event.is_aside {
            held.row.version += 1;
        }
        held.row.updated_at = at;
        // More time can be missed anew. The same time, once missed, was missed by a clock that ran
        // ahead, and is no news when the right one comes to it.
        if held.row.due_at != held.was.due_at && held.row.due_at > Some(at) {
            held.row.overdue_noted_at = None;
        }
        self.update::<case::Entity>(&held.was, &held.row).await?;
        if event.kind == "ASSIGNED" || (held.was.is_open && !held.row.is_open) {
            self.let_slips_lapse(held.row.id).await?;
        }
        self.record(held, event, at).await
    }

    /// Writes what has happened to a case that is written already.
    pub(super) async fn record(
        &self,
        held: &Held,
        event: NewEvent,
        at: DateTime<Utc>,
    ) -> Result<Uuid, Unmade> {
        let NewEvent { kind, action, note, team, handler, handover, supervision, .. } = event;
        let NewEvent { coordination, reply, follow_up, attachment, amended_from, .. } = event;
        let NewEvent { is_aside, is_first, .. } = event;
        let (was, row) = (&held.was, &held.row);
        let note = note.map(Words::from);
        let id = Uuid::now_v7();
        let is_found_otherwise = is_first
            || note.is_some()
            || was.area_id != row.area_id
            || (&was.title, &was.description) != (&row.title, &row.description);
        let has_new = |now: Option<Uuid>, before: Option<Uuid>| now.filter(|_| now != before);
        let stands_otherwise = was.status != row.status;
        let is_due_otherwise = is_first || was.due_at != row.due_at;
        let written = case_event::ActiveModel {
            id: Set(id),
            case_id: Set(row.id),
            kind: Set(kind.to_owned()),
            at: Set(at),
            actor_id: Set(Some(self.acting.user())),
            from_status: Set((!is_aside && !is_first).then(|| was.status.clone())),
            to_status: Set((!is_aside).then(|| row.status.clone())),
            team_id: Set(team.or(has_new(row.team_id, was.team_id))),
            desk_id: Set(Some(row.desk_id).filter(|desk| is_first || *desk != was.desk_id)),
            due_before: Set(was.due_at.filter(|_| is_due_otherwise && !is_first)),
            due_after: Set(row.due_at.filter(|_| is_due_otherwise)),
            masked_note: Set(note.as_ref().and_then(|note| note.masked.clone())),
            note: Set(note.map(|note| note.plain)),
            handler_id: Set(handler.or(has_new(row.handler_id, was.handler_id))),
            handover_id: Set(handover),
            supervision_id: Set(supervision),
            coordination_id: Set(coordination),
            reply_id: Set(reply),
            follow_up_id: Set(follow_up),
            attachment_id: Set(attachment),
            masked_amended_from: Set(amended_from.as_ref().and_then(masked_values)),
            amended_from: Set(amended_from.map(|before| before.to_string())),
        };
        case_event::Entity::insert(written).exec_without_returning(&self.transaction).await?;
        if is_found_otherwise {
            write_documents(&self.transaction, &[row.id]).await?;
        }
        let image = held.image.clone();
        let (object, record) = (Object::Case, row.id);
        self.tell(Word { object, record, event: Some(id), image }).await?;
        let status = stands_otherwise.then(|| json!([was.status, row.status]));
        let detail = json!({"event": id, "kind": kind, "version": row.version, "status": status});
        let of = (Object::Case, row.id, Some(row.area_id));
        self.audit(at, action, of, Some(detail)).await?;
        Ok(id)
    }

    /// Writes the case in hand with its event, and ends the change.
    pub(super) async fn done(self, mut held: Held, event: NewEvent) -> Change {
        let record = held.row.id;
        let event = Some(self.write(&mut held, event).await?);
        self.commit().await?;
        Ok(Made { record, event, ..Made::default() })
    }

    /// The same, with something that was made beside the case.
    pub(super) async fn done_with(self, other: Uuid, held: Held, event: NewEvent) -> Change {
        Ok(Made { other: Some(other), ..self.done(held, event).await? })
    }

    /// A case that was late before the sweeper came by is noted as such with the change.
    async fn note_overdue(&self, held: &mut Held) -> Result<(), Unmade> {
        let Some(due) = held.was.due_at else { return Ok(()) };
        let is_late = held.was.is_open && due <= self.acting.now;
        if !is_late || held.was.overdue_noted_at.is_some() {
            return Ok(());
        }
        held.row.overdue_noted_at = Some(self.acting.now);
        let (id, area, image) = (held.was.id, held.was.area_id, held.image.clone());
        let late = Late { id, area, due, image };
        Ok(became_overdue(&self.transaction, late, self.acting.now).await?)
    }
}

/// JSON with the words in it masked, and nothing else touched; none where nothing needs it.
fn masked_values(value: &Value) -> Option<String> {
    fn mask(value: &mut Value) -> bool {
        match value {
            Value::String(words) => match masked(words) {
                Some(masked) => {
                    *words = masked;
                    true
                }
                None => false,
            },
            Value::Array(items) => {
                items.iter_mut().filter_map(|item| mask(item).then_some(())).count() > 0
            }
            Value::Object(fields) => {
                fields.iter_mut().filter_map(|(_, field)| mask(field).then_some(())).count() > 0
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
    let mut value = value.clone();
    mask(&mut value).then(|| value.to_string())
}
