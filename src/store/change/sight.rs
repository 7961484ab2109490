//! Records beside the one that is changed, as far as the actor sees them.

use entity::{area, case, patrol_route, patrol_visit};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{Changing, Unmade};
use crate::desk::facts::CaseFacts;
use crate::desk::leave::{can_see, is_allowed};
use crate::desk::patrol::PatrolFacts;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::read::subject::Subject;

/// A visit of a patrol in the actor's sight.
pub(in crate::store) struct SeenVisit {
    pub(in crate::store) visit: patrol_visit::Model,
    /// The area of its route.
    pub(in crate::store) area: area::Model,
    /// Whether the actor may visit points of its route.
    pub(in crate::store) may_visit: bool,
}

#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is used")]
impl Changing<'_> {
    /// The case that an input names, if any, in the actor's sight; any other is a problem of its field.
    pub(in crate::store) async fn seen_case(
        &self,
        case: Option<Uuid>,
        field: &str,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = case else { return Ok(None) };
        if case::Entity::find_by_id(id).one(&self.transaction).await?.is_some() {
            let (facts, _) = self.facts_and_image(Subject::Case, id, CaseFacts::parse).await?;
            if can_see(self.acting.grants, &facts) {
                return Ok(Some(id));
            }
        }
        problems.add(field, "there is no such case in your sight", "在您的可见范围内没有这一事项");
        Ok(None)
    }

    /// A visit of a patrol that the actor can see, as they see its route.
    pub(in crate::store) async fn visit_in_sight(
        &self,
        id: Uuid,
    ) -> Result<Option<SeenVisit>, Unmade> {
        let visit = patrol_visit::Entity::find_by_id(id).one(&self.transaction).await?;
        let Some(visit) = visit else { return Ok(None) };
        let route = patrol_route::Entity::find_by_id(visit.route_id).one(&self.transaction).await?;
        let Some(route) = route else { return Ok(None) };
        let Some(area) = self.area(route.area_id).await? else { return Ok(None) };
        let (grants, team) = (self.acting.grants, route.team_id);
        let facts = PatrolFacts { area_path: area.path.clone(), team };
        let is_seen = can_see(grants, &facts);
        let may_visit = is_allowed(grants, &facts, Object::Patrol, Action::Visit, Asked::AtArea);
        Ok(is_seen.then_some(SeenVisit { visit, area, may_visit }))
    }
}
