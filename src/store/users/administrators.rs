//! Those without whom nobody could administer the installation any more: at least one is left, by
//! grants that have no end.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::policy::{Rules, Source};
use crate::store::change::{Changing, Unmade, problem};
use crate::store::policies::{Whose, holdings};
use crate::store::{Store, StoreError};

const NOBODY_LEFT: (&str, &str) = (
    "nobody would be left who may apply policies and grant roles everywhere by a grant that has no end: \
     see to it that somebody else may, first",
    "此后将无人以不设终止时间的授权在全局应用权限策略并授予角色：请先授权他人",
);

/// Whether somebody administers the whole installation before a change, which must then leave
/// somebody who does. It is asked in the turn of grants.
pub(in crate::store) struct Administered {
    rules: Rules,
    now: DateTime<Utc>,
    was: bool,
}

impl Administered {
    pub(in crate::store) async fn before(
        rules: Rules,
        connection: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let asked = Self { rules, now, was: true };
        let was = asked.is(connection).await?;
        Ok(Self { was, ..asked })
    }

    /// Whether a change, as it stands in the connection's transaction, takes the last of them.
    pub(in crate::store) async fn would_end(
        &self,
        connection: &impl ConnectionTrait,
    ) -> Result<bool, StoreError> {
        Ok(self.was && !self.is(connection).await?)
    }

    /// Fails where a change of the operator's does.
    pub(in crate::store) async fn must_go_on(
        &self,
        connection: &impl ConnectionTrait,
    ) -> Result<(), StoreError> {
        match self.would_end(connection).await? {
            true => Err(StoreError::Refused(NOBODY_LEFT.0.to_owned())),
            false => Ok(()),
        }
    }

    async fn is(&self, connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
        let held = holdings(connection, self.now, Whose::OfThoseEverywhere).await?;
        Ok(self.rules.holders(&held).has_lasting_administrator())
    }
}

impl Store {
    /// The policy's rules as they stand.
    pub(in crate::store) async fn rules_now(&self) -> Result<Rules, StoreError> {
        let rules = self.rules().await;
        let (_, rules) = rules.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(rules)
    }
}

impl Changing<'_> {
    /// Whether the installation is administered before a change of who holds what.
    pub(super) async fn administered(&self, rules: Rules) -> Result<Administered, Unmade> {
        Ok(Administered::before(rules, &self.transaction, self.acting.now).await?)
    }

    /// Fails where the change leaves nobody who administers the installation; `field` is the input's
    /// that asked for it.
    pub(super) async fn must_leave_an_administrator(
        &self,
        administered: &Administered,
        field: &str,
    ) -> Result<(), Unmade> {
        match administered.would_end(&self.transaction).await? {
            true => Err(problem(field, NOBODY_LEFT.0, NOBODY_LEFT.1)),
            false => Ok(()),
        }
    }

    /// How many active users administer the whole installation now, for however long.
    pub(super) async fn administrators(&self, rules: &Rules) -> Result<usize, Unmade> {
        let whose = Whose::OfThoseEverywhere;
        let held = holdings(&self.transaction, self.acting.now, whose).await?;
        Ok(rules.holders(&held).administrators().len())
    }
}
