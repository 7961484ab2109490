//! The policy as it is kept: rows of one version, read as rules, links and roles.

use std::collections::{BTreeSet, HashMap};

use entity::{area, casbin_rule, policy_role, policy_version};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::policy::change::{KeptRule, Policy, Role};
use crate::policy::{AreaRef, Domain, Level, Line, Rules};
use crate::store::{Store, StoreError};

/// As many values as a statement is given at once.
const AT_ONCE: usize = 500;

/// A version of the policy, with the row of each rule and link.
pub(super) struct KeptPolicy {
    pub(super) version: i64,
    pub(super) policy: Policy,
    /// The rows of `policy.rules`, one by one.
    pub(super) rule_rows: Vec<i64>,
    /// The rows of `policy.links`, one by one.
    pub(super) link_rows: Vec<i64>,
}

/// A row that says what this release does not know.
#[derive(Debug, thiserror::Error)]
#[error("a rule of the policy is not understood: {0}")]
pub(super) struct NotUnderstood(crate::policy::RuleError);

/// The rows that are there in a version, by the columns that say from and until which they are.
fn in_version<C: ColumnTrait>(version: i64, added: C, removed: C) -> Condition {
    let stays = Condition::any().add(removed.is_null()).add(removed.gt(version));
    Condition::all().add(added.lte(version)).add(stays)
}

impl Store {
    /// The policy as it is, and its version.
    ///
    /// # Errors
    /// The database's; or a rule is kept that this release does not know.
    pub async fn policy(&self) -> Result<(i64, Policy), StoreError> {
        // What a version holds does not change any more, so this needs no transaction.
        let kept = KeptPolicy::present(self.writer()).await?;
        Ok((kept.version, kept.policy))
    }
}

impl KeptPolicy {
    /// The policy of a version; the outer error is the database's.
    #[expect(clippy::disallowed_methods, reason = "who may read the policy may read all of it")]
    pub(super) async fn read(
        connection: &impl ConnectionTrait,
        version: i64,
    ) -> Result<Result<Self, NotUnderstood>, StoreError> {
        let rows = casbin_rule::Entity::find()
            .filter(in_version(
                version,
                casbin_rule::Column::AddedIn,
                casbin_rule::Column::RemovedIn,
            ))
            .order_by_asc(casbin_rule::Column::Position)
            .order_by_asc(casbin_rule::Column::Id)
            .all(connection)
            .await?;
        let roles = policy_role::Entity::find()
            .filter(in_version(
                version,
                policy_role::Column::AddedIn,
                policy_role::Column::RemovedIn,
            ))
            .order_by_asc(policy_role::Column::Number)
            .all(connection)
            .await?;
        let domains = domains(connection, rows.iter().filter_map(|row| row.area_id)).await?;
        let roles = roles.into_iter().map(|row| {
            let policy_role::Model { name, title, title_en, built_in, .. } = row;
            Role { name, title, title_en, built_in }
        });
        let policy = Policy { roles: roles.collect(), ..Policy::default() };
        let (rule_rows, link_rows) = (Vec::new(), Vec::new());
        let mut kept = Self { version, policy, rule_rows, link_rows };
        for row in rows {
            if let Err(error) = kept.add(row, &domains) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(kept))
    }

    /// The policy of the latest version, whose rules are all known.
    pub(super) async fn present(connection: &impl ConnectionTrait) -> Result<Self, StoreError> {
        let kept = Self::read(connection, present_version(connection).await?).await?;
        kept.map_err(|error| StoreError::Failed(error.to_string()))
    }

    fn add(
        &mut self,
        row: casbin_rule::Model,
        domains: &HashMap<Uuid, Domain>,
    ) -> Result<(), NotUnderstood> {
        let casbin_rule::Model { id, ptype, v0, v1, v2, v3, v4, v5, area_id, comment, .. } = row;
        let domain = area_id.and_then(|area| domains.get(&area).cloned());
        let at = domain.as_ref().map(|domain| domain.as_casbin().to_owned()).or(v1);
        let fields = match ptype.as_str() {
            "g" => vec![v0, at, v2],
            _ => vec![v0, at, v2, v3, v4, v5],
        };
        let fields = fields.into_iter().map(Option::unwrap_or_default).collect();
        let mut one = Rules::default();
        one.add(&Line { ptype, fields }, |_| domain).map_err(NotUnderstood)?;
        for rule in one.rules {
            self.policy.rules.push(KeptRule { rule, comment: comment.clone() });
            self.rule_rows.push(id);
        }
        for link in one.links {
            self.policy.links.push(link);
            self.link_rows.push(id);
        }
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "the policy's version is no record")]
async fn present_version(connection: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let latest = policy_version::Entity::find()
        .select_only()
        .column_as(policy_version::Column::Version.max(), "version")
        .into_tuple::<Option<i64>>()
        .one(connection)
        .await?;
    Ok(latest.flatten().unwrap_or_default())
}

/// Areas as domains, by their ids.
#[expect(clippy::disallowed_methods, reason = "the rules and grants that name them are judged")]
pub(super) async fn domains(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Domain>, StoreError> {
    let ids: Vec<Uuid> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let mut domains = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let areas = area::Entity::find().filter(area::Column::Id.is_in(ids.iter().copied()));
        let areas = areas.all(connection).await?;
        domains.extend(areas.iter().filter_map(|area| Some((area.id, domain(area)?))));
    }
    Ok(domains)
}

/// The areas of these paths.
#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is told")]
pub(super) async fn areas_at(
    connection: &impl ConnectionTrait,
    paths: &BTreeSet<&str>,
) -> Result<Vec<area::Model>, StoreError> {
    let paths: Vec<&str> = paths.iter().copied().collect();
    let mut areas = Vec::new();
    for paths in paths.chunks(AT_ONCE) {
        let found = area::Entity::find().filter(area::Column::Path.is_in(paths.iter().copied()));
        areas.extend(found.all(connection).await?);
    }
    Ok(areas)
}

/// An area as a domain; none where its level is not known.
pub(super) fn domain(area: &area::Model) -> Option<Domain> {
    let level = Level::from_name(&area.level)?;
    Some(Domain::Area(AreaRef { id: area.id, level, path: area.path.as_str().into() }))
}
