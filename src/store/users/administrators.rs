//! Those without whom nobody could administer the installation any more: at least one is left.

use std::collections::{BTreeMap, BTreeSet};

use entity::{grant, user};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::held::OfUser;
use crate::policy::{
    Action, Domain, EVERYWHERE, GrantRow, Grants, Object, Rules, Source, Standing, UserStanding,
};
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade, problem};

/// What an administrator of the whole installation may do.
const ADMINISTERS: [(Object, Action); 2] =
    [(Object::Policy, Action::Apply), (Object::User, Action::Grant)];

impl Changing<'_> {
    /// The policy's rules as they stand.
    pub(in crate::store) async fn rules(&self) -> Result<Rules, Unmade> {
        let rules = self.store.rules().await;
        let (_, rules) = rules.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(rules)
    }

    /// Whether somebody administers the whole installation.
    pub(in crate::store) async fn administers(
        &self,
        rules: &Rules,
        user: Uuid,
    ) -> Result<bool, Unmade> {
        Ok(match self.held_everywhere(Some(user)).await?.remove(&user) {
            Some(roles) => self.give_administration(rules, &roles).await?,
            None => false,
        })
    }

    /// How many active users administer the whole installation; of more than `most` no more is told.
    pub(in crate::store) async fn administrators(
        &self,
        rules: &Rules,
        most: usize,
    ) -> Result<usize, Unmade> {
        // Most hold the same: what some roles come to is worked out once.
        let mut known: BTreeMap<BTreeSet<String>, bool> = BTreeMap::new();
        let mut count = 0;
        for roles in self.held_everywhere(None).await?.into_values() {
            let administers = match known.get(&roles) {
                Some(administers) => *administers,
                None => {
                    let administers = self.give_administration(rules, &roles).await?;
                    known.insert(roles, administers);
                    administers
                }
            };
            count += usize::from(administers);
            if count >= most {
                break;
            }
        }
        Ok(count)
    }

    /// Fails where a change, as it stands in the transaction, leaves nobody who administers the whole
    /// installation; `field` is the input's that asked for it.
    pub(in crate::store) async fn must_leave_an_administrator(
        &self,
        rules: &Rules,
        field: &str,
    ) -> Result<(), Unmade> {
        if self.administrators(rules, 1).await? > 0 {
            return Ok(());
        }
        Err(problem(
            field,
            "nobody would be left who may apply policies and grant roles everywhere: see to it that \
             somebody else may, first",
            "此后将无人可在全局应用权限策略并授予角色：请先授权他人",
        ))
    }

    /// The roles that active users, or one of them, hold everywhere now.
    #[expect(clippy::disallowed_methods, reason = "that somebody is left tells of nobody")]
    async fn held_everywhere(
        &self,
        of: Option<Uuid>,
    ) -> Result<BTreeMap<Uuid, BTreeSet<String>>, Unmade> {
        let now = self.acting.now;
        let begun = grant::Column::ValidFrom.is_null().or(grant::Column::ValidFrom.lte(now));
        let not_over = grant::Column::ValidUntil.is_null().or(grant::Column::ValidUntil.gt(now));
        let active = user::Entity::find()
            .select_only()
            .column(user::Column::Id)
            .filter(user::Column::Active.eq(true));
        let held: Vec<(Uuid, String)> = grant::Entity::find()
            .select_only()
            .columns([grant::Column::UserId, grant::Column::Role])
            .filter(grant::Column::AreaId.is_null())
            .filter(Condition::all().add(begun).add(not_over))
            .filter(grant::Column::UserId.in_subquery(active.into_query()))
            .apply_if(of, |query, user| query.filter(grant::Column::UserId.eq(user)))
            .into_tuple()
            .all(&self.transaction)
            .await?;
        let mut by_user: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
        for (user, role) in held {
            by_user.entry(user).or_default().insert(role);
        }
        Ok(by_user)
    }

    /// Whether casbin lets whoever holds these roles everywhere administer everything.
    async fn give_administration(
        &self,
        rules: &Rules,
        roles: &BTreeSet<String>,
    ) -> Result<bool, Unmade> {
        let grants = roles.iter().map(|role| GrantRow {
            role: role.clone(),
            domain: Domain::Everywhere,
            valid_from: None,
            valid_until: None,
        });
        let standing = UserStanding {
            user: Uuid::nil(),
            active: true,
            token_version: 0,
            has_one_time_password: false,
            grants: grants.collect(),
            teams: Vec::new(),
        };
        let grants = Grants::compile(rules, &standing, self.acting.now).await;
        let grants = grants.map_err(|error| StoreError::Failed(format!("casbin: {error}")))?;
        let nobody = OfUser(Uuid::max());
        let may =
            |asked: &(Object, Action)| grants.allows(*asked, &nobody, EVERYWHERE, Standing::Full);
        Ok(ADMINISTERS.iter().all(may))
    }
}
