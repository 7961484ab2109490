//! The checkpoints of a route, and the visits that each is owed. A checkpoint that is taken off its
//! route stays, with what was visited there, and what was owed on a day that is over stays owed.

use chrono::NaiveDate;
use entity::{checkpoint, checkpoint_term};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::store::change::{Changing, Location, Unmade};

/// A checkpoint as it is to be.
#[derive(Debug)]
pub struct PointToSave {
    /// Its code, by which the route knows it again.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub location: Location,
}

#[expect(clippy::disallowed_methods, reason = "they are parts of a route that was judged")]
impl Changing<'_> {
    /// Makes these the points of a route, each of which is owed so many visits a day from today on.
    pub(super) async fn save_points(
        &self,
        route: Uuid,
        visits_per_day: i32,
        points: Vec<PointToSave>,
        today: NaiveDate,
    ) -> Result<(), Unmade> {
        let known = checkpoint::Entity::find().filter(checkpoint::Column::RouteId.eq(route));
        let mut known = known.all(&self.transaction).await?;
        for (position, point) in (0..).zip(points) {
            let PointToSave { code, name, location } = point;
            let was = known.iter().position(|known| known.code == code);
            let was = was.map(|place| known.swap_remove(place));
            let row = checkpoint::Model {
                id: was.as_ref().map_or_else(Uuid::now_v7, |was| was.id),
                route_id: route,
                position,
                code,
                name,
                address: location.address,
                latitude: location.latitude,
                longitude: location.longitude,
                on_route_id: Some(route),
            };
            if let Some(was) = &was {
                self.update::<checkpoint::Entity>(was, &row).await?;
            } else {
                let new = row.clone().into_active_model().reset_all();
                checkpoint::Entity::insert(new).exec_without_returning(&self.transaction).await?;
            }
            self.owe(row.id, visits_per_day, today).await?;
        }
        for was in known.into_iter().filter(|point| point.on_route_id.is_some()) {
            let row = checkpoint::Model { on_route_id: None, ..was.clone() };
            self.update::<checkpoint::Entity>(&was, &row).await?;
            self.owe(row.id, 0, today).await?;
        }
        Ok(())
    }

    /// From today on a checkpoint is owed so many visits a day, or none at all.
    async fn owe(&self, point: Uuid, visits: i32, today: NaiveDate) -> Result<(), Unmade> {
        let open = checkpoint_term::Entity::find()
            .filter(checkpoint_term::Column::CheckpointId.eq(point))
            .filter(checkpoint_term::Column::UntilDay.is_null());
        if let Some(was) = open.one(&self.transaction).await? {
            if was.visits_per_day == visits {
                return Ok(());
            }
            // A term of this day alone is owed nothing, and says that the checkpoint was there.
            let ended = checkpoint_term::Model { until_day: Some(today), ..was.clone() };
            self.update::<checkpoint_term::Entity>(&was, &ended).await?;
        }
        if visits == 0 {
            return Ok(());
        }
        let term = checkpoint_term::Model {
            checkpoint_id: point,
            from_day: today,
            until_day: None,
            visits_per_day: visits,
        };
        let key = [checkpoint_term::Column::CheckpointId, checkpoint_term::Column::FromDay];
        let anew = [checkpoint_term::Column::UntilDay, checkpoint_term::Column::VisitsPerDay];
        checkpoint_term::Entity::insert(term.into_active_model().reset_all())
            .on_conflict(OnConflict::columns(key).update_columns(anew).to_owned())
            .exec_without_returning(&self.transaction)
            .await?;
        Ok(())
    }

    /// Whether a checkpoint was owed visits on a day, or was taken off its route on it.
    pub(super) async fn was_on_route(&self, point: Uuid, day: NaiveDate) -> Result<bool, Unmade> {
        let text = "select 1 as owed from checkpoint_terms where checkpoint_id = $1 \
                    and from_day <= $2 and (until_day is null or $2 <= until_day)";
        Ok(self.row(text, [point.into(), day.into()]).await?.is_some())
    }
}
