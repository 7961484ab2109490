//! A patrol route is made or changed.

use entity::{area, patrol_route};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::points::PointToSave;
use crate::desk::leave::Denial;
use crate::desk::patrol::PatrolFacts;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Turn, Unmade, must_be_sound};

/// A route as it is to be.
#[derive(Debug)]
pub struct RouteToSave {
    /// The route that is changed; none makes a new one.
    pub target: Option<Target>,
    /// Its name, unique in its area.
    pub name: String,
    /// The area that it lies in; none where the input named none, which is among the problems.
    pub area: Option<Uuid>,
    /// The team that walks it.
    pub team: Option<Uuid>,
    /// The visits that each checkpoint is owed in a day, from today on.
    pub visits_per_day: i32,
    /// Its points in the order in which they are walked.
    pub points: Vec<PointToSave>,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Makes or changes a patrol route.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn save_patrol_route(&self, acting: Acting<'_>, input: RouteToSave) -> Change {
        let RouteToSave { target, name, area, team, visits_per_day, points, mut problems } = input;
        let changing = Changing::begin(self, acting).await?;
        changing.take_turn(Turn::Routes).await?;
        let was = match &target {
            Some(target) => {
                changing.hold_areas_of_route(target.record, area).await?;
                Some(changing.take_route(target, Action::Save, LockType::NoKeyUpdate).await?)
            }
            None => None,
        };
        let area = changing.area_to_save_in(area, was.is_none(), &mut problems).await?;
        let facts = PatrolFacts { area_path: area.path.clone(), team };
        if let Err(Denial::Forbidden(object, action)) = changing.may_patrol(&facts, Action::Save) {
            return Err(Refusal::Forbidden(object, action).into());
        }
        let team = changing.team_of_area(team, Object::Patrol, &area, &mut problems).await?;
        let own = was.as_ref().map(|was| was.id);
        changing.name_must_be_free(&name, area.id, own, &mut problems).await?;
        must_be_sound(problems)?;
        let row = changing.write_route(was, &area, (name, team, visits_per_day)).await?;
        let today = acting.now.with_timezone(&acting.zone).date_naive();
        changing.save_points(row.id, visits_per_day, points, today).await?;
        let detail = json!({"version": row.version});
        let of = (Object::Patrol, row.id, Some(row.area_id));
        changing.audit(row.updated_at, "save", of, Some(detail)).await?;
        changing.commit().await?;
        Ok(Made { record: row.id, ..Made::default() })
    }
}

impl Changing<'_> {
    async fn write_route(
        &self,
        was: Option<patrol_route::Model>,
        area: &area::Model,
        (name, team, visits_per_day): (String, Option<Uuid>, i32),
    ) -> Result<patrol_route::Model, Unmade> {
        let now = self.acting.now;
        let row = patrol_route::Model {
            id: was.as_ref().map_or_else(Uuid::now_v7, |was| was.id),
            name,
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            team_id: team,
            visits_per_day,
            created_by_id: was.as_ref().map_or(Some(self.acting.user()), |was| was.created_by_id),
            version: was.as_ref().map_or(1, |was| was.version + 1),
            created_at: was.as_ref().map_or(now, |was| was.created_at),
            // Clocks of several machines differ, and a record goes one way.
            updated_at: was.as_ref().map_or(now, |was| was.updated_at.max(now)),
        };
        if let Some(was) = was {
            self.update::<patrol_route::Entity>(&was, &row).await?;
        } else {
            let new: patrol_route::ActiveModel = row.clone().into();
            patrol_route::Entity::insert(new.reset_all())
                .exec_without_returning(&self.transaction)
                .await?;
        }
        Ok(row)
    }

    async fn name_must_be_free(
        &self,
        name: &str,
        area: Uuid,
        own: Option<Uuid>,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let text =
            "select 1 as taken from patrol_routes where area_id = $1 and name = $2 and id <> $3";
        let values = [area.into(), name.into(), own.unwrap_or_default().into()];
        if self.row(text, values).await?.is_some() {
            problems.add(
                "input.name",
                "another route of this area has this name",
                "该区域已有同名巡逻路线",
            );
        }
        Ok(())
    }
}
