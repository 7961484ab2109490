//! A new version of the policy, as it is written.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{casbin_rule, policy_role, policy_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::kept::KeptPolicy;
use crate::policy::change::{Changed, KeptRule, Role};
use crate::policy::{Domain, EVERYWHERE, RoleLink, Rule};
use crate::store::StoreError;

/// As many rows as are written at once: SQLite takes no more than some 32,000 values.
pub(super) const ROWS: usize = 1_000;

/// What is said of a new version beside what it changes.
pub(super) struct Version<'a> {
    pub(super) at: DateTime<Utc>,
    /// Who wanted it; none for the operator.
    pub(super) by: Option<Uuid>,
    /// The second administrator, where it waited for one.
    pub(super) approved_by: Option<Uuid>,
    pub(super) reason: &'a str,
    /// Whether it was applied although expectations fail.
    pub(super) forced: bool,
}

/// The version that was written.
pub(super) struct Written {
    pub(super) id: Uuid,
    pub(super) version: i64,
}

/// Writes a changed policy as the version after the one that is kept.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    present: &KeptPolicy,
    changed: &Changed,
    of: Version<'_>,
) -> Result<Written, StoreError> {
    let Version { at, by, approved_by, reason, forced } = of;
    let (id, version) = (Uuid::now_v7(), present.version + 1);
    let names = |roles: &[Role]| {
        let names: Vec<&str> = roles.iter().map(|role| &*role.name).collect();
        json!(names).to_string()
    };
    let row = policy_version::ActiveModel {
        version: Set(version),
        applied_at: Set(at),
        applied_by: Set(by),
        reason: Set(reason.to_owned()),
        id: Set(id),
        forced: Set(forced),
        approved_by: Set(approved_by),
        roles_added: Set(names(&changed.roles_added)),
        roles_removed: Set(names(&changed.roles_removed)),
    };
    policy_version::Entity::insert(row).exec_without_returning(transaction).await?;
    roles(transaction, version, changed).await?;
    remove(transaction, version, present, changed).await?;
    add(transaction, version, changed).await?;
    Ok(Written { id, version })
}

async fn roles(
    transaction: &DatabaseTransaction,
    version: i64,
    changed: &Changed,
) -> Result<(), StoreError> {
    use policy_role::Column;
    if !changed.roles_removed.is_empty() {
        let names = changed.roles_removed.iter().map(|role| &*role.name);
        policy_role::Entity::update_many()
            .col_expr(Column::RemovedIn, Expr::value(version))
            .filter(Column::RemovedIn.is_null())
            .filter(Column::Name.is_in(names))
            .exec(transaction)
            .await?;
    }
    let added = changed.roles_added.iter().map(|role| policy_role::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(role.name.clone()),
        title: Set(role.title.clone()),
        title_en: Set(role.title_en.clone()),
        built_in: Set(role.built_in),
        added_in: Set(version),
        removed_in: Set(None),
        ..Default::default()
    });
    let added: Vec<_> = added.collect();
    for rows in added.chunks(ROWS) {
        let rows = policy_role::Entity::insert_many(rows.to_vec());
        rows.exec_without_returning(transaction).await?;
    }
    Ok(())
}

async fn remove(
    transaction: &DatabaseTransaction,
    version: i64,
    present: &KeptPolicy,
    changed: &Changed,
) -> Result<(), StoreError> {
    let rules: HashSet<&Rule> = changed.removed.iter().map(|kept| &kept.rule).collect();
    let links: HashSet<&RoleLink> = changed.links_removed.iter().collect();
    let kept = present.policy.rules.iter().map(|kept| rules.contains(&kept.rule));
    let linked = present.policy.links.iter().map(|link| links.contains(link));
    let rows = present.rule_rows.iter().zip(kept).chain(present.link_rows.iter().zip(linked));
    let gone: Vec<i64> = rows.filter(|(_, is_gone)| *is_gone).map(|(row, _)| *row).collect();
    for rows in gone.chunks(ROWS) {
        casbin_rule::Entity::update_many()
            .col_expr(casbin_rule::Column::RemovedIn, Expr::value(version))
            .filter(casbin_rule::Column::Id.is_in(rows.iter().copied()))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

async fn add(
    transaction: &DatabaseTransaction,
    version: i64,
    changed: &Changed,
) -> Result<(), StoreError> {
    let lines: Vec<RuleRow> = lines(&changed.links_added, &changed.added).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let (last, position) = last(transaction).await?;
    let rows = (last + 1..).zip(position.saturating_add(1)..).zip(lines);
    let rows: Vec<_> = rows
        .map(
            |(
                (id, position),
                RuleRow { ptype, fields: [v0, v1, v2, v3, v4, v5], area, comment },
            )| {
                casbin_rule::ActiveModel {
                    id: Set(id),
                    position: Set(position),
                    ptype: Set(ptype.to_owned()),
                    v0: Set(v0),
                    v1: Set(v1),
                    v2: Set(v2),
                    v3: Set(v3),
                    v4: Set(v4),
                    v5: Set(v5),
                    area_id: Set(area),
                    comment: Set(comment),
                    added_in: Set(version),
                    removed_in: Set(None),
                }
            },
        )
        .collect();
    for rows in rows.chunks(ROWS) {
        let rows = casbin_rule::Entity::insert_many(rows.to_vec());
        rows.exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// The greatest id and position so far. Ids are given out here, since the default rules brought
/// theirs with them.
#[expect(clippy::disallowed_methods, reason = "numbers of rows are no records")]
async fn last(connection: &impl ConnectionTrait) -> Result<(i64, i32), StoreError> {
    let last = casbin_rule::Entity::find()
        .select_only()
        .column_as(casbin_rule::Column::Id.max(), "id")
        .column_as(casbin_rule::Column::Position.max(), "position")
        .into_tuple::<(Option<i64>, Option<i32>)>()
        .one(connection)
        .await?;
    let (id, position) = last.unwrap_or_default();
    Ok((id.unwrap_or_default(), position.unwrap_or_default()))
}

/// A rule or a link as rows have it. A rule of an area names it by its id, so that it follows the
/// area when that moves.
pub(super) struct RuleRow {
    pub(super) ptype: &'static str,
    pub(super) fields: [Option<String>; 6],
    pub(super) area: Option<Uuid>,
    pub(super) comment: Option<String>,
}

/// Links, and then rules, as rows have them.
pub(super) fn lines<'a>(
    links: &'a [RoleLink],
    rules: &'a [KeptRule],
) -> impl Iterator<Item = RuleRow> + 'a {
    let everywhere = || Some(EVERYWHERE.to_owned());
    let links = links.iter().map(move |link| {
        let (role, contains) = (Some(link.role.clone()), Some(link.contains.clone()));
        let fields = [role, contains, everywhere(), None, None, None];
        RuleRow { ptype: "g", fields, area: None, comment: None }
    });
    let rules = rules.iter().map(move |KeptRule { rule, comment }| {
        let (domain, area) = match &rule.domain {
            Domain::Everywhere => (everywhere(), None),
            Domain::Area(area) => (None, Some(area.id)),
        };
        let word = |word: &str| Some(word.to_owned());
        let fields = [
            word(&rule.role),
            domain,
            word(rule.object.as_str()),
            word(rule.action.as_str()),
            word(rule.relation.as_str()),
            word(rule.effect.as_str()),
        ];
        RuleRow { ptype: "p", fields, area, comment: comment.clone() }
    });
    links.chain(rules)
}

/// What a change comes to, as the audit trail has it.
pub(super) fn counts(changed: &Changed) -> Value {
    json!({
        "rulesAdded": changed.added.len(),
        "rulesRemoved": changed.removed.len(),
        "linksAdded": changed.links_added.len(),
        "linksRemoved": changed.links_removed.len(),
        "rolesAdded": changed.roles_added.len(),
        "rolesRemoved": changed.roles_removed.len(),
    })
}

/// The area that a change is of: that of all its rules, if it is one.
pub(super) fn area_of(changed: &Changed) -> Option<Uuid> {
    match changed.domains().as_slice() {
        [Domain::Area(area)] => Some(area.id),
        _ => None,
    }
}
