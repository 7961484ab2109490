//! What is kept beside the cases of the year: slips, notices, meetings, mediations, emergencies,
//! replies, follow-ups and clocks, each consistent with the timeline of its case, which gets the
//! events of them.

mod answers;
mod clocks;
mod meetings;
mod numbers;
mod slips;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{case, case_event};
use uuid::Uuid;

use super::Town;
use super::chance::Chance;

/// Writes the papers of every case. `chance` is its own, so that the cases are what they were.
pub(super) fn write(town: &mut Town, chance: &mut Chance) {
    let mut timelines: HashMap<Uuid, Vec<case_event::Model>> = HashMap::new();
    for event in std::mem::take(&mut town.case_events) {
        timelines.entry(event.case_id).or_default().push(event);
    }
    let mut nobody_to_ask = HashSet::new();
    for mut case in std::mem::take(&mut town.cases) {
        let events = timelines.remove(&case.id).unwrap_or_default();
        let mut file = File { case: &mut case, events };
        slips::hand_over(town, chance, &mut file);
        slips::extend(town, chance, &mut file);
        slips::supervise(town, chance, &mut file);
        meetings::coordinate(town, chance, &mut file);
        meetings::mediate(town, chance, &mut file);
        meetings::hurry(town, chance, &mut file);
        answers::tell(town, chance, &mut file);
        clocks::start(town, chance, &mut file);
        if file.at("ARCHIVED").is_some() && file.at("FOLLOWED_UP").is_none() {
            nobody_to_ask.insert(file.case.id);
        }
        let events = file.in_order();
        town.case_events.extend(events);
        town.cases.push(case);
    }
    // Whoever could have been asked was asked, before the case was archived.
    town.reporters.retain(|(case, _)| !nobody_to_ask.contains(case));
    numbers::give(town, chance.zone);
}

/// A case with its timeline.
struct File<'a> {
    case: &'a mut case::Model,
    events: Vec<case_event::Model>,
}

impl File<'_> {
    fn event(&mut self, kind: &str) -> Option<&mut case_event::Model> {
        self.events.iter_mut().find(|event| event.kind == kind)
    }

    /// When this happened first.
    fn at(&self, kind: &str) -> Option<DateTime<Utc>> {
        self.events.iter().find(|event| event.kind == kind).map(|event| event.at)
    }

    /// From when to when a team has been at it; until now where it still is.
    fn in_hand(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((self.at("ACCEPTED")?, self.at("RESOLVED").unwrap_or(now)))
    }

    /// Who acted for the case's team.
    fn handler(&self) -> Option<Uuid> {
        self.case.handler_id.or(self.case.first_handler_id)
    }

    /// Adds something that happened without changing where the case stands.
    fn add(
        &mut self,
        chance: &mut Chance,
        kind: &str,
        (at, actor): (DateTime<Utc>, Option<Uuid>),
    ) -> &mut case_event::Model {
        let stood = self.events.iter().filter(|event| event.at <= at);
        let status = stood.filter_map(|event| event.to_status.clone()).next_back();
        self.case.updated_at = self.case.updated_at.max(at);
        let event = case_event::Model {
            actor_id: actor,
            from_status: status.clone(),
            to_status: status,
            ..super::timeline::event(self.case.id, chance, kind, at)
        };
        // In its place, so that the next one finds where the case stood.
        let place = self.events.iter().take_while(|event| event.at <= at).count();
        self.events.insert(place, event);
        &mut self.events[place]
    }

    /// The timeline in its order; each event but asides has raised the version.
    fn in_order(self) -> Vec<case_event::Model> {
        let raises = |event: &&case_event::Model| event.to_status.is_some();
        let raised = self.events.iter().filter(raises).count();
        self.case.version = i32::try_from(raised).unwrap_or(i32::MAX).max(1);
        let mut events = self.events;
        events.sort_by_key(|event| (event.at, event.id));
        events
    }
}

/// A moment between two, with room on both sides; none where there is none.
fn between(chance: &mut Chance, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let room = (to - from).num_minutes();
    (room > 4).then(|| from + chance.minutes(1, room - 2) + TimeDelta::seconds(30))
}

/// Whoever holds one of these roles for the case, the nearest first.
fn holder(town: &Town, case: &case::Model, roles: &[&str]) -> Option<Uuid> {
    let above = [case.community_id, case.town_id, case.district_id];
    above.into_iter().flatten().find_map(|area| {
        let mut grants = town.grants.iter();
        grants
            .find(|grant| grant.area_id == Some(area) && roles.contains(&grant.role.as_str()))
            .map(|grant| grant.user_id)
    })
}

/// Who runs the desk of a case.
fn desk(town: &Town, case: &case::Model) -> Option<Uuid> {
    holder(town, case, &["community", "town_center", "district_center"])
}

/// Who answers for the centre above it.
fn centre(town: &Town, case: &case::Model) -> Option<Uuid> {
    holder(town, case, &["town_center", "district_center"])
}
