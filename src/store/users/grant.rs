//! A role is granted, or its times are changed.

use chrono::{DateTime, Utc};
use entity::{area, grant};
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::held::HeldUser;
use super::role::GrantedAt;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Domain, Object, Rules};
use crate::read::problem::Problems;
use crate::store::change::{Acting, Change, Changing, Made, Unmade, must_be_sound};
use crate::store::policies::domain;
use crate::store::{GrantTimes, Store, StoreError};

/// A role that somebody is to hold.
#[derive(Debug)]
pub struct GrantToMake {
    /// Who is to hold it.
    pub user: Uuid,
    /// The role's name, without prefix.
    pub role: String,
    /// Where; none where the input does not say so, which is among the problems.
    pub at: Option<GrantedAt>,
    /// When.
    pub times: GrantTimes,
    /// Why.
    pub reason: String,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Grants a role to a user, or changes the times of a grant that is there. What is made is the
    /// grant, and the user that it went into; where it waits for a second administrator it is the
    /// waiting change, as what is beside it.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn grant(&self, acting: Acting<'_>, input: GrantToMake) -> Change {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let own = input.user == acting.user();
        let made = if own {
            let waiting = changing.propose_grant(input).await?;
            Made { other: Some(waiting), ..Made::default() }
        } else {
            Made { record: changing.make_grant(input).await?, ..Made::default() }
        };
        changing.commit().await?;
        Ok(made)
    }
}

/// A grant that may be made: the user in hand, and where it is to hold.
pub(super) struct Judged {
    pub(super) user: HeldUser,
    pub(super) area: Option<area::Model>,
    pub(super) rules: Rules,
}

impl Changing<'_> {
    /// Makes a grant by the right of the actor, who is somebody else than its user; a waiting one is
    /// made so by whoever approves it. What is held there already gets other times, and stays one.
    ///
    /// # Errors
    /// The actor may not grant this, as any grant is judged, or grants it to themselves; something is
    /// wrong with it; or it would leave nobody who administers the installation.
    pub(in crate::store) async fn make_grant(&self, input: GrantToMake) -> Result<Uuid, Unmade> {
        if input.user == self.acting.user() {
            return Err(Refusal::Forbidden(Object::User, Action::Grant).into());
        }
        let (input, judged) = self.may_grant(input).await?;
        let Judged { user, area, rules } = judged;
        let GrantToMake { role, times, reason, .. } = input;
        let area_id = area.as_ref().map(|area| area.id);
        let kept = user.grants.iter().find(|grant| grant.role == role && grant.area_id == area_id);
        if let Some(kept) = kept
            && (kept.valid_from, kept.valid_until) == (times.from, times.until)
        {
            return Ok(kept.id);
        }
        let administered = self.administered(rules).await?;
        let takes = match (kept, times.until) {
            (None, _) => "input.role",
            (_, Some(_)) => "input.validUntil",
            _ => "input.validFrom",
        };
        let row = grant::Model {
            id: kept.map_or_else(Uuid::now_v7, |kept| kept.id),
            user_id: user.row.id,
            role,
            area_id,
            valid_from: times.from,
            valid_until: times.until,
            granted_by: Some(self.acting.user()),
            created_at: self.acting.now,
            reason: Some(reason),
        };
        match kept {
            Some(kept) => self.update::<grant::Entity>(kept, &row).await?,
            None => {
                let new: grant::ActiveModel = row.clone().into();
                grant::Entity::insert(new.reset_all())
                    .exec_without_returning(&self.transaction)
                    .await?;
            }
        }
        self.must_leave_an_administrator(&administered, takes).await?;
        self.audit_grant("grant", &row).await?;
        Ok(row.id)
    }

    /// Judges a grant, whoever its user is: the actor may grant at all places of the user and
    /// throughout the grant's own, and holds `policy apply` there where the role gives power.
    pub(super) async fn may_grant(
        &self,
        input: GrantToMake,
    ) -> Result<(GrantToMake, Judged), Unmade> {
        let GrantToMake { mut problems, user, role, at, times, reason } = input;
        let user = self.take_user(user, Action::Grant).await?;
        let area = self.area_of_grant(at, &mut problems).await?;
        if !user.row.active {
            problems.add(
                "input.userId",
                "this user is deactivated: reactivate them first",
                "该用户已停用：请先恢复",
            );
        }
        if self.acting.now >= times.until.unwrap_or(DateTime::<Utc>::MAX_UTC) {
            problems.add(
                "input.validUntil",
                "this moment is over: a grant ends in the future; revoke one that is to end now",
                "此时间已过：授权的终止时间应在将来；如需立即终止，请撤销授权",
            );
        }
        let rules = self.store.rules_now().await?;
        let domain = match (&area, at) {
            (Some(area), _) => domain(area),
            (None, Some(GrantedAt::Everywhere)) => Some(Domain::Everywhere),
            (None, _) => None,
        };
        if let Some(domain) = domain {
            let covers = |asked| self.acting.grants.covers(asked, &domain);
            if !covers((Object::User, Action::Grant)) {
                return Err(Refusal::Forbidden(Object::User, Action::Grant).into());
            }
            if rules.gives_power(&role, &domain) && !covers((Object::Policy, Action::Apply)) {
                return Err(Refusal::Forbidden(Object::Policy, Action::Apply).into());
            }
        } else if problems.is_empty() {
            return Err(StoreError::Failed("an area of no known level".to_owned()).into());
        }
        self.role_must_be_known(&role, &mut problems).await?;
        must_be_sound(problems)?;
        let problems = Problems::default();
        let input = GrantToMake { problems, user: user.row.id, role, at, times, reason };
        Ok((input, Judged { user, area, rules }))
    }

    /// Enters in the audit trail what became of a grant.
    pub(super) async fn audit_grant(&self, did: &str, grant: &grant::Model) -> Result<(), Unmade> {
        let detail = json!({
            "grant": grant.id, "role": grant.role, "areaId": grant.area_id,
            "validFrom": grant.valid_from, "validUntil": grant.valid_until,
            "reason": grant.reason,
        });
        let of = (Object::User, grant.user_id, grant.area_id);
        self.audit(self.acting.now, did, of, Some(detail)).await
    }
}
