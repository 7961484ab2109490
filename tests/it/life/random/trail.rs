//! What must hold of the tables whatever was done: the timeline tells how each case stands, and
//! each event was told and noted once.

use std::collections::HashMap;

use uuid::Uuid;

use super::rows::Rows;
use super::table::{REGISTER, VERBS, is_open};

/// Each event stands once in the outbox and once in the audit trail.
pub(in crate::life) fn is_told_once(before: &Rows, after: &Rows) {
    let mut told: HashMap<Uuid, usize> = HashMap::new();
    after.told.iter().for_each(|event| *told.entry(*event).or_default() += 1);
    let mut noted: HashMap<Uuid, usize> = HashMap::new();
    after.trail.iter().filter_map(|(_, event)| *event).for_each(|event| {
        *noted.entry(event).or_default() += 1;
    });
    let new = after.since(before);
    for event in &new {
        assert_eq!(told.get(&event.id), Some(&1), "{} is told to subscribers once", event.kind);
        assert_eq!(noted.get(&event.id), Some(&1), "{} is in the audit trail once", event.kind);
    }
    let told = after.told.len() - before.told.len();
    assert_eq!(told, new.len(), "subscribers are told of events alone");
}

/// Goes through a case's timeline from its first event, and comes to how the case stands.
pub(in crate::life) fn tells_how_it_stands(rows: &Rows, case: Uuid) {
    let row = &rows.cases[&case];
    let (mut status, mut team, mut handler, mut desk, mut due) = (None, None, None, None, None);
    let mut version = 0;
    let mut kinds = Vec::new();
    for event in rows.events.iter().filter(|event| event.case_id == case) {
        kinds.push(event.kind.as_str());
        let Some(to) = event.to_status.as_deref() else {
            assert_eq!(event.from_status, None, "{kinds:?}");
            continue;
        };
        let is_legal = VERBS.iter().chain([&REGISTER]).any(|verb| {
            verb.kind == event.kind
                && event.from_status.as_deref().map_or(verb.from.is_empty(), |from| {
                    verb.from.contains(&from) && verb.to.unwrap_or(from) == to
                })
        });
        // What is settled on the spot was never judged.
        let is_legal = is_legal || kinds == ["REGISTERED", "RESOLVED"];
        assert!(is_legal, "{} from {:?} to {to}", event.kind, event.from_status);
        assert_eq!(event.from_status.as_deref(), status, "{kinds:?}");
        status = Some(to);
        version += 1;
        match event.kind.as_str() {
            "ASSIGNED" => (team, handler) = (event.team_id, event.handler_id),
            _ if to == "TRIAGED" => (team, handler) = (None, None),
            _ => handler = event.handler_id.or(handler),
        }
        desk = event.desk_id.or(desk);
        if event.due_after.is_some() {
            assert_eq!(event.due_before, due, "{kinds:?}");
            due = event.due_after;
        }
    }
    assert_eq!(status, Some(row.status.as_str()), "{kinds:?}");
    assert_eq!((team, handler), (row.team_id, row.handler_id), "{kinds:?}");
    assert_eq!((desk, due), (Some(row.desk_id), row.due_at), "{kinds:?}");
    assert_eq!(version, row.version, "{kinds:?}");
    assert_eq!(row.is_open, is_open(&row.status), "{kinds:?}");
    assert_eq!(row.closed_at.is_none(), row.is_open, "{kinds:?}");
    let running: Vec<_> = rows
        .clocks
        .iter()
        .filter(|clock| clock.case_id == case && clock.kind == "RESOLUTION")
        .filter(|clock| clock.met_at.is_none() && clock.ended_at.is_none())
        .collect();
    assert_eq!(running.len(), usize::from(row.is_open), "{kinds:?}");
    assert!(running.iter().all(|clock| Some(clock.due_at) == row.due_at), "{kinds:?}");
}
