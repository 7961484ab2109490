//! A case in hand.

use entity::case;
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::desk::action::CaseAction;
use crate::desk::allowed::may;
use crate::desk::facts::CaseFacts;
use crate::desk::leave::can_see;
use crate::desk::refusal::Refusal;
use crate::desk::status::Status;
use crate::desk::transition::To;
use crate::read::subject::Subject;
use crate::store::change::{Changing, Target, Unmade};

/// A case in hand: locked until the change is made or given up.
pub(in crate::store) struct Held {
    /// As it was.
    pub(super) was: case::Model,
    /// As it is to be.
    pub(in crate::store) row: case::Model,
    /// How it stood, for the state machine and the policy.
    pub(super) facts: CaseFacts,
    /// As it was, for those who are told of the change.
    pub(super) image: Option<String>,
}

impl Held {
    pub(super) fn set_status(&mut self, status: Status) {
        self.row.status = status.as_str().to_owned();
        self.row.is_open = status.is_open();
    }

    /// Goes to this status as the table has it.
    pub(super) fn follow(&mut self, action: CaseAction) {
        if let To::Status(status) = action.transition().to {
            self.set_status(status);
        }
    }

    /// Nobody has it in hand any more.
    pub(super) fn take_from_team(&mut self) {
        self.row.team_id = None;
        self.row.handler_id = None;
    }
}

impl Changing<'_> {
    /// Takes the case for an action, if the actor may do it now.
    ///
    /// # Errors
    /// It is out of sight, the policy does not allow it, somebody was there before, or the case is
    /// in a state in which this cannot be done: in this order.
    pub(super) async fn take(&self, target: &Target, action: CaseAction) -> Result<Held, Unmade> {
        let held = self.held(target.record).await?;
        let may = may(self.acting.grants, &held.facts, action);
        self.judge(&held.facts, (target, held.was.version), may)?;
        Ok(held)
    }

    /// Locks a case that the actor can see.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything is done with it")]
    pub(super) async fn held(&self, id: Uuid) -> Result<Held, Unmade> {
        let row = case::Entity::find_by_id(id)
            .lock(LockType::NoKeyUpdate)
            .one(&self.transaction)
            .await?
            .ok_or(Refusal::NotFound)?;
        let (facts, image) = self.facts_of(id).await?;
        if !can_see(self.acting.grants, &facts) {
            return Err(Refusal::NotFound.into());
        }
        Ok(Held { was: row.clone(), row, facts, image: Some(image) })
    }

    /// Locks a case, whether or not the actor can see it: nothing of it is told.
    #[expect(clippy::disallowed_methods, reason = "nothing of it is told")]
    pub(super) async fn lock(&self, id: Uuid) -> Result<(), Unmade> {
        case::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&self.transaction).await?;
        Ok(())
    }

    /// Takes a case that was just written in hand again.
    pub(super) async fn again(&self, held: Held) -> Result<Held, Unmade> {
        let (facts, image) = self.facts_of(held.row.id).await?;
        Ok(Held { was: held.row.clone(), row: held.row, facts, image: Some(image) })
    }

    /// A case's facts and image, as it stands in this transaction.
    async fn facts_of(&self, id: Uuid) -> Result<(CaseFacts, String), Unmade> {
        self.facts_and_image(Subject::Case, id, CaseFacts::parse).await
    }
}
