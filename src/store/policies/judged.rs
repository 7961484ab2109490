//! A change, looked at, and whether its author may make it.

use chrono::{DateTime, Utc};
use entity::area;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::around::{Known, roles_of};
use super::kept::KeptPolicy;
use crate::config::SecondAdministrator;
use crate::desk::refusal::Refusal;
use crate::error::Problem;
use crate::policy::change::{Changed, Policy, PolicyChange};
use crate::policy::{Action, Domain, Object};
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade};

/// What is asked at the domain of each rule that is changed.
pub(super) const APPLY: (Object, Action) = (Object::Policy, Action::Apply);

/// A change that is to be looked at.
pub(super) struct Look<'a> {
    pub(super) change: &'a PolicyChange,
    /// Another policy whose areas the actor knows.
    pub(super) earlier: Option<&'a Policy>,
    /// The waiting change that this is.
    pub(super) but: Option<Uuid>,
}

impl<'a> Look<'a> {
    pub(super) fn at(change: &'a PolicyChange) -> Self {
        Self { change, earlier: None, but: None }
    }
}

/// A change that can be made.
pub(super) struct Judged {
    pub(super) known: Known,
    pub(super) changed: Changed,
}

impl Judged {
    /// A change as the operator makes it, who may do what they like. The outer error is the database's.
    pub(super) async fn of_operator(
        transaction: &DatabaseTransaction,
        present: &KeptPolicy,
        change: &PolicyChange,
        now: DateTime<Utc>,
    ) -> Result<Result<Self, Vec<Problem>>, StoreError> {
        let policies = [&present.policy];
        let of = (transaction, now, None);
        let known = Known::read(of, &policies, change, |_, _| true).await?;
        Ok(Self::look(known, present, change))
    }

    fn look(
        known: Known,
        present: &KeptPolicy,
        change: &PolicyChange,
    ) -> Result<Self, Vec<Problem>> {
        let changed = known.with(|around| present.policy.changed(change, around))?;
        Ok(Self { known, changed })
    }
}

impl Changing<'_> {
    /// Fails for those who may change no rule anywhere: they are told nothing else.
    pub(super) fn must_apply_somewhere(&self) -> Result<(), Unmade> {
        if self.acting.grants.may_somewhere(APPLY.0, APPLY.1) {
            return Ok(());
        }
        Err(Refusal::Forbidden(APPLY.0, APPLY.1).into())
    }

    /// A change as the actor makes it. Within are all problems.
    ///
    /// # Errors
    /// The actor may not apply a policy at the domain of one of its rules, or the database's.
    pub(super) async fn judged(
        &self,
        present: &KeptPolicy,
        Look { change, earlier, but }: Look<'_>,
    ) -> Result<Result<Judged, Vec<Problem>>, Unmade> {
        let covers = |domain: &Domain| self.acting.grants.covers(APPLY, domain);
        let is_seen =
            |area: &area::Model, domain: &Domain| self.can_see_area(area) || covers(domain);
        let policies: Vec<&Policy> = earlier.into_iter().chain([&present.policy]).collect();
        let of = (&self.transaction, self.acting.now, but);
        let known = Known::read(of, &policies, change, is_seen).await?;
        let judged = match Judged::look(known, present, change) {
            Ok(judged) => judged,
            Err(problems) => return Ok(Err(problems)),
        };
        if judged.changed.domains().into_iter().all(covers) {
            return Ok(Ok(judged));
        }
        Err(Refusal::Forbidden(APPLY.0, APPLY.1).into())
    }

    /// Whether a change is about a role of the actor's own, and waits for somebody else.
    pub(super) async fn waits(
        &self,
        present: &KeptPolicy,
        judged: &Judged,
    ) -> Result<bool, Unmade> {
        let actor = self.acting.user();
        let own = roles_of(&self.transaction, actor).await?;
        if judged.changed.is_about(own.iter().map(String::as_str)).is_empty() {
            return Ok(false);
        }
        Ok(match self.acting.second_administrator {
            SecondAdministrator::On => true,
            SecondAdministrator::Off => false,
            SecondAdministrator::Auto => {
                let (held, domains) = (&judged.known.held, judged.changed.domains());
                let able = present.policy.holders(held).who_cover(APPLY, &domains);
                able.into_iter().any(|user| user != actor)
            }
        })
    }
}
