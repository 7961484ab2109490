//! Those whom an input names, teams and the areas that they work in. Whatever is wrong with one of
//! them, nothing is told of it but that it cannot be that one.

use std::sync::Arc;

use chrono::Datelike;
use entity::{area, team, team_member, user};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Changing, Unmade};
use crate::desk::noun::noun;
use crate::policy::{Action, EVERYWHERE, Grants, Object, Record, Standing};
use crate::read::problem::Problems;
use crate::store::StoreError;

/// A record that the policy knows by its id alone.
struct ById(Uuid);

impl Record for ById {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        (column == "id").then_some(self.0)
    }
}

/// What a record is to a team that is to have it.
pub(in crate::store) struct Near<'a> {
    /// Its kind.
    pub(in crate::store) object: Object,
    /// The path of its area.
    pub(in crate::store) area_path: &'a str,
    /// The path of the area up to which the team may stand, such as its town's.
    pub(in crate::store) top_path: &'a str,
}

impl Near<'_> {
    /// Whether an area is the record's own, below it, or above it up to the top.
    pub(in crate::store) fn holds(&self, path: &str) -> bool {
        path.starts_with(self.area_path)
            || (self.area_path.starts_with(path) && path.starts_with(self.top_path))
    }
}

#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is used")]
impl Changing<'_> {
    /// An area; none where there is no such area.
    pub(in crate::store) async fn area(&self, id: Uuid) -> Result<Option<area::Model>, Unmade> {
        Ok(area::Entity::find_by_id(id).one(&self.transaction).await?)
    }

    /// An area that nobody moves before this change is over.
    pub(in crate::store) async fn held_area(
        &self,
        id: Uuid,
    ) -> Result<Option<area::Model>, Unmade> {
        let area = area::Entity::find_by_id(id).lock(LockType::Share);
        Ok(area.one(&self.transaction).await?)
    }

    pub(in crate::store) fn can_see_area(&self, area: &area::Model) -> bool {
        let (record, read) = (ById(area.id), (Object::Area, Action::Read));
        self.acting.grants.allows(read, &record, &area.path, Standing::Full)
    }

    /// A team that what lies in an area can be given to: in sight, and of the area, below it, or above
    /// it up to its town.
    pub(in crate::store) async fn team_of_area(
        &self,
        team: Option<Uuid>,
        object: Object,
        area: &area::Model,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let town = match area.town_id.filter(|town| team.is_some() && *town != area.id) {
            Some(town) => self.area(town).await?,
            None => None,
        };
        let top_path = town.as_ref().map_or(&*area.path, |town| &*town.path);
        let near = Near { object, area_path: &area.path, top_path };
        self.team_near(team, "input.teamId", near, problems).await
    }

    /// A team that a record can be given to: in sight, and near it.
    pub(in crate::store) async fn team_near(
        &self,
        team: Option<Uuid>,
        field: &str,
        near: Near<'_>,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = team else { return Ok(None) };
        if let Some(team) = team::Entity::find_by_id(id).one(&self.transaction).await?
            && let Some(lies_in) = self.area(team.area_id).await?
        {
            let (record, read) = (ById(id), (Object::Team, Action::Read));
            let is_seen = self.acting.grants.allows(read, &record, &lies_in.path, Standing::Full);
            if is_seen && near.holds(&lies_in.path) {
                return Ok(Some(id));
            }
        }
        let (en, zh) = noun(near.object);
        problems.add(
            field,
            format!(
                "this is no team that can be handed the {en}: name one in your sight, of the {en}'s area, below \
                 it, or above it up to its town"
            ),
            format!(
                "该工作组不能承办此{zh}：请在您可见的工作组中，选择{zh}所在区域、其下级或其上级（至所属镇街）的工作组"
            ),
        );
        Ok(None)
    }

    /// Colleagues whom the actor knows.
    pub(in crate::store) async fn colleagues(
        &self,
        ids: &[Uuid],
        field: &str,
        team: Option<Uuid>,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        for (i, id) in ids.iter().enumerate() {
            if !self.is_known(*id, team).await? {
                problems.add(
                    format!("{field}[{i}]"),
                    "this is no colleague of yours",
                    "这不是您的同事",
                );
            }
        }
        Ok(())
    }

    /// Whether somebody is active, and is the actor, one whom the actor may read, or one of the
    /// team that has the record.
    pub(in crate::store) async fn is_known(
        &self,
        id: Uuid,
        team: Option<Uuid>,
    ) -> Result<bool, Unmade> {
        let found = user::Entity::find_by_id(id).one(&self.transaction).await?;
        let Some(user) = found.filter(|user| user.active) else { return Ok(false) };
        if id == self.acting.user() {
            return Ok(true);
        }
        let path = match user.area_id {
            Some(area) => self.area(area).await?.map(|area| area.path),
            None => None,
        };
        let path = path.as_deref().unwrap_or(EVERYWHERE);
        let read = (Object::User, Action::Read);
        if self.acting.grants.allows(read, &ById(id), path, Standing::Full) {
            return Ok(true);
        }
        match team {
            Some(team) => self.is_member(team, id).await,
            None => Ok(false),
        }
    }

    /// Whether somebody is an active member of a team.
    pub(in crate::store) async fn is_member(&self, team: Uuid, user: Uuid) -> Result<bool, Unmade> {
        let member = team_member::Entity::find_by_id((team, user))
            .filter(team_member::Column::LeftAt.is_null())
            .one(&self.transaction)
            .await?;
        Ok(member.is_some())
    }

    /// Whether somebody could read a record in the area of this path, were it to stand so.
    pub(in crate::store) async fn could_read(
        &self,
        user: Uuid,
        object: Object,
        record: &(dyn Record + Sync),
        path: &str,
    ) -> Result<bool, Unmade> {
        let grants = self.acting.authorizer.grants(user).await;
        let grants: Option<Arc<Grants>> =
            grants.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let read = (object, Action::Read);
        let is_allowed = |grants: &Grants| grants.allows(read, record, path, Standing::Full);
        Ok(grants.is_some_and(|grants| grants.is_active() && is_allowed(&grants)))
    }

    /// The code that numbers of an area begin with: its town's, or its own above the towns.
    pub(in crate::store) async fn code_of_town(
        &self,
        area: &area::Model,
    ) -> Result<String, Unmade> {
        let town = match area.town_id {
            Some(town) if town != area.id => self.area(town).await?,
            _ => None,
        };
        Ok(town.map_or_else(|| area.code.clone(), |town| town.code))
    }

    /// The code of a record's town, and the year: what numbers that are given out now begin with.
    pub(in crate::store) async fn numbered_by(&self, area: Uuid) -> Result<(String, i32), Unmade> {
        let lost = || StoreError::Failed("a record's area is lost".to_owned());
        let area = self.area(area).await?.ok_or_else(lost)?;
        let year = self.acting.now.with_timezone(&self.acting.zone).year();
        Ok((self.code_of_town(&area).await?, year))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_stands_in_the_area_below_it_or_above_it_up_to_the_top() {
        let near = Near { object: Object::Case, area_path: "/d/t/c/", top_path: "/d/t/" };
        for path in ["/d/t/c/", "/d/t/c/g/", "/d/t/"] {
            assert!(near.holds(path), "{path}");
        }
        for path in ["/d/", "/d/t/c2/", "/d/u/", "/"] {
            assert!(!near.holds(path), "{path}");
        }
    }
}
