//! A user in hand: who they are, where they work, and what they hold.

use entity::{area, grant, user};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, Domain, EVERYWHERE, Object, Record, Standing};
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade};
use crate::store::policies::domains;

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
            let domain = match grant.area_id {
                Some(area) => domains.get(&area),
                None => Some(&Domain::Everywhere),
            };
            domain.is_some_and(|domain| self.acting.grants.covers((Object::User, action), domain))
        };
        if !self.may_with_user(action, id, &own_path) || !grants.iter().all(covers) {
            return Err(Refusal::Forbidden(Object::User, action).into());
        }
        Ok(HeldUser { row, grants })
    }

    async fn path_of_place(&self, area: Option<Uuid>) -> Result<String, Unmade> {
        let lost = || StoreError::Failed("a user's area is lost".to_owned());
        Ok(match area {
            Some(area) => self.area(area).await?.ok_or_else(lost)?.path,
            None => EVERYWHERE.to_owned(),
        })
    }
}
