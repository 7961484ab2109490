//! A change of the policy that waits for a second administrator, as it is kept: what it adds and
//! removes, to be looked at again under the policy of the day on which it is decided.

use std::collections::HashMap;

use entity::{pending_change, pending_rule};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::kept::domains;
use super::version::{ROWS, RuleRow, area_of, counts, lines};
use crate::policy::change::{Changed, LinkLine, PolicyChange, Role, RoleLine, RuleLine};
use crate::policy::{Domain, Object, ROLE};
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade, problem};

/// The most changes of one person that wait for a second administrator at a time.
const MOST_WAITING: u64 = 100;

/// The kind of a change of the policy, beside that of a grant.
pub(super) const POLICY: &str = "POLICY";

/// A role as a waiting change keeps it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewRole {
    name: String,
    title: String,
    title_en: Option<String>,
}

impl Changing<'_> {
    /// Fails for those who have as many changes waiting as there may be; `field` is the input's that
    /// asked for another.
    #[expect(
        clippy::disallowed_methods,
        reason = "how many of their own wait is told to the actor"
    )]
    pub(in crate::store) async fn may_have_another_waiting(
        &self,
        field: &str,
    ) -> Result<(), Unmade> {
        let waiting = pending_change::Entity::find()
            .filter(pending_change::Column::ProposedBy.eq(self.acting.user()))
            .filter(pending_change::Column::DecidedAt.is_null());
        if waiting.count(&self.transaction).await? < MOST_WAITING {
            return Ok(());
        }
        Err(problem(
            field,
            format!(
                "{MOST_WAITING} changes of yours wait for a second administrator already: reject some of \
                 them, or have them decided, first"
            ),
            format!(
                "您已有 {MOST_WAITING} 项变更等待另一管理员决定：请先撤回其中一些，或请其作出决定"
            ),
        ))
    }

    /// Keeps a change until a second administrator decides it; `field` is the input's that asked for it.
    pub(super) async fn propose(
        &self,
        changed: &Changed,
        (reason, forced): (&str, bool),
        field: &str,
    ) -> Result<Uuid, Unmade> {
        self.may_have_another_waiting(field).await?;
        let (id, now) = (Uuid::now_v7(), self.acting.now);
        let names = |roles: &[Role]| {
            let names: Vec<&str> = roles.iter().map(|role| &*role.name).collect();
            json!(names).to_string()
        };
        let new_roles = changed.roles_added.iter().map(|role| NewRole {
            name: role.name.clone(),
            title: role.title.clone(),
            title_en: role.title_en.clone(),
        });
        let new_roles: Vec<NewRole> = new_roles.collect();
        let change = pending_change::ActiveModel {
            id: Set(id),
            kind: Set(POLICY.to_owned()),
            proposed_by: Set(self.acting.user()),
            proposed_at: Set(now),
            reason: Set(reason.to_owned()),
            forced: Set(forced),
            roles_added: Set(names(&changed.roles_added)),
            roles_removed: Set(names(&changed.roles_removed)),
            new_roles: Set(Some(json!(new_roles).to_string())),
            ..Default::default()
        };
        pending_change::Entity::insert(change).exec_without_returning(&self.transaction).await?;
        let added = lines(&changed.links_added, &changed.added).map(|line| (true, line));
        let removed = lines(&changed.links_removed, &changed.removed).map(|line| (false, line));
        let rows = (0_i64..).zip(added.chain(removed)).map(|(position, (added, line))| {
            let RuleRow { ptype, fields: [v0, v1, v2, v3, v4, v5], area, comment } = line;
            pending_rule::ActiveModel {
                id: Set(Uuid::now_v7()),
                change_id: Set(id),
                position: Set(position),
                added: Set(added),
                ptype: Set(ptype.to_owned()),
                v0: Set(v0),
                v1: Set(v1),
                v2: Set(v2),
                v3: Set(v3),
                v4: Set(v4),
                v5: Set(v5),
                area_id: Set(area),
                comment: Set(comment),
            }
        });
        let rows: Vec<_> = rows.collect();
        for rows in rows.chunks(ROWS) {
            let rows = pending_rule::Entity::insert_many(rows.to_vec());
            rows.exec_without_returning(&self.transaction).await?;
        }
        let mut detail = counts(changed);
        detail["reason"] = reason.into();
        if forced {
            detail["forced"] = json!(true);
        }
        let of = (Object::Policy, id, area_of(changed));
        self.audit(now, "propose", of, Some(detail)).await?;
        Ok(id)
    }

    /// What a waiting change of the policy would change, in words: areas by the paths that they have
    /// now.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything of it is told")]
    pub(super) async fn proposed(
        &self,
        waiting: &pending_change::Model,
    ) -> Result<PolicyChange, Unmade> {
        let unreadable = |error| StoreError::Failed(format!("a waiting change: {error}"));
        let new_roles = waiting.new_roles.as_deref().unwrap_or("[]");
        let new_roles: Vec<NewRole> = serde_json::from_str(new_roles).map_err(unreadable)?;
        let remove_roles = serde_json::from_str(&waiting.roles_removed).map_err(unreadable)?;
        let rows = pending_rule::Entity::find()
            .filter(pending_rule::Column::ChangeId.eq(waiting.id))
            .order_by_asc(pending_rule::Column::Position)
            .all(&self.transaction)
            .await?;
        let of_areas = rows.iter().filter_map(|row| row.area_id);
        let domains = domains(&self.transaction, of_areas).await?;
        let add_roles = new_roles.into_iter().map(|role| {
            let NewRole { name, title, title_en } = role;
            RoleLine { name, title, title_en }
        });
        let add_roles = add_roles.collect();
        let mut change = PolicyChange { add_roles, remove_roles, ..PolicyChange::default() };
        for row in rows {
            let added = row.added;
            if row.ptype == "g" {
                let list = match added {
                    true => &mut change.add_inheritance,
                    false => &mut change.remove_inheritance,
                };
                list.push(LinkLine { role: bare(row.v0), inherits: bare(row.v1) });
            } else {
                let list = if added { &mut change.add } else { &mut change.remove };
                list.push(rule_line(row, &domains));
            }
        }
        Ok(change)
    }
}

fn bare(role: Option<String>) -> String {
    let role = role.unwrap_or_default();
    role.strip_prefix(ROLE).unwrap_or(&role).to_owned()
}

fn rule_line(row: pending_rule::Model, domains: &HashMap<Uuid, Domain>) -> RuleLine {
    let at = row.area_id.and_then(|area| domains.get(&area));
    let at = at.map(|domain| domain.as_casbin().to_owned());
    RuleLine {
        role: bare(row.v0),
        domain: at.or(row.v1).unwrap_or_default(),
        object: row.v2.unwrap_or_default(),
        action: row.v3.unwrap_or_default(),
        relation: row.v4.unwrap_or_default(),
        effect: row.v5.unwrap_or_default(),
        comment: row.comment,
    }
}
