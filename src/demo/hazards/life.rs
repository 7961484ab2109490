//! What becomes of a hazard from the moment that it is found.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{hazard, hazard_event};
use uuid::Uuid;

use super::{Found, People};
use crate::demo::chance::Chance;
use crate::demo::phrases::{LONGER_TO_RECTIFY, NOT_RIGHT, RECTIFIED, VERIFIED};

/// For how long a hazard is late before it rises to the level above.
const RISES_AFTER: TimeDelta = TimeDelta::days(3);

/// A hazard with its timeline.
pub(super) struct Life {
    pub(super) row: hazard::Model,
    pub(super) events: Vec<hazard_event::Model>,
}

impl Life {
    pub(super) fn begin(chance: &mut Chance, found: &Found<'_>, responsible: Option<Uuid>) -> Self {
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
            raise_from: None,
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
    pub(super) fn run(&mut self, chance: &mut Chance, people: &People, fate: usize) {
        let begun = self.row.found_at + chance.minutes(60, 2_400);
        if fate < 10 || !self.step(chance, ("STARTED", "RECTIFYING"), (begun, people.worker), "") {
            return;
        }
        if (15..30).contains(&fate) {
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
        if fate < 18 {
            return;
        }
        let room = (self.row.due_at - self.row.updated_at).num_minutes().max(120);
        let late = fate >= 85;
        let done = match late {
            true => self.row.due_at + chance.minutes(300, 11_000),
            false => self.row.updated_at + chance.minutes(room / 5, room * 9 / 10),
        };
        if !self.rectify(chance, people, done) || fate < 26 {
            return;
        }
        if (30..42).contains(&fate) {
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
            self.row.raise_from = None;
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
    pub(super) fn pass(&mut self, chance: &mut Chance, until: DateTime<Utc>) {
        if self.row.rectified_at.is_some() {
            return;
        }
        let late = self.row.due_at.max(self.row.updated_at);
        if self.row.overdue_noted_at.is_none() && late <= until {
            (self.row.overdue_noted_at, self.row.raise_from) = (Some(late), Some(late));
            self.event(chance, "BECAME_OVERDUE", late);
        }
        let rises = late + RISES_AFTER;
        let above = self.row.town_id.filter(|town| *town != self.row.area_id);
        if self.row.raised_at.is_none() && rises <= until && above.is_some() {
            (self.row.raised_at, self.row.raised_to_id) = (Some(rises), above);
            // Above a town it rises no further.
            self.row.raise_from = None;
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
        self.events.push(event(chance, self.row.id, kind, at));
        &mut self.events[n]
    }
}

/// Something that happened, with nothing told of it yet.
pub(super) fn event(
    chance: &mut Chance,
    hazard: Uuid,
    kind: &str,
    at: DateTime<Utc>,
) -> hazard_event::Model {
    hazard_event::Model {
        id: chance.id(at),
        hazard_id: hazard,
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
    }
}
