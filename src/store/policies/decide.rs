//! What a second administrator decides.

use std::collections::BTreeSet;

use entity::pending_change;
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::expected::must_be_as_expected;
use super::judged::{APPLY, Judged, Look};
use super::kept::{KeptPolicy, areas_at, domain};
use super::version::{Version, area_of, counts, write};
use super::waiting::POLICY;
use crate::desk::refusal::Refusal;
use crate::error::Problem;
use crate::policy::change::PolicyChange;
use crate::policy::{Action, Domain, EVERYWHERE, Object};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Unmade, must_be_sound, problem};

impl Store {
    /// Makes a waiting change, as it comes out under the policy of now.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn approve_change(&self, acting: Acting<'_>, id: Uuid, problems: Problems) -> Change {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let waiting = changing.waiting(id, problems).await?;
        let own = waiting.proposed_by == acting.user() || waiting.user_id == Some(acting.user());
        if own {
            return Err(problem(
                "id",
                "somebody else decides this: it is yours, or for yourself",
                "此变更由您提出或涉及您本人，须由他人决定",
            ));
        }
        let detail = match waiting.kind.as_str() {
            POLICY => changing.approve_policy(&waiting).await?,
            _ => changing.approve_grant(&waiting).await?,
        };
        changing.decide(waiting, (true, None), "approve", detail).await?;
        changing.commit().await?;
        Ok(Made { record: id, ..Made::default() })
    }

    /// Gives a waiting change up; whoever proposed it may do so too.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reject_change(
        &self,
        acting: Acting<'_>,
        id: Uuid,
        reason: String,
        problems: Problems,
    ) -> Change {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let waiting = changing.waiting(id, problems).await?;
        if waiting.proposed_by != acting.user() {
            match waiting.kind.as_str() {
                POLICY => changing.may_decide_policy(&waiting).await?,
                _ => changing.may_reject_grant(&waiting).await?,
            }
        }
        let detail = (json!({"reason": reason.as_str()}), None);
        changing.decide(waiting, (false, Some(reason)), "reject", detail).await?;
        changing.commit().await?;
        Ok(Made { record: id, ..Made::default() })
    }
}

/// What the audit trail is told of a decision, and the area that it is of.
pub(in crate::store) type Detail = (Value, Option<Uuid>);

impl Changing<'_> {
    /// A change that waits, in the sight of whoever may read the policy.
    #[expect(clippy::disallowed_methods, reason = "who may read the policy may read what waits")]
    async fn waiting(&self, id: Uuid, problems: Problems) -> Result<pending_change::Model, Unmade> {
        let grants = self.acting.grants;
        let found = pending_change::Entity::find_by_id(id).lock(LockType::Update);
        let found = found.one(&self.transaction).await?;
        let is_seen = grants.may_somewhere(Object::Policy, Action::Read);
        let waiting = found.filter(|_| is_seen).ok_or(Refusal::NotFound)?;
        must_be_sound(problems)?;
        if waiting.decided_at.is_some() {
            let allowed = Vec::new();
            return Err(Refusal::WrongState { object: Object::Policy, allowed }.into());
        }
        Ok(waiting)
    }

    /// Applies a change of the policy that waited.
    async fn approve_policy(&self, waiting: &pending_change::Model) -> Result<Detail, Unmade> {
        self.may_decide_policy(waiting).await?;
        let present = KeptPolicy::present(&self.transaction).await?;
        let change = self.proposed(waiting).await?;
        let look = Look { but: Some(waiting.id), ..Look::at(&change) };
        let Judged { changed, .. } = self.judged(&present, look).await?.map_err(no_longer)?;
        if !waiting.forced {
            must_be_as_expected(&self.transaction, &changed.policy, None, "id").await?;
        }
        let of = Version {
            at: self.acting.now,
            by: Some(waiting.proposed_by),
            approved_by: Some(self.acting.user()),
            reason: &waiting.reason,
            forced: waiting.forced,
        };
        let written = write(&self.transaction, &present, &changed, of).await?;
        let mut detail = counts(&changed);
        detail["version"] = written.version.into();
        detail["reason"] = waiting.reason.as_str().into();
        if waiting.forced {
            detail["forced"] = json!(true);
        }
        Ok((detail, area_of(&changed)))
    }

    /// Fails for those who could not make the change themselves, whether or not it still fits.
    async fn may_decide_policy(&self, waiting: &pending_change::Model) -> Result<(), Unmade> {
        let PolicyChange {
            add,
            remove,
            add_roles,
            remove_roles,
            add_inheritance,
            remove_inheritance,
        } = self.proposed(waiting).await?;
        let named = || add.iter().chain(&remove).map(|line| &*line.domain);
        let paths: BTreeSet<&str> = named().filter(|path| *path != EVERYWHERE).collect();
        let areas = areas_at(&self.transaction, &paths).await?;
        let mut domains: Vec<Domain> = areas.iter().filter_map(domain).collect();
        if named().any(|path| path == EVERYWHERE)
            || !(add_roles.is_empty() && remove_roles.is_empty())
            || !(add_inheritance.is_empty() && remove_inheritance.is_empty())
        {
            domains.push(Domain::Everywhere);
        }
        if domains.iter().all(|domain| self.acting.grants.covers(APPLY, domain)) {
            return self.must_apply_somewhere();
        }
        Err(Refusal::Forbidden(APPLY.0, APPLY.1).into())
    }

    /// Writes who decided, and how, with both names in the audit trail.
    async fn decide(
        &self,
        was: pending_change::Model,
        (approved, reason): (bool, Option<String>),
        action: &str,
        (mut detail, area): Detail,
    ) -> Result<(), Unmade> {
        let (now, id, kind) = (self.acting.now, was.id, was.kind.clone());
        let row = pending_change::Model {
            decided_by: Some(self.acting.user()),
            decided_at: Some(now),
            approved: Some(approved),
            decision_reason: reason,
            ..was.clone()
        };
        self.update::<pending_change::Entity>(&was, &row).await?;
        detail["kind"] = kind.into();
        detail["proposedBy"] = json!(was.proposed_by);
        self.audit(now, action, (Object::Policy, id, area), Some(detail)).await
    }
}

/// Why a change that waited does not fit the policy any more, said at the argument that names it.
pub(in crate::store) fn no_longer(problems: Vec<Problem>) -> Unmade {
    let mut all = Problems::default();
    for Problem { field, message } in problems {
        all.add(
            "id",
            format!("this does not fit the policy of now: {field}: {}", message.en),
            format!("与当前策略不符：{field}：{}", message.zh),
        );
    }
    Refusal::Invalid(all.into_vec()).into()
}
