//! A hazard that was found: by a check that is signed, by a visit of a patrol, in a case, or by
//! itself. Whoever makes it has leave to, and knows its place.

use chrono::{DateTime, Utc};
use entity::{area, hazard, place};
use sea_orm::{ActiveModelTrait, EntityTrait};
use uuid::Uuid;

use super::events::NewHazardEvent;
use super::held::HeldHazard;
use crate::desk::hazard::facts::HazardFacts;
use crate::desk::hazard::status::HazardStatus;
use crate::policy::Object;
use crate::read::problem::Problems;
use crate::store::change::{Changing, Numbered, Unmade, Words};

/// A hazard that was found.
#[derive(Default)]
pub(in crate::store) struct NewHazard {
    /// In words.
    pub(in crate::store) description: String,
    pub(in crate::store) major: bool,
    /// By when it is to be put right.
    pub(in crate::store) due_at: DateTime<Utc>,
    /// Who puts it right: [`Changing::responsible`] has looked them up.
    pub(in crate::store) responsible: Option<Uuid>,
    /// The same in words.
    pub(in crate::store) responsible_unit: Option<String>,
    /// The check that found it, and the question that it failed.
    pub(in crate::store) check: Option<Uuid>,
    pub(in crate::store) item_code: Option<String>,
    /// The case that showed it.
    pub(in crate::store) case: Option<Uuid>,
    /// The visit that showed it.
    pub(in crate::store) visit: Option<Uuid>,
}

impl Changing<'_> {
    /// How a hazard would stand that the actor finds in the area of this path.
    pub(in crate::store) fn facts_of_new_hazard(&self, area_path: &str) -> HazardFacts {
        HazardFacts {
            status: HazardStatus::Found,
            area_path: area_path.to_owned(),
            responsible: None,
            found_by: Some(self.acting.user()),
            rectified_by: None,
            case: None,
        }
    }

    /// Who puts a hazard right that stands so: a colleague whom the actor knows, and who could read
    /// it then.
    pub(in crate::store) async fn responsible(
        &self,
        responsible: Option<Uuid>,
        field: &str,
        facts: &HazardFacts,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = responsible else { return Ok(None) };
        let after = HazardFacts { responsible: Some(id), ..facts.clone() };
        if self.is_known(id, None).await?
            && self.could_read(id, Object::Hazard, &after, &after.area_path).await?
        {
            return Ok(Some(id));
        }
        problems.add(
            field,
            "this is nobody who can put the hazard right: name a colleague who may read it",
            "此人不能负责整改：请选择有权查看此隐患的同事",
        );
        Ok(None)
    }

    /// Writes a hazard that was found at a place in this area, numbered, with its first event; gives
    /// the hazard and the event.
    pub(in crate::store) async fn find_hazard(
        &self,
        (place, area): (&place::Model, &area::Model),
        new: NewHazard,
    ) -> Result<(Uuid, Uuid), Unmade> {
        let NewHazard { description, major, due_at, responsible, responsible_unit, .. } = new;
        let NewHazard { check, item_code, case, visit, .. } = new;
        let (code, year) = self.numbered_by(area.id).await?;
        let description = Words::from(description);
        let unit = responsible_unit.map(Words::from);
        let now = self.acting.now;
        let row = hazard::Model {
            id: Uuid::now_v7(),
            number: self.next_number(Numbered::Hazard, &code, year).await?,
            check_id: check,
            item_code,
            case_id: case,
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            place_id: place.id,
            description: description.plain,
            masked_description: description.masked,
            major,
            status: HazardStatus::Found.as_str().to_owned(),
            responsible_id: responsible,
            masked_responsible_unit: unit.as_ref().and_then(|unit| unit.masked.clone()),
            responsible_unit: unit.map(|unit| unit.plain),
            found_at: now,
            found_by_id: Some(self.acting.user()),
            due_at,
            rectified_at: None,
            rectified_by_id: None,
            verified_at: None,
            verified_by_id: None,
            overdue_noted_at: None,
            raised_to_id: None,
            raised_at: None,
            raise_from: None,
            version: 1,
            updated_at: now,
            visit_id: visit,
        };
        let inserted: hazard::ActiveModel = row.clone().into();
        hazard::Entity::insert(inserted.reset_all())
            .exec_without_returning(&self.transaction)
            .await?;
        let facts = HazardFacts { responsible, case, ..self.facts_of_new_hazard(&area.path) };
        let held = HeldHazard { was: row.clone(), row, facts, image: None };
        let event = NewHazardEvent {
            kind: "FOUND",
            action: "report",
            is_first: true,
            ..NewHazardEvent::default()
        };
        let event = self.record_of_hazard(&held, event, now).await?;
        Ok((held.row.id, event))
    }
}
