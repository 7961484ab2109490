//! A safety check in hand.

use chrono::{DateTime, Utc};
use entity::check;
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::desk::check::action::CheckAction;
use crate::desk::check::allowed::may;
use crate::desk::check::facts::CheckFacts;
use crate::desk::leave::can_see;
use crate::desk::refusal::Refusal;
use crate::desk::transition::To;
use crate::policy::Object;
use crate::read::subject::Subject;
use crate::store::change::{Changing, Target, Unmade};

/// A check in hand: locked until the change is made or given up.
pub(in crate::store) struct HeldCheck {
    /// As it was.
    pub(in crate::store) was: check::Model,
    /// As it is to be.
    pub(in crate::store) row: check::Model,
    /// How it stood, for the state machine and the policy.
    pub(in crate::store) facts: CheckFacts,
}

impl HeldCheck {
    /// Goes to this status as the table has it.
    pub(in crate::store) fn follow(&mut self, action: CheckAction) {
        if let To::Status(status) = action.transition().to {
            self.row.status = status.as_str().to_owned();
        }
    }
}

impl Changing<'_> {
    /// Takes the check for an action, if the actor may do it now.
    ///
    /// # Errors
    /// It is out of sight, the policy does not allow it, somebody was there before, or the check is
    /// in a state in which this cannot be done: in this order.
    pub(in crate::store) async fn take_check(
        &self,
        target: &Target,
        action: CheckAction,
    ) -> Result<HeldCheck, Unmade> {
        let held = self.held_check(target.record).await?;
        let may = may(self.acting.grants, &held.facts, action);
        self.judge(&held.facts, (target, held.was.version), may)?;
        Ok(held)
    }

    /// Locks a check that the actor can see.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything is done with it")]
    pub(in crate::store) async fn held_check(&self, id: Uuid) -> Result<HeldCheck, Unmade> {
        let row = check::Entity::find_by_id(id)
            .lock(LockType::NoKeyUpdate)
            .one(&self.transaction)
            .await?
            .ok_or(Refusal::NotFound)?;
        let (facts, _) = self.facts_and_image(Subject::Check, id, CheckFacts::parse).await?;
        if !can_see(self.acting.grants, &facts) {
            return Err(Refusal::NotFound.into());
        }
        Ok(HeldCheck { was: row.clone(), row, facts })
    }

    /// Writes the check in hand and the audit entry of what was done; `kind` is the action's name.
    pub(in crate::store) async fn write_check(
        &self,
        held: &mut HeldCheck,
        (action, kind): (&str, &str),
    ) -> Result<DateTime<Utc>, Unmade> {
        // Clocks of several machines differ, and a record goes one way.
        let at = self.acting.now.max(held.was.updated_at);
        held.row.version += 1;
        held.row.updated_at = at;
        self.update::<check::Entity>(&held.was, &held.row).await?;
        let (was, row) = (&held.was, &held.row);
        let status = (was.status != row.status).then(|| json!([was.status, row.status]));
        let detail = json!({"kind": kind, "version": row.version, "status": status});
        self.audit(at, action, (Object::Check, row.id, Some(row.area_id)), Some(detail)).await?;
        Ok(at)
    }
}
