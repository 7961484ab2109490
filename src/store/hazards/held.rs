//! A hazard in hand.

use entity::hazard;
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::desk::hazard::action::HazardAction;
use crate::desk::hazard::allowed::may;
use crate::desk::hazard::facts::HazardFacts;
use crate::desk::leave::can_see;
use crate::desk::refusal::Refusal;
use crate::desk::transition::To;
use crate::read::subject::Subject;
use crate::store::change::{Changing, Target, Unmade};

/// A hazard in hand: locked until the change is made or given up.
pub(in crate::store) struct HeldHazard {
    /// As it was.
    pub(in crate::store) was: hazard::Model,
    /// As it is to be.
    pub(in crate::store) row: hazard::Model,
    /// How it stood, for the state machine and the policy.
    pub(in crate::store) facts: HazardFacts,
    /// As it was, for those who are told of the change; none where it is new.
    pub(in crate::store) image: Option<String>,
}

impl HeldHazard {
    /// Goes to this status as the table has it.
    pub(in crate::store) fn follow(&mut self, action: HazardAction) {
        if let To::Status(status) = action.transition().to {
            self.row.status = status.as_str().to_owned();
        }
    }
}

impl Changing<'_> {
    /// Takes the hazard for an action, if the actor may do it now.
    ///
    /// # Errors
    /// It is out of sight, the policy does not allow it, somebody was there before, or the hazard is
    /// in a state in which this cannot be done: in this order.
    pub(in crate::store) async fn take_hazard(
        &self,
        target: &Target,
        action: HazardAction,
    ) -> Result<HeldHazard, Unmade> {
        let held = self.held_hazard(target.record).await?;
        let may = may(self.acting.grants, &held.facts, action);
        self.judge(&held.facts, (target, held.was.version), may)?;
        Ok(held)
    }

    /// The same, with its area held before it, as an import of areas does.
    #[expect(clippy::disallowed_methods, reason = "it is judged once it is in hand")]
    pub(in crate::store) async fn take_hazard_with_area(
        &self,
        target: &Target,
        action: HazardAction,
    ) -> Result<HeldHazard, Unmade> {
        let known = hazard::Entity::find_by_id(target.record).one(&self.transaction).await?;
        let mut area = known.ok_or(Refusal::NotFound)?.area_id;
        loop {
            self.held_area(area).await?;
            let held = self.take_hazard(target, action).await?;
            // Somebody may have moved it meanwhile.
            if held.row.area_id == area {
                return Ok(held);
            }
            area = held.row.area_id;
        }
    }

    /// Locks a hazard that the actor can see.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything is done with it")]
    pub(in crate::store) async fn held_hazard(&self, id: Uuid) -> Result<HeldHazard, Unmade> {
        let row = hazard::Entity::find_by_id(id)
            .lock(LockType::NoKeyUpdate)
            .one(&self.transaction)
            .await?
            .ok_or(Refusal::NotFound)?;
        let (facts, image) = self.facts_and_image(Subject::Hazard, id, HazardFacts::parse).await?;
        if !can_see(self.acting.grants, &facts) {
            return Err(Refusal::NotFound.into());
        }
        Ok(HeldHazard { was: row.clone(), row, facts, image: Some(image) })
    }
}
