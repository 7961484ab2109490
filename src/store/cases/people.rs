//! Who may be handed a case: teams, handlers, overseers, mediators. Whatever is wrong with one that
//! an input names, nothing is told of it but that it cannot be that one.

use std::sync::Arc;

use entity::{area, category, team, team_member, user};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::Unmade;
use super::changing::{Changing, Held, can_see};
use crate::desk::facts::CaseFacts;
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

#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is used")]
impl Changing<'_> {
    /// The path of an area; none where there is no such area.
    pub(super) async fn area(&self, id: Uuid) -> Result<Option<area::Model>, Unmade> {
        Ok(area::Entity::find_by_id(id).one(&self.transaction).await?)
    }

    /// An area that nobody moves before this change is over.
    pub(super) async fn held_area(&self, id: Uuid) -> Result<Option<area::Model>, Unmade> {
        let area = area::Entity::find_by_id(id).lock(LockType::Share);
        Ok(area.one(&self.transaction).await?)
    }

    pub(super) fn can_see_area(&self, area: &area::Model) -> bool {
        let (record, read) = (ById(area.id), (Object::Area, Action::Read));
        self.acting.grants.allows(read, &record, &area.path, Standing::Full)
    }

    /// A team that a case that stands so can be handed to: in sight, and of the case's area, below
    /// it, or above it up to its town, or up to the desk where that stands higher.
    pub(super) async fn team(
        &self,
        team: Option<Uuid>,
        field: &str,
        held: &Held,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = team else { return Ok(None) };
        if let Some(team) = team::Entity::find_by_id(id).one(&self.transaction).await?
            && let Some(lies_in) = self.area(team.area_id).await?
        {
            let (record, read) = (ById(id), (Object::Team, Action::Read));
            let is_seen = self.acting.grants.allows(read, &record, &lies_in.path, Standing::Full);
            if is_seen && self.is_near(&lies_in.path, held).await? {
                return Ok(Some(id));
            }
        }
        problems.add(
            field,
            "this is no team that can be handed the case: name one in your sight, of the case's \
             area, below it, or above it up to its town",
            "该工作组不能承办此事项：请在您可见的工作组中，选择事项所在区域、其下级或其上级（至所属镇街）的工作组",
        );
        Ok(None)
    }

    async fn is_near(&self, path: &str, held: &Held) -> Result<bool, Unmade> {
        let facts = &held.facts;
        if path.starts_with(&facts.area_path) {
            return Ok(true);
        }
        let town = match held.row.town_id {
            Some(town) => self.area(town).await?.map(|town| town.path),
            None => None,
        };
        let desk = facts.desk_path.as_str();
        let top = town.as_deref().filter(|town| town.len() <= desk.len()).unwrap_or(desk);
        Ok(facts.area_path.starts_with(path) && path.starts_with(top))
    }

    /// A handler: an active member of the team who could read the case afterwards.
    pub(super) async fn handler(
        &self,
        handler: Option<Uuid>,
        team: Option<Uuid>,
        field: &str,
        after: &CaseFacts,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = handler else { return Ok(None) };
        if let Some(team) = team
            && self.is_member(team, id).await?
        {
            let after = CaseFacts { team: Some(team), handler: Some(id), ..after.clone() };
            if self.could_read(id, &after).await? {
                return Ok(Some(id));
            }
        }
        problems.add(
            field,
            "this is nobody who can handle the case: name an active member of the team who may \
             read it",
            "此人不能承办该事项：请选择该工作组内有权查看此事项的在岗成员",
        );
        Ok(None)
    }

    /// Somebody whom the actor knows, and who could read the case afterwards.
    pub(super) async fn overseer(
        &self,
        overseer: Option<Uuid>,
        field: &str,
        after: &CaseFacts,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = overseer else { return Ok(None) };
        let after = CaseFacts { overseer: Some(id), ..after.clone() };
        if self.is_known(id, after.team).await? && self.could_read(id, &after).await? {
            return Ok(Some(id));
        }
        problems.add(
            field,
            "this is nobody who can oversee the case: name a colleague who may read it",
            "此人不能督办该事项：请选择有权查看此事项的同事",
        );
        Ok(None)
    }

    /// Colleagues whom the actor knows.
    pub(super) async fn colleagues(
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
    /// team that has the case.
    async fn is_known(&self, id: Uuid, team: Option<Uuid>) -> Result<bool, Unmade> {
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

    async fn is_member(&self, team: Uuid, user: Uuid) -> Result<bool, Unmade> {
        let member = team_member::Entity::find_by_id((team, user))
            .filter(team_member::Column::LeftAt.is_null())
            .one(&self.transaction)
            .await?;
        Ok(member.is_some())
    }

    async fn could_read(&self, user: Uuid, after: &CaseFacts) -> Result<bool, Unmade> {
        let grants = self.acting.authorizer.grants(user).await;
        let grants: Option<Arc<Grants>> =
            grants.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(grants.is_some_and(|grants| grants.is_active() && can_see(&grants, after)))
    }

    /// A category.
    pub(super) async fn category(
        &self,
        category: Option<Uuid>,
        field: &str,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = category else { return Ok(None) };
        if category::Entity::find_by_id(id).one(&self.transaction).await?.is_some() {
            return Ok(Some(id));
        }
        problems.add(field, "there is no such category", "没有这个类别");
        Ok(None)
    }
}
