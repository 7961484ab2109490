//! Joint meetings, mediations, and emergencies.

use chrono::TimeDelta;
use entity::{
    coordination, coordination_team, emergency_entry, mediation, mediation_session,
    mediation_session_mediator,
};
use serde_json::json;

use super::{File, between, centre};
use crate::demo::Town;
use crate::demo::chance::Chance;
use crate::demo::phrases::{DECISIONS, EMERGENCY, MINUTES, ROOMS, SITTINGS};

/// Some of the hard ones bring several units together.
pub(super) fn coordinate(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    let Some((begun, end)) = file.in_hand(chance.now) else { return };
    let Some(chair) = centre(town, file.case) else { return };
    if file.case.severity != "MAJOR" || !chance.percent(45) {
        return;
    }
    let Some(planned_at) = between(chance, begun, end) else { return };
    let planned_for = planned_at + chance.minutes(600, 6_000);
    let (id, place) = (chance.id(planned_at), chance.word(ROOMS));
    let event = file.add(chance, "COORDINATION_PLANNED", (planned_at, Some(chair)));
    event.coordination_id = Some(id);
    let is_held = planned_for < end;
    let (minutes, first) = (chance.word(MINUTES), chance.below(DECISIONS.len() - 1));
    let decisions = if is_held { &DECISIONS[first..first + 2] } else { &[] };
    if is_held {
        let event = file.add(chance, "COORDINATED", (planned_for, Some(chair)));
        event.coordination_id = Some(id);
        event.note = Some(minutes.to_owned());
    }
    town.coordinations.push(coordination::Model {
        masked_place: None,
        masked_minutes: None,
        masked_decisions: None,
        id,
        case_id: file.case.id,
        planned_for,
        planned_by_id: chair,
        place: Some(place.to_owned()),
        held_at: is_held.then_some(planned_for),
        chair_id: is_held.then_some(chair),
        minutes: is_held.then(|| minutes.to_owned()),
        decisions: json!(decisions).to_string(),
    });
    let of_town = town.teams.iter().filter(|team| team.town_id == file.case.town_id);
    let units = of_town.filter(|team| team.unit || Some(team.id) == file.case.team_id);
    town.coordination_teams.extend(
        units.map(|team| coordination_team::Model { coordination_id: id, team_id: team.id }),
    );
}

/// Whatever went to those who mediate has a file, with a sitting or two.
pub(super) fn mediate(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    let team = town.teams.iter().find(|team| Some(team.id) == file.case.team_id);
    let Some(team) = team.filter(|team| team.kind == "MEDIATION") else { return };
    let leader = team.leader_id;
    let Some((mut from, end)) = file.in_hand(chance.now) else { return };
    let id = chance.id(from);
    let (mut sittings, most) = (0, 1 + chance.below(2));
    while sittings < most {
        let Some(held_at) = between(chance, from, end) else { break };
        let mut mediators = vec![file.handler(), leader];
        mediators.dedup();
        file.add(chance, "MEDIATED", (held_at, mediators[0]));
        let session = chance.id(held_at);
        town.mediation_sessions.push(mediation_session::Model {
            masked_record: None,
            id: session,
            mediation_id: id,
            held_at: held_at - TimeDelta::minutes(1),
            record: chance.word(SITTINGS).to_owned(),
        });
        town.mediation_session_mediators.extend(
            mediators
                .into_iter()
                .flatten()
                .map(|user_id| mediation_session_mediator::Model { session_id: session, user_id }),
        );
        (from, sittings) = (held_at, sittings + 1);
    }
    if sittings == 0 {
        return;
    }
    let over = file.at("RESOLVED").is_some();
    town.mediations.push(mediation::Model {
        id,
        case_id: file.case.id,
        number: String::new(),
        method: chance
            .weighted(&[("PEOPLES", 80), ("ADMINISTRATIVE", 15), ("JUDICIAL", 5)])
            .to_owned(),
        agreement_reached: over.then(|| chance.percent(85)),
        agreement_id: None,
    });
}

/// An emergency has a log: mostly in time, sometimes not, and a recent one may lack steps.
pub(super) fn hurry(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    if !file.case.emergency {
        return;
    }
    let received = file.case.received_at;
    let closed = file.case.closed_at.unwrap_or(chance.now);
    let by = centre(town, file.case).or(file.handler());
    let within = [(5, 24), (15, 34), (45, 130), (300, 900), (2_000, 9_000)];
    for ((step, note), (least, most)) in EMERGENCY.iter().zip(within) {
        let at = received + chance.minutes(least, most);
        let limit = if *step == "REVIEWED" { chance.now } else { closed };
        let archived = file.at("ARCHIVED").is_some_and(|archived| archived <= at);
        let (true, false, Some(by_id)) = (at < limit, archived, by) else { return };
        let id = chance.id(at);
        file.add(chance, "EMERGENCY_STEP", (at, by)).note = Some((*note).to_owned());
        town.emergency_entries.push(emergency_entry::Model {
            id,
            case_id: file.case.id,
            step: (*step).to_owned(),
            at,
            by_id,
            note: (*note).to_owned(),
            masked_note: None,
        });
    }
}
