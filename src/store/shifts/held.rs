//! A shift in hand.

use entity::{shift, shift_member};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::gaps::write_gaps;
use crate::desk::leave::can_see;
use crate::desk::refusal::Refusal;
use crate::desk::shift::Times;
use crate::desk::shift::action::{ShiftAction, may};
use crate::desk::shift::facts::{ShiftFacts, Signed};
use crate::policy::Object;
use crate::store::StoreError;
use crate::store::change::{Changing, Target, Unmade};

/// A shift in hand: locked until the change is made or given up.
pub(super) struct HeldShift {
    /// As it was.
    pub(super) was: shift::Model,
    /// As it is to be.
    pub(super) row: shift::Model,
    /// Who is to be on it, in the order of the roster.
    pub(super) members: Vec<shift_member::Model>,
    /// How it stood to the actor.
    pub(super) facts: ShiftFacts,
}

impl HeldShift {
    /// Where somebody who is on it now stands in the roster.
    pub(super) fn place_of(&self, user: Uuid) -> Option<usize> {
        let is_on = |of: &shift_member::Model| of.user_id == user && of.replaced_at.is_none();
        self.members.iter().position(is_on)
    }

    /// Whether it has begun at the moment of the change, by the clock or with the first who signed in.
    pub(super) fn has_begun(&self) -> bool {
        self.was.starts_at <= self.facts.now
            || self.members.iter().any(|member| member.signed_in_at.is_some())
    }
}

/// The time of a shift.
pub(super) fn times(of: &shift::Model) -> Times {
    Times { starts_at: of.starts_at, ends_at: of.ends_at }
}

/// Who is on a shift, and who was until they were replaced, in the order of the roster.
#[expect(clippy::disallowed_methods, reason = "nothing of it is told")]
pub(super) async fn members_of(
    transaction: &DatabaseTransaction,
    shift: Uuid,
) -> Result<Vec<shift_member::Model>, DbErr> {
    shift_member::Entity::find()
        .filter(shift_member::Column::ShiftId.eq(shift))
        .order_by_asc(shift_member::Column::Position)
        .all(transaction)
        .await
}

impl Changing<'_> {
    /// Takes the shift for an action, if the actor may do it now.
    ///
    /// # Errors
    /// It is out of sight, the policy or the roster does not allow it, somebody was there before, or
    /// it is not the time for it: in this order.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything is done with it")]
    pub(super) async fn take_shift(
        &self,
        target: &Target,
        action: ShiftAction,
    ) -> Result<HeldShift, Unmade> {
        let row = shift::Entity::find_by_id(target.record).lock(LockType::NoKeyUpdate);
        let row = row.one(&self.transaction).await?.ok_or(Refusal::NotFound)?;
        let members = members_of(&self.transaction, row.id).await?;
        let lost = || StoreError::Failed("a shift's area is lost".to_owned());
        let area = self.area(row.area_id).await?.ok_or_else(lost)?;
        let own = members
            .iter()
            .find(|of| of.user_id == self.acting.user() && of.replaced_at.is_none())
            .map(|of| Signed {
                is_in: of.signed_in_at.is_some(),
                is_out: of.signed_out_at.is_some(),
            });
        let facts = ShiftFacts {
            area_path: area.path,
            team: row.team_id,
            leader: Some(row.leader_id),
            times: times(&row),
            now: self.acting.now,
            own,
        };
        if !can_see(self.acting.grants, &facts) {
            return Err(Refusal::NotFound.into());
        }
        let may = may(self.acting.grants, &facts, action);
        self.judge(&facts, (target, row.version), may)?;
        Ok(HeldShift { was: row.clone(), row, members, facts })
    }

    /// Holds the areas between which a shift is to move. It lies in no other one meanwhile: rosters
    /// are saved one at a time.
    #[expect(clippy::disallowed_methods, reason = "it is judged when it is taken")]
    pub(super) async fn hold_areas_of_shift(
        &self,
        shift: Uuid,
        to: Option<Uuid>,
    ) -> Result<(), Unmade> {
        let shift = shift::Entity::find_by_id(shift).one(&self.transaction).await?;
        self.hold_areas(shift.map(|shift| shift.area_id).into_iter().chain(to)).await
    }

    /// Writes the roster in hand anew.
    pub(super) async fn write_roster(&self, held: &mut HeldShift) -> Result<(), Unmade> {
        shift_member::Entity::delete_many()
            .filter(shift_member::Column::ShiftId.eq(held.row.id))
            .exec(&self.transaction)
            .await?;
        for (position, member) in (0..).zip(&mut held.members) {
            member.position = position;
            let row = sea_orm::ActiveModelTrait::reset_all(member.clone().into_active_model());
            shift_member::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Writes the shift in hand with what is missing on it now, and the audit entry of what was done.
    pub(super) async fn write_shift(
        &self,
        held: &mut HeldShift,
        (action, detail): (&str, serde_json::Value),
    ) -> Result<(), Unmade> {
        let now = self.acting.now;
        held.row.updated_at = now.max(held.was.updated_at);
        write_gaps(&self.transaction, &mut held.row, &held.members, now).await?;
        self.update::<shift::Entity>(&held.was, &held.row).await?;
        let mut whole = json!({"version": held.row.version});
        if let (Some(whole), serde_json::Value::Object(detail)) = (whole.as_object_mut(), detail) {
            whole.extend(detail);
        }
        let of = (Object::Shift, held.row.id, Some(held.row.area_id));
        self.audit(now, action, of, Some(whole)).await
    }
}
