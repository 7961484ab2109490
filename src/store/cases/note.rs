//! What is added to a case without changing it: notes and files. Neither raises its version, so
//! that it gets in nobody's way.

use uuid::Uuid;

use super::events::NewEvent;
use crate::desk::action::CaseAction;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, IdempotencyKey, Made, Target, must_be_sound};
use crate::store::files::tie_file;

/// A file that is tied to a case.
#[derive(Debug)]
pub struct Attaching {
    /// The case.
    pub target: Target,
    /// The file, which the actor sent before.
    pub file: Option<Uuid>,
    /// Whether it names the reporter or a party.
    pub personal: bool,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
}

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

    /// Ties a file to a case.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn attach_file(&self, acting: Acting<'_>, input: Attaching) -> Change {
        let Attaching { target, file, personal, key } = input;
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), "attachFile").await? {
            return Ok(made);
        }
        let mut held = changing.take(&target, CaseAction::Attach).await?;
        // Only who may correct what is known of the reporter adds to it.
        let mut problems = target.problems;
        let amend = (Object::Reporter, Action::Amend);
        let transition = CaseAction::AmendReporter.transition();
        let may_amend = crate::desk::leave::is_allowed(
            acting.grants,
            &held.facts,
            amend.0,
            amend.1,
            transition.asked,
        );
        if personal && !may_amend {
            return Err(Refusal::Forbidden(amend.0, amend.1).into());
        }
        let sent = changing.sent(file, "input.fileId", &mut problems).await?;
        must_be_sound(problems)?;
        let Some(file) = sent else { return Err(Refusal::NotFound.into()) };
        tie_file(&changing.transaction, file, held.row.id, personal, acting.now).await?;
        let event = NewEvent {
            kind: "ATTACHED",
            action: "attach",
            attachment: Some(file),
            is_aside: true,
            ..NewEvent::default()
        };
        let event = Some(changing.write(&mut held, event).await?);
        let made = Made { record: held.row.id, event, other: Some(file), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}
