//! Planning a check by hand.

use chrono::NaiveDate;
use entity::{checklist, place};
use sea_orm::EntityTrait;
use sea_orm::sea_query::LockType;
use serde_json::json;
use uuid::Uuid;

use super::planned::{PlannedCheck, questions, write_planned};
use crate::desk::check::action::CheckAction;
use crate::desk::check::allowed::may;
use crate::desk::check::facts::CheckFacts;
use crate::desk::check::kind::CheckKind;
use crate::desk::check::status::CheckStatus;
use crate::desk::leave::is_allowed;
use crate::desk::refusal::Refusal;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, IdempotencyKey, Made, Numbered, Unmade, must_be_sound,
};

/// A check that is planned.
#[derive(Debug)]
pub struct NewCheck {
    /// Why it is made.
    pub kind: CheckKind,
    /// What it asks.
    pub checklist: Option<Uuid>,
    /// What is checked; none where the input named none, which is among the problems.
    pub place: Option<Uuid>,
    /// The civil day that it is planned for.
    pub planned_for: NaiveDate,
    /// The team that makes it.
    pub team: Option<Uuid>,
    /// Who makes it.
    pub inspector: Option<Uuid>,
    /// The check that it looks at again.
    pub rechecks: Option<Uuid>,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Plans a check of a place.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn plan_check(&self, acting: Acting<'_>, input: NewCheck) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let key = input.key.clone();
        if let Some(made) = changing.made_before(key.as_ref(), "planCheck").await? {
            return Ok(made);
        }
        let made = Made { record: changing.plan(input).await?, ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

impl Changing<'_> {
    async fn plan(&self, input: NewCheck) -> Result<Uuid, Unmade> {
        let known = match input.place {
            Some(place) => self.seen_place(place, LockType::Share).await?,
            None => None,
        };
        let mut problems = input.problems;
        let Some((place, area)) = known else {
            // What the input does not name is told as that.
            must_be_sound(if input.place.is_none() { problems } else { Problems::default() })?;
            return Err(Refusal::NotFound.into());
        };
        let facts = CheckFacts {
            status: CheckStatus::Planned,
            area_path: area.path.clone(),
            team: input.team,
            inspector: input.inspector,
            created_by: Some(self.acting.user()),
            signed_by: None,
        };
        let rechecks = self.looked_at_again(input.rechecks, &place, &mut problems).await?;
        let plan = (Object::Check, Action::Plan);
        let may_plan = is_allowed(self.acting.grants, &facts, plan.0, plan.1, Asked::AtArea);
        // Whoever may have a check looked at again may plan that, however they stand to the new one.
        if !may_plan && rechecks.is_none() {
            return Err(Refusal::Forbidden(plan.0, plan.1).into());
        }
        let checklist = self.asked_now(input.checklist, &mut problems).await?;
        let team = self.team_of_area(input.team, plan.0, &area, &mut problems).await?;
        let facts = CheckFacts { team, ..facts };
        let inspector = self.inspector(input.inspector, &facts, &mut problems).await?;
        must_be_sound(problems)?;
        let Some(checklist) = checklist else { return Err(Refusal::NotFound.into()) };
        let (code, year) = self.numbered_by(area.id).await?;
        let planned = PlannedCheck {
            number: self.next_number(Numbered::Check, &code, year).await?,
            kind: input.kind,
            place: &place,
            checklist,
            planned_for: input.planned_for,
            team,
            inspector,
            rechecks,
            plan: None,
            created_by: Some(self.acting.user()),
        };
        let row = planned.row(self.acting.now);
        let (id, asked) = (row.id, questions(&self.transaction, checklist).await?);
        write_planned(&self.transaction, row, &asked).await?;
        let detail = json!({"kind": "PLAN", "version": 1});
        let of = (Object::Check, id, Some(area.id));
        self.audit(self.acting.now, "plan", of, Some(detail)).await?;
        Ok(id)
    }

    /// A revision of a checklist that new checks ask.
    #[expect(clippy::disallowed_methods, reason = "all who sign in may read checklists")]
    async fn asked_now(
        &self,
        checklist: Option<Uuid>,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = checklist else { return Ok(None) };
        let found = checklist::Entity::find_by_id(id).one(&self.transaction).await?;
        if found.is_some_and(|checklist| checklist.current) {
            return Ok(Some(id));
        }
        problems.add(
            "input.checklistId",
            "this is no checklist that new checks ask: name the current revision of one",
            "新检查不能使用此检查表：请选择检查表的现行版本",
        );
        Ok(None)
    }

    /// A check that may be looked at again: a signed one of the same place.
    async fn looked_at_again(
        &self,
        check: Option<Uuid>,
        place: &place::Model,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = check else { return Ok(None) };
        let held = match self.held_check(id).await {
            Ok(held) => Some(held),
            Err(Unmade::Refused(_)) => None,
            Err(failed) => return Err(failed),
        };
        let again = CheckAction::Recheck;
        if held.is_some_and(|held| {
            held.row.place_id == place.id && may(self.acting.grants, &held.facts, again).is_ok()
        }) {
            return Ok(Some(id));
        }
        problems.add(
            "input.rechecksId",
            "this is no check that can be looked at again: name a signed one of the same place",
            "此检查不能复查：请选择同一场所已签字的检查",
        );
        Ok(None)
    }

    /// Who makes a check that stands so: a colleague whom the actor knows, or one of the team, who
    /// could read it then.
    async fn inspector(
        &self,
        inspector: Option<Uuid>,
        facts: &CheckFacts,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = inspector else { return Ok(None) };
        let after = CheckFacts { inspector: Some(id), ..facts.clone() };
        if self.is_known(id, facts.team).await?
            && self.could_read(id, Object::Check, &after, &after.area_path).await?
        {
            return Ok(Some(id));
        }
        problems.add(
            "input.inspectorId",
            "this is nobody who can make the check: name a colleague who may read it",
            "此人不能进行检查：请选择有权查看此检查的同事",
        );
        Ok(None)
    }
}
