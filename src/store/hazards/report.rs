//! A hazard that somebody reports, and that no signed check found.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::LockType;
use uuid::Uuid;

use super::NewHazard;
use crate::desk::leave::is_allowed;
use crate::desk::refusal::Refusal;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
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
        let (place, area) =
            changing.seen_place(place, LockType::Share).await?.ok_or(Refusal::NotFound)?;
        let facts = changing.facts_of_new_hazard(&area.path);
        let (object, report) = (Object::Hazard, Action::Report);
        if !is_allowed(acting.grants, &facts, object, report, Asked::AtArea) {
            return Err(Refusal::Forbidden(object, report).into());
        }
        let responsible =
            changing.responsible(responsible, "input.responsibleId", &facts, &mut problems).await?;
        let case = changing.seen_case(case, "input.caseId", &mut problems).await?;
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
        let (record, event) = changing.find_hazard((&place, &area), new).await?;
        let made = Made { record, event: Some(event), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

impl Changing<'_> {
    /// The visit of a patrol that showed it, in the actor's sight.
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
}
