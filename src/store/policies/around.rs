//! What a change of the policy stands among: areas, those who hold roles, and what waits.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{area, grant, pending_change, pending_rule};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::holdings::{Whose, holdings};
use super::kept::{areas_at, domain};
use crate::policy::change::{Around, Policy, PolicyChange};
use crate::policy::{Domain, EVERYWHERE, Holding, ROLE};
use crate::store::{Store, StoreError};

/// What must be known beside the policy itself.
pub(super) struct Known {
    domains: HashMap<String, Domain>,
    pub(super) held: Vec<Holding>,
    granted: HashSet<String>,
    waiting: HashSet<String>,
}

impl Known {
    /// What a change of one of these policies must be looked at with. Their own areas are known to
    /// whoever knows them; of others, those count that `is_seen`. One waiting change may be left out.
    pub(super) async fn read(
        (connection, now, but): (&impl ConnectionTrait, DateTime<Utc>, Option<Uuid>),
        policies: &[&Policy],
        change: &PolicyChange,
        is_seen: impl Fn(&area::Model, &Domain) -> bool,
    ) -> Result<Self, StoreError> {
        let mut known: HashMap<String, Domain> = HashMap::new();
        for kept in policies.iter().flat_map(|policy| &policy.rules) {
            let domain = &kept.rule.domain;
            if !known.contains_key(domain.as_casbin()) {
                known.insert(domain.as_casbin().to_owned(), domain.clone());
            }
        }
        let named = change.add.iter().chain(&change.remove).map(|line| &*line.domain);
        let paths: BTreeSet<&str> =
            named.filter(|path| *path != EVERYWHERE && !known.contains_key(*path)).collect();
        for area in areas_at(connection, &paths).await? {
            if let Some(domain) = domain(&area).filter(|domain| is_seen(&area, domain)) {
                known.insert(area.path, domain);
            }
        }
        Ok(Self {
            domains: known,
            held: holdings(connection, now, Whose::Everybodys).await?,
            granted: granted(connection).await?,
            waiting: waiting(connection, but).await?,
        })
    }

    /// Looks with it at a change of a policy.
    pub(super) fn with<T>(&self, look: impl FnOnce(&Around<'_>) -> T) -> T {
        let domain = |path: &str| self.domains.get(path).cloned();
        let Self { held, granted, waiting, .. } = self;
        look(&Around { domain: &domain, held, granted, waiting })
    }
}

impl Store {
    /// The changes that wait for a second administrator, the oldest first.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "the ids, whose rows are read under a scope")]
    pub async fn waiting_changes(&self) -> Result<Vec<Uuid>, StoreError> {
        let waiting = pending_change::Entity::find()
            .select_only()
            .column(pending_change::Column::Id)
            .filter(pending_change::Column::DecidedAt.is_null())
            .order_by_asc(pending_change::Column::ProposedAt)
            .order_by_asc(pending_change::Column::Id);
        Ok(waiting.into_tuple().all(self.writer()).await?)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether a role is granted is told of the role alone"
)]
async fn granted(connection: &impl ConnectionTrait) -> Result<HashSet<String>, StoreError> {
    let roles = grant::Entity::find().select_only().column(grant::Column::Role).distinct();
    let roles: Vec<String> = roles.into_tuple().all(connection).await?;
    Ok(roles.into_iter().collect())
}

/// The roles of every grant of somebody, whenever it is valid, and of those that they wait for.
#[expect(clippy::disallowed_methods, reason = "of the actor's own grants")]
pub(super) async fn roles_of(
    connection: &impl ConnectionTrait,
    user: Uuid,
) -> Result<Vec<String>, StoreError> {
    let own = grant::Entity::find().filter(grant::Column::UserId.eq(user));
    let roles = own.select_only().column(grant::Column::Role).distinct();
    let mut roles: Vec<String> = roles.into_tuple().all(connection).await?;
    let waiting = pending_change::Entity::find()
        .select_only()
        .column(pending_change::Column::Role)
        .filter(pending_change::Column::UserId.eq(user))
        .filter(pending_change::Column::DecidedAt.is_null());
    let waiting: Vec<Option<String>> = waiting.into_tuple().all(connection).await?;
    roles.extend(waiting.into_iter().flatten());
    Ok(roles)
}

/// The roles that a waiting change speaks of.
#[expect(clippy::disallowed_methods, reason = "who may apply a policy may read what waits")]
async fn waiting(
    connection: &impl ConnectionTrait,
    but: Option<Uuid>,
) -> Result<HashSet<String>, StoreError> {
    let undecided = pending_change::Entity::find()
        .filter(pending_change::Column::DecidedAt.is_null())
        .filter(pending_change::Column::Id.ne(but.unwrap_or_default()));
    let changes = undecided.clone().all(connection).await?;
    let ids = undecided.select_only().column(pending_change::Column::Id).into_query();
    let rules: Vec<(String, Option<String>, Option<String>)> = pending_rule::Entity::find()
        .select_only()
        .columns([pending_rule::Column::Ptype, pending_rule::Column::V0, pending_rule::Column::V1])
        .filter(pending_rule::Column::ChangeId.in_subquery(ids))
        .into_tuple()
        .all(connection)
        .await?;
    let mut roles: HashSet<String> = changes.iter().filter_map(|of| of.role.clone()).collect();
    for (ptype, role, contained) in rules {
        let contained = contained.filter(|_| ptype == "g");
        let named = role.into_iter().chain(contained);
        roles.extend(named.filter_map(|role| role.strip_prefix(ROLE).map(str::to_owned)));
    }
    Ok(roles)
}
