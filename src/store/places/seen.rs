//! A place that the actor knows.

use entity::{area, place};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::policy::{Action, Object, Record, Standing};
use crate::store::StoreError;
use crate::store::change::{Changing, Unmade};

/// A place as the policy looks at it: where it lies is all that counts.
struct AnyPlace;

impl Record for AnyPlace {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, _: &str) -> Option<Uuid> {
        None
    }
}

impl Changing<'_> {
    /// Whether the actor may do this to a place that lies in this area.
    pub(in crate::store) fn may_with_place(&self, action: Action, area: &area::Model) -> bool {
        let asked = (Object::Place, action);
        self.acting.grants.allows(asked, &AnyPlace, &area.path, Standing::Full)
    }

    /// A place in the actor's sight, and its area; none where there is no such place. Neither is
    /// moved before this change is over.
    pub(in crate::store) async fn seen_place(
        &self,
        id: Uuid,
        lock: LockType,
    ) -> Result<Option<(place::Model, area::Model)>, Unmade> {
        let held = self.held_place(id, lock).await?;
        Ok(held.filter(|(_, area)| self.may_with_place(Action::Read, area)))
    }

    /// A place and its area, whoever may see it. Areas are held first, as an import of them does.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything of it is told")]
    pub(in crate::store) async fn held_place(
        &self,
        id: Uuid,
        lock: LockType,
    ) -> Result<Option<(place::Model, area::Model)>, Unmade> {
        let found = place::Entity::find_by_id(id).one(&self.transaction).await?;
        let Some(mut known) = found else { return Ok(None) };
        loop {
            let area = self.held_area(known.area_id).await?;
            let lost = || StoreError::Failed("a place's area is lost".to_owned());
            let area = area.ok_or_else(lost)?;
            let place = place::Entity::find_by_id(id).lock(lock);
            let Some(place) = place.one(&self.transaction).await? else { return Ok(None) };
            // Somebody may have moved it meanwhile.
            if place.area_id == area.id {
                return Ok(Some((place, area)));
            }
            known = place;
        }
    }
}
