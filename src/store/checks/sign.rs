//! Signing a check, which closes it: answers and hazards stand as signed.

use chrono::{DateTime, Utc};
use entity::{area, check, check_item, place};
use sea_orm::EntityTrait;
use sea_orm::sea_query::LockType;
use uuid::Uuid;

use super::answers::{Answer, merged};
use crate::desk::check::action::CheckAction;
use crate::desk::refusal::Refusal;
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Unmade, must_be_sound};
use crate::store::hazards::NewHazard;

/// A hazard that a check found.
#[derive(Debug)]
pub struct FoundHazard {
    /// The question that was failed; none for a finding beside the questions.
    pub item_code: Option<String>,
    /// In words.
    pub description: String,
    /// Whether it is a major one.
    pub major: bool,
    /// By when it is to be put right.
    pub due_at: DateTime<Utc>,
    /// Who puts it right.
    pub responsible: Option<Uuid>,
    /// The same in words.
    pub responsible_unit: Option<String>,
}

/// A check as it is signed.
#[derive(Debug)]
pub struct SignedCheck {
    /// The check.
    pub target: Target,
    /// Answers that are not kept yet; each replaces the one before.
    pub answers: Vec<Answer>,
    /// What it found.
    pub hazards: Vec<FoundHazard>,
}

impl Store {
    /// Signs a check, whose hazards are then to be put right.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn sign_check(&self, acting: Acting<'_>, input: SignedCheck) -> Change {
        let SignedCheck { target, answers, hazards } = input;
        let changing = Changing::begin(self, acting).await?;
        let place = changing.place_of_check(target.record).await?;
        let mut held = changing.take_check(&target, CheckAction::Sign).await?;
        let mut problems = target.problems;
        let was = changing.items(held.row.id).await?;
        let items = merged(&was, answers, &mut problems);
        must_be_answered(&items, &mut problems);
        must_be_accounted_for(&items, &hazards, &mut problems);
        let facts = changing.facts_of_new_hazard(&place.1.path);
        for (i, hazard) in hazards.iter().enumerate() {
            let field = format!("input.hazards[{i}].responsibleId");
            changing.responsible(hazard.responsible, &field, &facts, &mut problems).await?;
        }
        must_be_sound(problems)?;
        changing.write_items(&was, &items).await?;
        held.follow(CheckAction::Sign);
        let outcome = if hazards.is_empty() { "PASSED" } else { "HAZARDS_FOUND" };
        held.row.outcome = Some(outcome.to_owned());
        held.row.signed_at = Some(acting.now.max(held.was.updated_at));
        held.row.signed_by_id = Some(acting.user());
        let at = changing.write_check(&mut held, ("sign", "SIGN")).await?;
        for hazard in hazards {
            changing.find_hazard((&place.0, &place.1), of_check(hazard, &held.row)).await?;
        }
        let day = at.with_timezone(&acting.zone).date_naive();
        let last = place.0.last_checked_on.map_or(day, |last| last.max(day));
        let checked = place::Model { last_checked_on: Some(last), ..place.0.clone() };
        changing.update::<place::Entity>(&place.0, &checked).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}

impl Changing<'_> {
    /// The place of a check and its area, held before the check: in this order a place is moved with
    /// its checks.
    #[expect(clippy::disallowed_methods, reason = "the check is judged before it is told of")]
    async fn place_of_check(&self, check: Uuid) -> Result<(place::Model, area::Model), Unmade> {
        let check = check::Entity::find_by_id(check).one(&self.transaction).await?;
        let place = check.ok_or(Refusal::NotFound)?.place_id;
        let held = self.held_place(place, LockType::NoKeyUpdate).await?;
        Ok(held.ok_or(Refusal::NotFound)?)
    }
}

fn of_check(hazard: FoundHazard, check: &check::Model) -> NewHazard {
    let FoundHazard { item_code, description, major, due_at, responsible, responsible_unit } =
        hazard;
    NewHazard {
        description,
        major,
        due_at,
        responsible,
        responsible_unit,
        check: Some(check.id),
        item_code,
        ..NewHazard::default()
    }
}

fn must_be_answered(items: &[check_item::Model], problems: &mut Problems) {
    let open = items.iter().filter(|item| item.passed.is_none());
    let open: Vec<&str> = open.map(|item| item.code.as_str()).collect();
    if !open.is_empty() {
        problems.add(
            "input.answers",
            format!(
                "every question is answered before a check is signed; open: {}",
                open.join(", ")
            ),
            format!("签字前须逐项作答；尚未作答：{}", open.join("、")),
        );
    }
}

/// Each hazard names a question that was failed, or none; and each question that was failed has one.
fn must_be_accounted_for(
    items: &[check_item::Model],
    hazards: &[FoundHazard],
    problems: &mut Problems,
) {
    for (i, hazard) in hazards.iter().enumerate() {
        let Some(code) = &hazard.item_code else { continue };
        let field = format!("input.hazards[{i}].itemCode");
        match items.iter().find(|item| item.code == *code) {
            None => problems.add(
                field,
                "the checklist asks no such question: name one that was failed, or none",
                "检查表中没有此项：请填写未通过的一项，或不填",
            ),
            Some(item) if item.passed == Some(true) => problems.add(
                field,
                "this question was passed: name one that was failed, or none",
                "此项已通过：请填写未通过的一项，或不填",
            ),
            Some(_) => {}
        }
    }
    let is_found =
        |code: &str| hazards.iter().any(|found| found.item_code.as_deref() == Some(code));
    let failed = items.iter().filter(|item| item.passed == Some(false));
    let lacking: Vec<&str> =
        failed.map(|item| item.code.as_str()).filter(|code| !is_found(code)).collect();
    if !lacking.is_empty() {
        problems.add(
            "input.hazards",
            format!(
                "each question that was failed is a hazard, and has one here; lacking: {}",
                lacking.join(", ")
            ),
            format!("未通过的每一项均为隐患，须在此登记；尚缺：{}", lacking.join("、")),
        );
    }
}
