//! The owner of a token, by whom it is judged: at their own area and at each of their grants.

use entity::{area, grant, user};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::policy::{Action, EVERYWHERE, Object, Record, Standing};
use crate::store::change::{Changing, Unmade};

/// Somebody who works here, with the places where their tokens are judged.
pub(super) struct Owner {
    pub(super) id: Uuid,
    pub(super) active: bool,
    pub(super) area: Option<Uuid>,
    /// The path of their own area, or everywhere.
    own: String,
    /// The paths of their grants' areas.
    granted: Vec<String>,
}

impl Record for Owner {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        (column == "id").then_some(self.id)
    }
}

impl Changing<'_> {
    /// A user, whose row nobody changes before this change is over; none where there is none.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything of it is told")]
    pub(super) async fn owner(&self, id: Uuid) -> Result<Option<Owner>, Unmade> {
        let row = user::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
        let Some(row) = row.one(&self.transaction).await? else { return Ok(None) };
        let lasting = Condition::any()
            .add(grant::Column::ValidUntil.is_null())
            .add(grant::Column::ValidUntil.gt(self.acting.now));
        let grants = grant::Entity::find().filter(grant::Column::UserId.eq(id)).filter(lasting);
        let grants = grants.all(&self.transaction).await?;
        let areas = grants.iter().filter_map(|grant| grant.area_id).chain(row.area_id);
        let areas = area::Entity::find().filter(area::Column::Id.is_in(areas));
        let areas = areas.all(&self.transaction).await?;
        let path = |id: Option<Uuid>| {
            let found = id.and_then(|id| areas.iter().find(|area| area.id == id));
            found.map_or(EVERYWHERE, |area| &area.path).to_owned()
        };
        Ok(Some(Owner {
            id,
            active: row.active,
            area: row.area_id,
            own: path(row.area_id),
            granted: grants.iter().map(|grant| path(grant.area_id)).collect(),
        }))
    }

    /// Whether the actor knows of the owner: whoever it is themselves does.
    pub(super) fn can_see_owner(&self, owner: &Owner) -> bool {
        owner.id == self.acting.user()
            || self.may_at(owner, (Object::User, Action::Read), &owner.own)
    }

    /// Whether the actor knows of the owner's tokens.
    pub(super) fn can_see_tokens(&self, owner: &Owner) -> bool {
        self.may_at(owner, (Object::Token, Action::Read), &owner.own)
    }

    /// Whether the actor may do this wherever the owner works or holds a role.
    pub(super) fn may_everywhere(&self, owner: &Owner, asked: (Object, Action)) -> bool {
        let mut places = owner.granted.iter().chain([&owner.own]);
        places.all(|path| self.may_at(owner, asked, path))
    }

    fn may_at(&self, owner: &Owner, asked: (Object, Action), path: &str) -> bool {
        self.acting.grants.allows(asked, owner, path, Standing::Full)
    }
}
