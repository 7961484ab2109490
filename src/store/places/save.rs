//! Places: new ones, and what is corrected of those that there are.

use entity::{area, place};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, SqlErr};
use serde_json::json;
use uuid::Uuid;

use super::moved::take_along;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, Location, Made, Target, Unmade, must_be_sound, problem,
};

/// A place as it is to be.
#[derive(Debug)]
pub struct SavedPlace {
    /// The place; none where it is new.
    pub place: Option<Uuid>,
    /// The version that was seen, of one that is there.
    pub expected_version: Option<i32>,
    /// What it goes by, unique in the installation.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// A value of `PlaceKind`.
    pub kind: String,
    /// Where it lies; none where the input named none, which is among the problems.
    pub area: Option<Uuid>,
    /// Where exactly.
    pub location: Location,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Adds a place, or brings one to what the input says; its checks and hazards move with it.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn save_place(&self, acting: Acting<'_>, input: SavedPlace) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let record = match input.place {
            Some(id) => changing.change_place(id, input).await?,
            None => changing.add_place(input).await?,
        };
        changing.commit().await?;
        Ok(Made { record, ..Made::default() })
    }
}

impl Changing<'_> {
    async fn add_place(&self, input: SavedPlace) -> Result<Uuid, Unmade> {
        let SavedPlace { area, code, name, kind, location, mut problems, .. } = input;
        let area = self.area_to_save_in(area, true, &mut problems).await?;
        if !self.may_with_place(Action::Save, &area) {
            return Err(Refusal::Forbidden(Object::Place, Action::Save).into());
        }
        let id = Uuid::now_v7();
        self.code_must_be_free(&code, id, &mut problems).await?;
        must_be_sound(problems)?;
        let now = self.acting.now;
        let mut row = place::Model {
            id,
            code,
            name,
            kind,
            area_id: area.id,
            province_id: None,
            city_id: None,
            district_id: None,
            town_id: None,
            community_id: None,
            group_id: None,
            address: location.address,
            latitude: location.latitude,
            longitude: location.longitude,
            version: 1,
            created_at: now,
            updated_at: now,
            last_checked_on: None,
        };
        lie_in(&mut row, &area);
        let new: place::ActiveModel = row.into();
        let new = place::Entity::insert(new.reset_all());
        new.exec_without_returning(&self.transaction).await.map_err(taken)?;
        let detail = json!({"kind": "ADDED", "version": 1});
        self.audit(now, "save", (Object::Place, id, Some(area.id)), Some(detail)).await?;
        Ok(id)
    }

    async fn change_place(&self, id: Uuid, input: SavedPlace) -> Result<Uuid, Unmade> {
        // Held before the place, in the order in which an import moves both.
        let to = match input.area {
            Some(area) => self.held_area(area).await?,
            None => None,
        };
        let held = self.seen_place(id, LockType::NoKeyUpdate).await?;
        let (was, area) = held.ok_or(Refusal::NotFound)?;
        if !self.may_with_place(Action::Save, &area) {
            return Err(Refusal::Forbidden(Object::Place, Action::Save).into());
        }
        let SavedPlace { code, name, kind, location, mut problems, expected_version, .. } = input;
        let target = Target { record: id, expected_version, problems: Problems::default() };
        target.must_be_as_seen(Object::Place, was.version)?;
        let to = to.filter(|to| to.id == area.id || self.can_see_area(to));
        match &to {
            Some(to) if !self.may_with_place(Action::Save, to) => {
                return Err(Refusal::Forbidden(Object::Place, Action::Save).into());
            }
            None if input.area.is_some() => problems.add(
                "input.areaId",
                "there is no such area in your sight",
                "在您的可见范围内没有这个区域",
            ),
            _ => {}
        }
        if code != was.code {
            self.code_must_be_free(&code, id, &mut problems).await?;
        }
        must_be_sound(problems)?;
        let Some(to) = to else { return Err(Refusal::NotFound.into()) };
        // Clocks of several machines differ, and a record goes one way.
        let at = self.acting.now.max(was.updated_at);
        let (version, moves) = (was.version + 1, to.id != was.area_id);
        let Location { address, latitude, longitude } = location;
        let mut row = place::Model { code, name, kind, address, latitude, longitude, ..was };
        (row.version, row.updated_at) = (version, at);
        lie_in(&mut row, &to);
        let row: place::ActiveModel = row.into();
        place::Entity::update(row.reset_all())
            .exec_without_returning(&self.transaction)
            .await
            .map_err(taken)?;
        if moves {
            let moment = (self.store.dialect(), self.acting.now);
            take_along(&self.transaction, moment, id, &to).await?;
        }
        let kind = if moves { "MOVED" } else { "CHANGED" };
        let detail = json!({"kind": kind, "version": version});
        self.audit(at, "save", (Object::Place, id, Some(to.id)), Some(detail)).await?;
        Ok(id)
    }

    #[expect(clippy::disallowed_methods, reason = "of another place no more is told than its code")]
    async fn code_must_be_free(
        &self,
        code: &str,
        own: Uuid,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let other = place::Entity::find()
            .filter(place::Column::Code.eq(code))
            .filter(place::Column::Id.ne(own))
            .one(&self.transaction)
            .await?;
        if other.is_some() {
            problems.add("input.code", TAKEN.0, TAKEN.1);
        }
        Ok(())
    }
}

fn lie_in(row: &mut place::Model, area: &area::Model) {
    row.area_id = area.id;
    (row.province_id, row.city_id) = (area.province_id, area.city_id);
    (row.district_id, row.town_id) = (area.district_id, area.town_id);
    (row.community_id, row.group_id) = (area.community_id, area.group_id);
}

const TAKEN: (&str, &str) = (
    "another place goes by this code: a code is unique in the installation",
    "该编码已被另一场所使用：编码在整个系统内唯一",
);

/// What a failure to write says, where somebody else took the code at the same time.
fn taken(error: DbErr) -> Unmade {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => problem("input.code", TAKEN.0, TAKEN.1),
        _ => error.into(),
    }
}
