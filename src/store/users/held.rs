//! A user in hand: who they are, where they work, and what they hold.

use entity::{area, grant, user};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, Domain, EVERYWHERE, Object, Record, Rules, Standing};
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade};
use crate::store::policies::{domain, domains};

/// A user as the policy looks at them: by their id.
pub(in crate::store) struct OfUser(pub(in crate::store) Uuid);

impl Record for OfUser {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        (column == "id").then_some(self.0)
    }
}

/// A user whom nobody else changes before this change is over.
pub(in crate::store) struct HeldUser {
    pub(in crate::store) row: user::Model,
    /// Every grant, also those not valid now.
    pub(in crate::store) grants: Vec<grant::Model>,
}

/// The path of an area, or `*` where there is none.
pub(in crate::store) fn path_of(area: Option<&area::Model>) -> &str {
    area.map_or(EVERYWHERE, |area| &area.path)
}

#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is told")]
impl Changing<'_> {
    /// Whether the actor may do this to a user of this own area, whatever they hold.
    pub(in crate::store) fn may_with_user(&self, action: Action, user: Uuid, path: &str) -> bool {
        let asked = (Object::User, action);
        self.acting.grants.allows(asked, &OfUser(user), path, Standing::Full)
    }

    /// Takes a user in hand to do something to them.
    ///
    /// # Errors
    /// Out of sight they are not found; in sight it is forbidden, unless the actor may do it at the
    /// user's own area and throughout the area of each of their grants.
    pub(in crate::store) async fn take_user(
        &self,
        id: Uuid,
        action: Action,
    ) -> Result<HeldUser, Unmade> {
        let row = user::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
        let row = row.one(&self.transaction).await?.ok_or(Refusal::NotFound)?;
        let own_path = self.path_of_place(row.area_id).await?;
        if !self.may_with_user(Action::Read, id, &own_path) {
            return Err(Refusal::NotFound.into());
        }
        let grants = grant::Entity::find()
            .filter(grant::Column::UserId.eq(id))
            .order_by_asc(grant::Column::Id)
            .all(&self.transaction)
            .await?;
        let areas = grants.iter().filter_map(|grant| grant.area_id);
        let domains = domains(&self.transaction, areas).await?;
        let covers = |grant: &grant::Model| {
            let held_in = match grant.area_id {
                Some(area) => domains.get(&area),
                None => Some(&Domain::Everywhere),
            };
            held_in.is_some_and(|domain| self.acting.grants.covers((Object::User, action), domain))
        };
        if !self.may_with_user(action, id, &own_path) || !grants.iter().all(covers) {
            return Err(Refusal::Forbidden(Object::User, action).into());
        }
        Ok(HeldUser { row, grants })
    }

    /// Whether a grant takes something away.
    pub(super) async fn denies_something(
        &self,
        rules: &Rules,
        grant: &grant::Model,
    ) -> Result<bool, Unmade> {
        let domain = self.domain_of(grant).await?;
        Ok(domain.is_none_or(|domain| rules.denies_something(&grant.role, &domain)))
    }

    /// Fails for those who could not grant what somebody holds, and would have it by signing in as
    /// them: a role that gives power, where they do not apply policies.
    pub(super) async fn must_match_powers_of(&self, user: &HeldUser) -> Result<(), Unmade> {
        let rules = self.store.rules_now().await?;
        let apply = (Object::Policy, Action::Apply);
        for grant in &user.grants {
            let Some(domain) = self.domain_of(grant).await? else { continue };
            if rules.gives_power(&grant.role, &domain) && !self.acting.grants.covers(apply, &domain)
            {
                return Err(Refusal::Forbidden(apply.0, apply.1).into());
            }
        }
        Ok(())
    }

    /// Where a grant holds; none where its area is of no known level, in which it holds nowhere.
    async fn domain_of(&self, grant: &grant::Model) -> Result<Option<Domain>, Unmade> {
        Ok(match grant.area_id {
            Some(area) => self.area(area).await?.as_ref().and_then(domain),
            None => Some(Domain::Everywhere),
        })
    }

    async fn path_of_place(&self, area: Option<Uuid>) -> Result<String, Unmade> {
        let lost = || StoreError::Failed("a user's area is lost".to_owned());
        Ok(match area {
            Some(area) => self.area(area).await?.ok_or_else(lost)?.path,
            None => EVERYWHERE.to_owned(),
        })
    }
}
