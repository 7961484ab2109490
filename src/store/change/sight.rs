//! Records beside the one that is changed, as far as the actor sees them.

use entity::{area, case, patrol_route, patrol_visit, place};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use super::{Changing, Unmade};
use crate::desk::facts::CaseFacts;
use crate::desk::leave::can_see;
use crate::policy::{Action, Object, Record, Standing};
use crate::read::subject::Subject;

/// A record that the policy knows by its team at most.
struct OfTeam(Option<Uuid>);

impl Record for OfTeam {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        self.0.filter(|_| column == "team_id")
    }
}

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
    /// A place that the actor can see, with its area; nobody moves either before this change is over.
    pub(in crate::store) async fn place_in_sight(
        &self,
        id: Uuid,
    ) -> Result<Option<(place::Model, area::Model)>, Unmade> {
        let place = place::Entity::find_by_id(id).lock(LockType::Share);
        let Some(place) = place.one(&self.transaction).await? else { return Ok(None) };
        let Some(area) = self.held_area(place.area_id).await? else { return Ok(None) };
        let read = (Object::Place, Action::Read);
        let is_seen = self.acting.grants.allows(read, &OfTeam(None), &area.path, Standing::Full);
        Ok(is_seen.then_some((place, area)))
    }

    /// Whether there is such a case, and the actor can see it.
    pub(in crate::store) async fn has_case_in_sight(&self, id: Uuid) -> Result<bool, Unmade> {
        if case::Entity::find_by_id(id).one(&self.transaction).await?.is_none() {
            return Ok(false);
        }
        let (facts, _) = self.facts_and_image(Subject::Case, id, CaseFacts::parse).await?;
        Ok(can_see(self.acting.grants, &facts))
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
        let may = |action| {
            let (patrol, route) = ((Object::Patrol, action), OfTeam(route.team_id));
            self.acting.grants.allows(patrol, &route, &area.path, Standing::Full)
        };
        let (is_seen, may_visit) = (may(Action::Read), may(Action::Visit));
        Ok(is_seen.then_some(SeenVisit { visit, area, may_visit }))
    }
}
