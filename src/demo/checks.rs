//! A year of safety checks.

use chrono::{Days, TimeDelta};
use entity::{check, check_item, checklist, checklist_question};

use super::Town;
use super::chance::Chance;
use super::words::PLACES;
use crate::import::Problems;
use crate::import::checklists::{self, ChecklistRecord};

/// Checks of the year.
const CHECKS: u64 = 600;

pub(super) fn make(town: &mut Town, chance: &mut Chance) {
    let lists = checklists::DEFAULTS.iter();
    for list in lists.filter_map(|text| checklists::parse(text, &mut Problems::default())) {
        hang_up(town, chance, list);
    }
    let today = chance.now.with_timezone(&chance.zone).date_naive();
    for n in 0..CHECKS {
        let Some(place) = chance.pick(&town.places).cloned() else { return };
        // From a year ago to a month ahead, evenly.
        let ahead = Days::new(n * 395 / CHECKS);
        let first = today.checked_sub_days(Days::new(365)).unwrap_or(today);
        let planned_for = first.checked_add_days(ahead).unwrap_or(today);
        let at =
            chance.now - TimeDelta::days((today - planned_for).num_days()) + chance.minutes(0, 300);
        let (past, fate) = (planned_for < today, chance.below(100));
        let status = match (past, fate) {
            (false, _) => "PLANNED",
            (true, 0..5) => "MISSED",
            (true, 5..8) => "CANCELLED",
            (true, 8..10) => "IN_PROGRESS",
            _ => "SIGNED",
        };
        let signed = status == "SIGNED";
        let code = PLACES.iter().find(|(kind, ..)| *kind == place.kind).map(|(.., code)| *code);
        let checklist = town.checklists.iter().find(|list| Some(list.code.as_str()) == code);
        let Some(checklist) = checklist.map(|list| list.id) else { continue };
        let questions = town.checklist_questions.iter();
        let questions: Vec<checklist_question::Model> =
            questions.filter(|question| question.checklist_id == checklist).cloned().collect();
        let answers: Vec<Option<bool>> =
            questions.iter().map(|_| signed.then(|| !chance.percent(3))).collect();
        let hazards = answers.contains(&Some(false));
        let outcome = match (signed, hazards) {
            (false, _) => None,
            (true, true) => Some("HAZARDS_FOUND".to_owned()),
            (true, false) => Some("PASSED".to_owned()),
        };
        let kind = chance.weighted(&[
            ("MONTHLY", 70),
            ("PRE_HOLIDAY", 15),
            ("SPECIAL", 10),
            ("RECHECK", 5),
        ]);
        let wanted = if place.kind == "SCHOOL" { "SCHOOL_SAFETY" } else { "FIRE_SAFETY" };
        let team = town.teams.iter().find(|t| t.kind == wanted && t.town_id == place.town_id);
        let inspector = team.and_then(|team| team.leader_id);
        if signed && let Some(place) = town.places.iter_mut().find(|known| known.id == place.id) {
            place.last_checked_on = place.last_checked_on.max(Some(planned_for));
        }
        let id = chance.id(at - TimeDelta::days(20));
        town.checks.push(check::Model {
            id,
            number: format!("JC-{:05}", n + 1),
            kind: kind.to_owned(),
            status: status.to_owned(),
            outcome,
            area_id: place.area_id,
            province_id: place.province_id,
            city_id: place.city_id,
            district_id: place.district_id,
            town_id: place.town_id,
            community_id: place.community_id,
            group_id: place.group_id,
            place_id: place.id,
            team_id: team.map(|team| team.id),
            inspector_id: inspector,
            signed_by_id: inspector.filter(|_| signed),
            created_by_id: inspector,
            planned_for,
            signed_at: signed.then_some(at),
            version: if signed { 3 } else { 1 },
            checklist_id: Some(checklist),
            rechecks_id: None,
            plan: None,
            started_at: (signed || status == "IN_PROGRESS").then(|| at - TimeDelta::hours(1)),
            cancel_reason: None,
            masked_cancel_reason: None,
            updated_at: if signed { at } else { at - TimeDelta::days(20) },
        });
        for (question, passed) in questions.into_iter().zip(answers) {
            town.check_items.push(check_item::Model {
                check_id: id,
                position: question.position,
                code: question.code,
                question: question.text,
                passed,
                note: (passed == Some(false)).then(|| "已要求限期整改。".to_owned()),
                masked_note: None,
            });
        }
    }
}

/// Has a checklist in its first revision.
fn hang_up(town: &mut Town, chance: &mut Chance, list: ChecklistRecord) {
    let ChecklistRecord { code, name, name_en, questions } = list;
    let created_at = chance.now - TimeDelta::days(400);
    let id = chance.id(created_at);
    town.checklists.push(checklist::Model {
        id,
        code,
        revision: 1,
        name,
        name_en,
        current: true,
        created_at,
    });
    for (position, question) in (1..).zip(questions) {
        town.checklist_questions.push(checklist_question::Model {
            checklist_id: id,
            position,
            code: question.code,
            text: question.text,
            text_en: question.text_en,
            must_pass: question.must_pass,
        });
    }
}
