//! What is added to a case without changing it: notes and files. Neither raises its version, so
//! that it gets in nobody's way.

use uuid::Uuid;

use super::events::NewEvent;
use crate::desk::action::CaseAction;
use crate::desk::leave::is_allowed;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, IdempotencyKey, Made, Target, Unmade, must_be_sound,
};
use crate::store::files::Tie;

impl Store {
    /// Adds a note.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn add_case_note(
        &self,
        acting: Acting<'_>,
        target: Target,
        text: String,
        key: Option<IdempotencyKey>,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), "addCaseNote").await? {
            return Ok(made);
        }
        let mut held = changing.take(&target, CaseAction::Note).await?;
        must_be_sound(target.problems)?;
        let event = NewEvent {
            kind: "NOTED",
            action: "note",
            note: Some(text),
            is_aside: true,
            ..NewEvent::default()
        };
        let event = Some(changing.write(&mut held, event).await?);
        let made = Made { record: held.row.id, event, ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

impl Changing<'_> {
    /// Ties a file to a case; a personal one by those alone who may correct what is known of the
    /// reporter.
    pub(in crate::store) async fn attach_to_case(
        &self,
        target: Target,
        file: Option<Uuid>,
        personal: bool,
    ) -> Result<Made, Unmade> {
        let mut held = self.take(&target, CaseAction::Attach).await?;
        let (object, amend) = (Object::Reporter, Action::Amend);
        let asked = CaseAction::AmendReporter.transition().asked;
        if personal && !is_allowed(self.acting.grants, &held.facts, object, amend, asked) {
            return Err(Refusal::Forbidden(object, amend).into());
        }
        let record = held.row.id;
        let file = self.tie(target, file, Tie::Case { case: record, personal }).await?;
        let event = NewEvent {
            kind: "ATTACHED",
            action: "attach",
            attachment: Some(file),
            is_aside: true,
            ..NewEvent::default()
        };
        let event = Some(self.write(&mut held, event).await?);
        Ok(Made { record, event, other: Some(file), ..Made::default() })
    }
}
