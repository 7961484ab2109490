//! The duty log: what whoever is on a shift writes down.

use entity::duty_log_entry;
use sea_orm::{EntityTrait, Set};
use serde_json::json;
use uuid::Uuid;

use crate::desk::shift::action::ShiftAction;
use crate::policy::Object;
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, IdempotencyKey, Made, Target, Words, must_be_sound,
};

/// Something that is written down.
#[derive(Debug)]
pub struct LogEntry {
    /// The shift.
    pub target: Target,
    /// The words.
    pub text: String,
    /// The case that it is about.
    pub case: Option<Uuid>,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
}

impl Store {
    /// Adds an entry to a shift's log. It raises no version.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn add_duty_log_entry(&self, acting: Acting<'_>, entry: LogEntry) -> Change {
        let LogEntry { target, text, case, key } = entry;
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), "addDutyLogEntry").await? {
            return Ok(made);
        }
        let held = changing.take_shift(&target, ShiftAction::Log).await?;
        let mut problems = target.problems;
        let case = changing.seen_case(case, "input.caseId", &mut problems).await?;
        must_be_sound(problems)?;
        let (id, text) = (Uuid::now_v7(), Words::from(text));
        let row = duty_log_entry::ActiveModel {
            id: Set(id),
            shift_id: Set(held.row.id),
            at: Set(acting.now),
            by_id: Set(acting.user()),
            text: Set(text.plain),
            masked_text: Set(text.masked),
            case_id: Set(case),
        };
        duty_log_entry::Entity::insert(row).exec_without_returning(&changing.transaction).await?;
        let of = (Object::Shift, held.row.id, Some(held.row.area_id));
        let detail = json!({"entry": id, "case": case});
        changing.audit(acting.now, "log", of, Some(detail)).await?;
        let made = Made { record: held.row.id, other: Some(id), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}
