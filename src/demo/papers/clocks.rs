//! The clocks of a case, as its timeline stopped them.

use chrono::{DateTime, Utc};
use entity::clock;

use super::File;
use crate::demo::Town;
use crate::demo::chance::Chance;
use crate::desk::clock::{ClockKind, EmergencyStep, follow_up_due};

/// A clock: what for, from when and to when, when it was met, and when nobody waited any more.
type Started =
    (ClockKind, (DateTime<Utc>, DateTime<Utc>), Option<DateTime<Utc>>, Option<DateTime<Utc>>);

pub(super) fn start(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    let received = file.case.received_at;
    let mut clocks: Vec<Started> = Vec::new();
    let mut start = |kind, times, met_at, ended_at| clocks.push((kind, times, met_at, ended_at));
    let (resolved, withdrawn) = (file.at("RESOLVED"), file.at("WITHDRAWN"));
    if let Some(due) = file.case.due_at {
        start(ClockKind::Resolution, (received, due), resolved, withdrawn);
    }
    if file.case.emergency {
        let steps: Vec<(&str, DateTime<Utc>)> = town
            .emergency_entries
            .iter()
            .filter(|entry| entry.case_id == file.case.id)
            .map(|entry| (entry.step.as_str(), entry.at))
            .collect();
        let taken = |step: EmergencyStep| {
            steps.iter().find(|(known, _)| *known == step.as_str()).map(|(_, at)| *at)
        };
        let ended = taken(EmergencyStep::StoodDown).or(resolved).or(withdrawn);
        for (kind, time) in ClockKind::of_emergency() {
            let stops = EmergencyStep::ALL.iter().find(|step| step.stops() == Some(kind));
            let mut met = stops.and_then(|step| taken(*step));
            if kind == ClockKind::FirstResponse {
                // Whoever takes it up has responded.
                met = met.into_iter().chain(file.at("ACCEPTED")).min();
            }
            start(kind, (received, received + time), met, ended);
        }
    }
    if let Some(replied) = file.at("REPLIED") {
        let due = follow_up_due(replied, chance.zone);
        start(ClockKind::FollowUp, (replied, due), file.at("FOLLOWED_UP"), file.at("ARCHIVED"));
    }
    for (kind, (started_at, due_at), met_at, ended_at) in clocks {
        town.clocks.push(clock::Model {
            id: chance.id(started_at),
            case_id: file.case.id,
            kind: kind.as_str().to_owned(),
            started_at,
            due_at,
            missed_at: None,
            met_at,
            ended_at: ended_at.filter(|_| met_at.is_none()),
        });
    }
}
