//! A patrol route in hand.

use entity::patrol_route;
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::desk::leave::{Denial, can_see, is_allowed};
use crate::desk::patrol::PatrolFacts;
use crate::desk::refusal::Refusal;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::store::StoreError;
use crate::store::change::{Changing, Target, Unmade};

impl Changing<'_> {
    /// Takes the route for an action, if the actor may do it.
    ///
    /// # Errors
    /// It is out of sight, the policy does not allow it, or somebody was there before: in this order.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything is done with it")]
    pub(super) async fn take_route(
        &self,
        target: &Target,
        action: Action,
        lock: LockType,
    ) -> Result<patrol_route::Model, Unmade> {
        let route = patrol_route::Entity::find_by_id(target.record).lock(lock);
        let route = route.one(&self.transaction).await?.ok_or(Refusal::NotFound)?;
        let facts =
            PatrolFacts { area_path: self.path_of(route.area_id).await?, team: route.team_id };
        if !can_see(self.acting.grants, &facts) {
            return Err(Refusal::NotFound.into());
        }
        self.judge(&facts, (target, route.version), self.may_patrol(&facts, action))?;
        Ok(route)
    }

    /// Holds the areas between which a route is to move. It lies in no other one meanwhile: routes
    /// are saved one at a time.
    #[expect(clippy::disallowed_methods, reason = "it is judged when it is taken")]
    pub(super) async fn hold_areas_of_route(
        &self,
        route: Uuid,
        to: Option<Uuid>,
    ) -> Result<(), Unmade> {
        let route = patrol_route::Entity::find_by_id(route).one(&self.transaction).await?;
        self.hold_areas(route.map(|route| route.area_id).into_iter().chain(to)).await
    }

    /// Whether the policy lets the actor do this with a route that stands so.
    pub(super) fn may_patrol(&self, facts: &PatrolFacts, action: Action) -> Result<(), Denial> {
        let object = Object::Patrol;
        if is_allowed(self.acting.grants, facts, object, action, Asked::AtDesk) {
            Ok(())
        } else {
            Err(Denial::Forbidden(object, action))
        }
    }

    async fn path_of(&self, area: Uuid) -> Result<String, Unmade> {
        let lost = || StoreError::Failed("a route's area is lost".to_owned());
        Ok(self.area(area).await?.ok_or_else(lost)?.path)
    }
}
