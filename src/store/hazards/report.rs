//! A hazard that somebody reports, and that no signed check found.

use chrono::{DateTime, Utc};
use entity::{case, patrol_route, patrol_visit, place};
use sea_orm::EntityTrait;
use sea_orm::QuerySelect;
use sea_orm::sea_query::LockType;
use uuid::Uuid;

use super::NewHazard;
use crate::desk::facts::CaseFacts;
use crate::desk::leave::{can_see, is_allowed};
use crate::desk::refusal::Refusal;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object, Record, Standing};
use crate::read::problem::Problems;
use crate::read::subject::Subject;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, IdempotencyKey, Made, Unmade, must_be_sound};

/// A hazard that is reported.
#[derive(Debug)]
pub struct HazardReport {
    /// Where it is; none where the input named none, which is among the problems.
    pub place: Option<Uuid>,
    /// In words.
    pub description: String,
    /// Whether it is a major one.
    pub major: bool,
    /// By when it is to be put right.
    pub due_at: DateTime<Utc>,
    /// Who puts it right, where that is somebody who works here.
    pub responsible: Option<Uuid>,
    /// The same in words.
    pub responsible_unit: Option<String>,
    /// The case that showed it.
    pub case: Option<Uuid>,
    /// The visit that showed it.
    pub visit: Option<Uuid>,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
    /// What is wrong with the input.
    pub problems: Problems,
}

/// A place, as the policy knows it.
struct AnyPlace;

impl Record for AnyPlace {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, _: &str) -> Option<Uuid> {
        None
    }
}

/// A patrol route, as the policy knows it.
pub(in crate::store) struct RouteRecord(pub(in crate::store) Option<Uuid>);

impl Record for RouteRecord {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        self.0.filter(|_| column == "team_id")
    }
}

impl Store {
    /// Reports a hazard at a place.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn report_hazard(&self, acting: Acting<'_>, input: HazardReport) -> Change {
        let HazardReport { place, description, major, due_at, responsible, .. } = input;
        let HazardReport { responsible_unit, case, visit, key, mut problems, .. } = input;
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), "reportHazard").await? {
            return Ok(made);
        }
        let Some(place) = place else {
            must_be_sound(problems)?;
            return Err(Refusal::NotFound.into());
        };
        let at = changing.place_in_sight(place).await?.ok_or(Refusal::NotFound)?;
        let facts = changing.facts_of_new_hazard(&at.1.path);
        let (object, report) = (Object::Hazard, Action::Report);
        if !is_allowed(acting.grants, &facts, object, report, Asked::AtArea) {
            return Err(Refusal::Forbidden(object, report).into());
        }
        let responsible =
            changing.responsible(responsible, "input.responsibleId", &facts, &mut problems).await?;
        let case = changing.case_that_showed(case, "input.caseId", &mut problems).await?;
        let visit = changing.visit_that_showed(visit, "input.visitId", &mut problems).await?;
        must_be_sound(problems)?;
        let new = NewHazard {
            description,
            major,
            due_at,
            responsible,
            responsible_unit,
            case,
            visit,
            ..NewHazard::default()
        };
        let (record, event) = changing.find_hazard((&at.0, &at.1), new).await?;
        let made = Made { record, event: Some(event), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is used")]
impl Changing<'_> {
    /// A place that the actor can see, with its area, which nobody moves before this change is over.
    async fn place_in_sight(
        &self,
        id: Uuid,
    ) -> Result<Option<(place::Model, entity::area::Model)>, Unmade> {
        let place = place::Entity::find_by_id(id).lock(LockType::Share);
        let Some(place) = place.one(&self.transaction).await? else { return Ok(None) };
        let Some(area) = self.held_area(place.area_id).await? else { return Ok(None) };
        let read = (Object::Place, Action::Read);
        let is_seen = self.acting.grants.allows(read, &AnyPlace, &area.path, Standing::Full);
        Ok(is_seen.then_some((place, area)))
    }

    /// A case in the actor's sight.
    async fn case_that_showed(
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

    /// A visit of a patrol in the actor's sight.
    async fn visit_that_showed(
        &self,
        visit: Option<Uuid>,
        field: &str,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = visit else { return Ok(None) };
        if self.visit_in_sight(id).await?.is_some() {
            return Ok(Some(id));
        }
        problems.add(
            field,
            "there is no such visit in your sight",
            "在您的可见范围内没有这一签到记录",
        );
        Ok(None)
    }

    /// A visit of a patrol in the actor's sight, which is its route's, with the route's area and
    /// team.
    pub(in crate::store) async fn visit_in_sight(
        &self,
        id: Uuid,
    ) -> Result<Option<(patrol_visit::Model, entity::area::Model, Option<Uuid>)>, Unmade> {
        let visit = patrol_visit::Entity::find_by_id(id).one(&self.transaction).await?;
        let Some(visit) = visit else { return Ok(None) };
        let route = patrol_route::Entity::find_by_id(visit.route_id).one(&self.transaction).await?;
        let Some(route) = route else { return Ok(None) };
        let Some(area) = self.area(route.area_id).await? else { return Ok(None) };
        let read = (Object::Patrol, Action::Read);
        let record = RouteRecord(route.team_id);
        let is_seen = self.acting.grants.allows(read, &record, &area.path, Standing::Full);
        Ok(is_seen.then_some((visit, area, route.team_id)))
    }
}
