//! What the year's checks and cases showed to be unsafe, and what became of it by now.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use entity::{case, check, check_item, hazard, hazard_event, number_series, place};
use uuid::Uuid;

use super::Town;
use super::chance::Chance;
use super::phrases::{LONGER_TO_RECTIFY, NOT_RIGHT, RECTIFIED, VERIFIED};

/// For how long a hazard is late before it rises to the level above.
const RISES_AFTER: TimeDelta = TimeDelta::days(3);

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
        let near = town.places.iter().filter(|place| place.community_id == case.community_id);
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
    let fate = chance.below(100);
    let (row, events) = {
        life.run(chance, &people, fate);
        life.end(chance.now, chance)
    };
    let (row, events) = make_case(town, chance, (row, events), people.worker);
    town.hazards.push(row);
    town.hazard_events.extend(events);
}

struct Life {
    row: hazard::Model,
    events: Vec<hazard_event::Model>,
}

impl Life {
    fn begin(chance: &mut Chance, found: &Found<'_>, responsible: Option<Uuid>) -> Self {
        let Found { place, at, by, .. } = found;
        let days = if found.major { 3 } else { [7, 7, 15, 30][chance.below(4)] };
        let (check_id, item_code) = found.check.clone().unzip();
        let row = hazard::Model {
            id: chance.id(*at),
            number: String::new(),
            check_id,
            item_code,
            case_id: found.case,
            area_id: place.area_id,
            province_id: place.province_id,
            city_id: place.city_id,
            district_id: place.district_id,
            town_id: place.town_id,
            community_id: place.community_id,
            group_id: place.group_id,
            place_id: place.id,
            description: found.description.clone(),
            masked_description: None,
            major: found.major,
            status: "FOUND".to_owned(),
            responsible_id: responsible,
            responsible_unit: responsible.is_none().then(|| place.name.clone()),
            masked_responsible_unit: None,
            found_at: *at,
            found_by_id: *by,
            due_at: *at + TimeDelta::days(days),
            rectified_at: None,
            rectified_by_id: None,
            verified_at: None,
            verified_by_id: None,
            overdue_noted_at: None,
            raised_to_id: None,
            raised_at: None,
            version: 1,
            updated_at: *at,
            visit_id: None,
        };
        let mut life = Self { row, events: Vec::new() };
        let due = life.row.due_at;
        let event = life.event(chance, "FOUND", *at);
        event.actor_id = *by;
        event.to_status = Some("FOUND".to_owned());
        event.due_after = Some(due);
        life
    }

    /// What happens to it, as far as its fate lets it go.
    fn run(&mut self, chance: &mut Chance, people: &People, fate: usize) {
        let begun = self.row.found_at + chance.minutes(60, 2_400);
        if fate < 6 || !self.step(chance, ("STARTED", "RECTIFYING"), (begun, people.worker), "") {
            return;
        }
        if (12..25).contains(&fate) {
            let asked = self.row.due_at - TimeDelta::hours(12);
            let (before, after) = (self.row.due_at, self.row.due_at + TimeDelta::days(7));
            let word = chance.word(LONGER_TO_RECTIFY);
            if asked > begun && self.step(chance, ("EXTENDED", ""), (asked, people.worker), word) {
                self.row.due_at = after;
                if let Some(event) = self.events.last_mut() {
                    (event.due_before, event.due_after) = (Some(before), Some(after));
                }
            }
        }
        if fate < 12 {
            return;
        }
        let room = (self.row.due_at - self.row.updated_at).num_minutes().max(120);
        let late = fate >= 85;
        let done = match late {
            true => self.row.due_at + chance.minutes(300, 11_000),
            false => self.row.updated_at + chance.minutes(room / 5, room * 9 / 10),
        };
        if !self.rectify(chance, people, done) || fate < 15 {
            return;
        }
        if (25..37).contains(&fate) {
            let again = done + chance.minutes(600, 2_800);
            let word = chance.word(NOT_RIGHT);
            let looked = (again, people.verifier);
            if !self.step(chance, ("REOPENED", "RECTIFYING"), looked, word) {
                return;
            }
            (self.row.rectified_at, self.row.rectified_by_id) = (None, None);
            let once_more = again + chance.minutes(600, 4_000);
            if !self.rectify(chance, people, once_more) {
                return;
            }
        }
        let looked = self.row.updated_at + chance.minutes(600, 5_000);
        let word = chance.word(VERIFIED);
        if self.step(chance, ("VERIFIED", "VERIFIED"), (looked, people.verifier), word) {
            (self.row.verified_at, self.row.verified_by_id) = (Some(looked), people.verifier);
        }
    }

    fn rectify(&mut self, chance: &mut Chance, people: &People, at: DateTime<Utc>) -> bool {
        let by = self.row.responsible_id.or(people.worker);
        let word = chance.word(RECTIFIED);
        let done = self.step(chance, ("RECTIFIED", "RECTIFIED"), (at, by), word);
        if done {
            (self.row.rectified_at, self.row.rectified_by_id) = (Some(at), by);
        }
        done
    }

    /// A step that changes it, after what the clock does until then; false where it is yet to come.
    fn step(
        &mut self,
        chance: &mut Chance,
        (kind, to): (&str, &str),
        (at, actor): (DateTime<Utc>, Option<Uuid>),
        note: &str,
    ) -> bool {
        if at > chance.now {
            return false;
        }
        self.pass(chance, at);
        let from = self.row.status.clone();
        if !to.is_empty() {
            self.row.status = to.to_owned();
        }
        let to = self.row.status.clone();
        self.row.version += 1;
        self.row.updated_at = at;
        let event = self.event(chance, kind, at);
        (event.from_status, event.to_status) = (Some(from), Some(to));
        event.actor_id = actor;
        event.note = (!note.is_empty()).then(|| note.to_owned());
        true
    }

    /// What the clock does up to a moment: what is not put right becomes overdue, and rises.
    fn pass(&mut self, chance: &mut Chance, until: DateTime<Utc>) {
        if self.row.rectified_at.is_some() {
            return;
        }
        let late = self.row.due_at.max(self.row.updated_at);
        if self.row.overdue_noted_at.is_none() && late <= until {
            self.row.overdue_noted_at = Some(late);
            self.event(chance, "BECAME_OVERDUE", late);
        }
        let rises = late + RISES_AFTER;
        let above = self.row.town_id.filter(|town| *town != self.row.area_id);
        if self.row.raised_at.is_none() && rises <= until && above.is_some() {
            (self.row.raised_at, self.row.raised_to_id) = (Some(rises), above);
            self.event(chance, "RAISED", rises).raised_to_id = above;
        }
    }

    fn event(
        &mut self,
        chance: &mut Chance,
        kind: &str,
        at: DateTime<Utc>,
    ) -> &mut hazard_event::Model {
        let n = self.events.len();
        self.events.push(hazard_event::Model {
            id: chance.id(at),
            hazard_id: self.row.id,
            kind: kind.to_owned(),
            at,
            actor_id: None,
            from_status: None,
            to_status: None,
            note: None,
            masked_note: None,
            due_before: None,
            due_after: None,
            raised_to_id: None,
            attachment_id: None,
        });
        &mut self.events[n]
    }

    fn end(
        mut self,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> (hazard::Model, Vec<hazard_event::Model>) {
        self.pass(chance, now);
        (self.row, self.events)
    }
}

/// Of some that are late a case was made: one about safety that came in where the hazard is, since it
/// was last touched.
fn make_case(
    town: &Town,
    chance: &mut Chance,
    (mut row, mut events): (hazard::Model, Vec<hazard_event::Model>),
    by: Option<Uuid>,
) -> (hazard::Model, Vec<hazard_event::Model>) {
    if row.case_id.is_some() || row.rectified_at.is_some() || row.overdue_noted_at.is_none() {
        return (row, events);
    }
    let safety: HashSet<Uuid> = town
        .categories
        .iter()
        .filter(|category| category.code.starts_with("SAFETY"))
        .map(|category| category.id)
        .collect();
    let last = events.iter().map(|event| event.at).max().unwrap_or(row.updated_at);
    let made = town.cases.iter().find(|case| {
        case.community_id == row.community_id
            && case.received_at > last
            && case.category_id.is_some_and(|category| safety.contains(&category))
    });
    if let Some(case) = made {
        let stands = Some(row.status.clone());
        events.push(hazard_event::Model {
            id: chance.id(case.received_at),
            hazard_id: row.id,
            kind: "MADE_CASE".to_owned(),
            at: case.received_at,
            actor_id: by,
            from_status: stands.clone(),
            to_status: stands,
            note: None,
            masked_note: None,
            due_before: None,
            due_after: None,
            raised_to_id: None,
            attachment_id: None,
        });
        row.case_id = Some(case.id);
        row.version += 1;
        row.updated_at = case.received_at;
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
