//! What the year's checks and cases showed to be unsafe, and what became of it by now.

mod life;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use entity::{case, check, check_item, hazard, hazard_event, number_series, place};
use uuid::Uuid;

use super::Town;
use super::chance::Chance;
use life::{Life, event};

/// Where what is said of fires may be so.
const BURNS: [&str; 5] = ["RENTAL_HOUSING", "SHOP", "RESTAURANT", "FACTORY", "PUBLIC_VENUE"];

/// How a hazard came to be known.
struct Found<'a> {
    place: &'a place::Model,
    check: Option<(Uuid, String)>,
    case: Option<Uuid>,
    at: DateTime<Utc>,
    by: Option<Uuid>,
    description: String,
    major: bool,
}

/// Who deals with a hazard: who puts it right, and who looks again.
struct People {
    worker: Option<Uuid>,
    verifier: Option<Uuid>,
}

pub(super) fn find(town: &mut Town, chance: &mut Chance) {
    let places: HashMap<Uuid, place::Model> =
        town.places.iter().map(|place| (place.id, place.clone())).collect();
    let mut failed: HashMap<Uuid, Vec<check_item::Model>> = HashMap::new();
    for item in town.check_items.iter().filter(|item| item.passed == Some(false)) {
        failed.entry(item.check_id).or_default().push(item.clone());
    }
    let grave: HashSet<(Uuid, String)> = town
        .checklist_questions
        .iter()
        .filter(|question| question.must_pass)
        .map(|question| (question.checklist_id, question.code.clone()))
        .collect();
    let checks: Vec<check::Model> = town.checks.clone();
    for check in &checks {
        let (Some(at), Some(place)) = (check.signed_at, places.get(&check.place_id)) else {
            continue;
        };
        for item in failed.remove(&check.id).unwrap_or_default() {
            let of = check.checklist_id.map(|list| (list, item.code.clone()));
            let found = Found {
                place,
                check: Some((check.id, item.code)),
                case: None,
                at,
                by: check.signed_by_id,
                description: format!("检查不合格：{}", item.question),
                major: of.is_some_and(|of| grave.contains(&of)) && chance.percent(25),
            };
            live(town, chance, found);
        }
    }
    for case in shown_by_cases(town, chance) {
        let may_burn = |place: &&place::Model| BURNS.contains(&place.kind.as_str());
        let near = town.places.iter().filter(|place| place.community_id == case.community_id);
        let near = near.filter(may_burn);
        let near: Vec<place::Model> = near.cloned().collect();
        let Some(place) = chance.pick(&near) else { continue };
        let found = Found {
            place,
            check: None,
            case: Some(case.id),
            at: case.received_at + chance.minutes(60, 1_400),
            by: case.handler_id.or(case.first_handler_id),
            description: format!("群众反映：{}", case.title),
            major: case.severity == "MAJOR",
        };
        live(town, chance, found);
    }
    number(town, chance);
}

/// Some of the cases about fires, each of which shows a hazard.
fn shown_by_cases(town: &Town, chance: &mut Chance) -> Vec<case::Model> {
    let fire = town.categories.iter().find(|category| category.code == "SAFETY-FIRE");
    let fire = fire.map(|category| category.id);
    let of_fire = |case: &&case::Model| {
        fire.is_some() && case.category_id == fire && case.community_id.is_some()
    };
    town.cases.iter().filter(of_fire).filter(|_| chance.percent(25)).cloned().collect()
}

/// Lets a hazard live until now.
fn live(town: &mut Town, chance: &mut Chance, found: Found<'_>) {
    if found.at > chance.now {
        return;
    }
    let people = People {
        worker: town.holder("community", found.place.community_id),
        verifier: town
            .holder("town_center", found.place.town_id)
            .or_else(|| town.holder("district_center", found.place.district_id)),
    };
    let responsible = match found.place.kind.as_str() {
        "ROAD" | "WATER" => people.worker,
        _ => None,
    };
    let mut life = Life::begin(chance, &found, responsible);
    // What was left undone is dealt with after a season.
    let is_old = found.at < chance.now - TimeDelta::days(90);
    let fate = match chance.below(100) {
        fate if is_old && fate < 26 => fate + 60,
        fate => fate,
    };
    life.run(chance, &people, fate);
    life.pass(chance, chance.now);
    let Life { row, events } = life;
    let (row, events) = make_case(town, chance, (row, events), people.worker);
    town.hazards.push(row);
    town.hazard_events.extend(events);
}

/// Of some that were late a case was made: one about safety that came in where the hazard is, before
/// anybody did anything more about it.
fn make_case(
    town: &Town,
    chance: &mut Chance,
    (mut row, mut events): (hazard::Model, Vec<hazard_event::Model>),
    by: Option<Uuid>,
) -> (hazard::Model, Vec<hazard_event::Model>) {
    let Some(late) = row.overdue_noted_at.filter(|_| row.case_id.is_none()) else {
        return (row, events);
    };
    let changes = |event: &&hazard_event::Model| event.to_status.is_some();
    let next = events.iter().filter(changes).map(|event| event.at).find(|at| *at > late);
    let until = next.unwrap_or(chance.now);
    let safety = |id: Option<Uuid>| {
        let mut known = town.categories.iter();
        known.any(|known| Some(known.id) == id && known.code.starts_with("SAFETY"))
    };
    let made = town.cases.iter().find(|case| {
        case.community_id == row.community_id
            && late < case.received_at
            && case.received_at < until
            && safety(case.category_id)
    });
    if let Some(case) = made {
        let at = case.received_at;
        let place = events.iter().take_while(|event| event.at <= at).count();
        let before = events.iter().take(place);
        let stands = before.filter_map(|event| event.to_status.clone()).next_back();
        let event = hazard_event::Model {
            actor_id: by,
            from_status: stands.clone(),
            to_status: stands,
            ..event(chance, row.id, "MADE_CASE", at)
        };
        events.insert(place, event);
        row.case_id = Some(case.id);
        row.version += 1;
        row.updated_at = row.updated_at.max(at);
    }
    (row, events)
}

/// Numbers them by town and year in the order in which they were found; the series go on from there.
fn number(town: &mut Town, chance: &Chance) {
    let codes: HashMap<Uuid, String> =
        town.areas.iter().map(|area| (area.id, area.code.clone())).collect();
    town.hazards.sort_by_key(|hazard| (hazard.found_at, hazard.id));
    let mut series: BTreeMap<String, i64> = BTreeMap::new();
    for hazard in &mut town.hazards {
        let year = hazard.found_at.with_timezone(&chance.zone).year();
        let code = codes.get(&hazard.town_id.unwrap_or(hazard.area_id));
        let prefix = format!("{}-{year}-HZ", code.map_or("", String::as_str));
        let last = series.entry(prefix.clone()).or_default();
        *last += 1;
        hazard.number = format!("{prefix}{last:04}");
    }
    let series = series.into_iter().map(|(prefix, last)| number_series::Model { prefix, last });
    town.number_series.extend(series);
}
