//! A grant that somebody wants for themselves waits for a second administrator.

use entity::pending_change;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::grant::GrantToMake;
use super::role::GrantedAt;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Domain, Object};
use crate::read::problem::Problems;
use crate::store::change::{Changing, SecondAdministrator, Unmade};
use crate::store::policies::{Detail, domain, no_longer};
use crate::store::{GrantTimes, StoreError};

impl Changing<'_> {
    /// Keeps a grant that somebody wants for themselves until a second administrator decides.
    pub(super) async fn propose_grant(&self, input: GrantToMake) -> Result<Uuid, Unmade> {
        let forbidden = Refusal::Forbidden(Object::User, Action::Grant);
        if self.acting.second_administrator == SecondAdministrator::Off {
            return Err(forbidden.into());
        }
        let (input, judged) = self.may_grant(input).await?;
        let is_auto = self.acting.second_administrator == SecondAdministrator::Auto;
        if is_auto && self.administrators(&judged.rules).await? < 2 {
            return Err(forbidden.into());
        }
        self.may_have_another_waiting("input.userId").await?;
        let area = judged.area.map(|area| area.id);
        let (id, now) = (Uuid::now_v7(), self.acting.now);
        let waiting = pending_change::Model {
            id,
            kind: "GRANT".to_owned(),
            proposed_by: self.acting.user(),
            proposed_at: now,
            reason: input.reason.clone(),
            forced: false,
            roles_added: "[]".to_owned(),
            roles_removed: "[]".to_owned(),
            new_roles: None,
            user_id: Some(input.user),
            role: Some(input.role.clone()),
            area_id: area,
            valid_from: input.times.from,
            valid_until: input.times.until,
            decided_by: None,
            decided_at: None,
            approved: None,
            decision_reason: None,
        };
        let waiting: pending_change::ActiveModel = waiting.into();
        let insert = pending_change::Entity::insert(waiting.reset_all());
        insert.exec_without_returning(&self.transaction).await?;
        let detail = json!({
            "pending": id, "role": input.role, "areaId": area,
            "validFrom": input.times.from, "validUntil": input.times.until,
            "reason": input.reason,
        });
        let of = (Object::User, input.user, area);
        self.audit(now, "propose_grant", of, Some(detail)).await?;
        Ok(id)
    }

    /// Makes a grant that waited, by the right of whoever approves it.
    pub(in crate::store) async fn approve_grant(
        &self,
        waiting: &pending_change::Model,
    ) -> Result<Detail, Unmade> {
        let lost = || StoreError::Failed("a waiting grant has no user or role".to_owned());
        let user = waiting.user_id.ok_or_else(lost)?;
        let role = waiting.role.clone().ok_or_else(lost)?;
        let at = waiting.area_id.map_or(GrantedAt::Everywhere, GrantedAt::Area);
        let times = GrantTimes { from: waiting.valid_from, until: waiting.valid_until };
        let (reason, problems) = (waiting.reason.clone(), Problems::default());
        let grant = GrantToMake { user, role, at: Some(at), times, reason, problems };
        let grant = self.make_grant(grant).await.map_err(|unmade| match unmade {
            Unmade::Refused(Refusal::Invalid(problems)) => no_longer(problems),
            other => other,
        })?;
        Ok((json!({"grant": grant, "reason": waiting.reason}), waiting.area_id))
    }

    /// Fails for those who could not grant this themselves, whether or not it still can be.
    pub(in crate::store) async fn may_reject_grant(
        &self,
        waiting: &pending_change::Model,
    ) -> Result<(), Unmade> {
        let lost = || StoreError::Failed("a waiting grant has no user".to_owned());
        self.take_user(waiting.user_id.ok_or_else(lost)?, Action::Grant).await?;
        let held_in = match waiting.area_id {
            Some(area) => self.area(area).await?.as_ref().and_then(domain),
            None => Some(Domain::Everywhere),
        };
        let asked = (Object::User, Action::Grant);
        match held_in.is_some_and(|held_in| self.acting.grants.covers(asked, &held_in)) {
            true => Ok(()),
            false => Err(Refusal::Forbidden(Object::User, Action::Grant).into()),
        }
    }
}
