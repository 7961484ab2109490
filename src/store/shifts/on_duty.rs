//! Who leads at a moment.

use chrono::{DateTime, Utc};
use entity::area;
use uuid::Uuid;

use crate::store::change::{Changing, Unmade};

impl Changing<'_> {
    /// The leader on duty at a moment for what comes in at an area: of the nearest area at or above
    /// it that has a shift then, one of the desk before others, the latest to begin. By the roster,
    /// whether or not they have signed in: who is not there is answerable all the same.
    pub(in crate::store) async fn leader_on_duty(
        &self,
        area: &area::Model,
        at: DateTime<Utc>,
    ) -> Result<Option<Uuid>, Unmade> {
        let above = [
            Some(area.id),
            area.group_id,
            area.community_id,
            area.town_id,
            area.district_id,
            area.city_id,
            area.province_id,
        ];
        let areas: Vec<Uuid> = above.into_iter().flatten().collect();
        let places: Vec<String> = (2..areas.len() + 2).map(|place| format!("${place}")).collect();
        let nearness = (0..).zip(&places);
        let nearness: Vec<String> =
            nearness.map(|(steps, place)| format!("when {place} then {steps}")).collect();
        let text = format!(
            "select held.leader_id from shifts held \
             join users leader on leader.id = held.leader_id and leader.active \
             where held.starts_at <= $1 and $1 < held.ends_at and held.area_id in ({}) \
             order by case held.area_id {} end, \
             case when held.kind in ('DUTY', 'NIGHT') then 0 else 1 end, \
             held.starts_at desc, held.id desc limit 1",
            places.join(", "),
            nearness.join(" "),
        );
        let values = std::iter::once(at.into()).chain(areas.into_iter().map(Into::into));
        let row = self.row(&text, values.collect::<Vec<_>>()).await?;
        Ok(row.map(|row| row.try_get("", "leader_id")).transpose()?)
    }
}
