//! Who may be handed a case: teams, handlers, overseers. Whatever is wrong with one that an input
//! names, nothing is told of it but that it cannot be that one.

use entity::category;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::held::Held;
use crate::desk::facts::CaseFacts;
use crate::policy::Object;
use crate::read::problem::Problems;
use crate::store::change::{Changing, Near, Unmade};

impl Changing<'_> {
    /// A team that a case that stands so can be handed to: in sight, and of the case's area, below
    /// it, or above it up to its town, or up to the desk where that stands higher.
    pub(super) async fn team(
        &self,
        team: Option<Uuid>,
        field: &str,
        held: &Held,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let (area_path, desk) = (held.facts.area_path.as_str(), held.facts.desk_path.as_str());
        let town = match held.row.town_id.filter(|_| team.is_some()) {
            Some(town) => self.area(town).await?.map(|town| town.path),
            None => None,
        };
        let top_path = town.as_deref().filter(|town| town.len() <= desk.len()).unwrap_or(desk);
        let near = Near { object: Object::Case, area_path, top_path };
        self.team_near(team, field, near, problems).await
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
            if self.could_read_case(id, &after).await? {
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
        if self.is_known(id, after.team).await? && self.could_read_case(id, &after).await? {
            return Ok(Some(id));
        }
        problems.add(
            field,
            "this is nobody who can oversee the case: name a colleague who may read it",
            "此人不能督办该事项：请选择有权查看此事项的同事",
        );
        Ok(None)
    }

    /// Whether somebody could read a case that stands so.
    async fn could_read_case(&self, user: Uuid, after: &CaseFacts) -> Result<bool, Unmade> {
        self.could_read(user, Object::Case, after, &after.area_path).await
    }

    /// A category.
    #[expect(clippy::disallowed_methods, reason = "all who sign in may read categories")]
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
