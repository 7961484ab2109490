//! What became of a case by now: its events, and how it stands after the last of them.

use chrono::{DateTime, TimeDelta, Utc};
use entity::case_event;
use uuid::Uuid;

use super::chance::Chance;
use super::matters::working_time;
use super::words::{NOTES, RESOLUTIONS};

/// What decides a case's course.
pub(super) struct Course<'a> {
    pub(super) case: Uuid,
    pub(super) area: Uuid,
    pub(super) team: Option<Uuid>,
    pub(super) handler: Option<Uuid>,
    pub(super) officer: Option<Uuid>,
    pub(super) severity: &'a str,
    pub(super) received_at: DateTime<Utc>,
    pub(super) due_at: DateTime<Utc>,
}

/// How a case stands after all that has happened by now.
pub(super) struct Lived {
    pub(super) events: Vec<case_event::Model>,
    pub(super) status: &'static str,
    pub(super) team: Option<Uuid>,
    pub(super) handler: Option<Uuid>,
    pub(super) closed_at: Option<DateTime<Utc>>,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) satisfaction: Option<i32>,
    pub(super) version: i32,
    pub(super) overdue_noted_at: Option<DateTime<Utc>>,
}

struct Step {
    kind: &'static str,
    to: &'static str,
    after: TimeDelta,
    by_team: bool,
    note: Option<&'static str>,
}

fn steps(course: &Course<'_>, chance: &mut Chance) -> Vec<Step> {
    let step = |kind, to, after, by_team| Step { kind, to, after, by_team, note: None };
    let mut steps = vec![step("REGISTERED", "RECEIVED", TimeDelta::zero(), false)];
    let fate = chance.below(100);
    if fate < 3 {
        steps.push(step("WITHDRAWN", "WITHDRAWN", chance.minutes(60, 3_000), false));
        return steps;
    }
    steps.push(step("TRIAGED", "TRIAGED", chance.minutes(5, 300), false));
    if course.team.is_some() && course.severity != "SIMPLE" {
        steps.push(step("ASSIGNED", "ASSIGNED", chance.minutes(10, 400), false));
        steps.push(step("ACCEPTED", "IN_PROGRESS", chance.minutes(10, 600), true));
    }
    if chance.percent(50) {
        let note = Some(chance.word(NOTES));
        steps.push(Step { note, ..step("NOTED", "", chance.minutes(30, 900), true) });
    }
    // A few matters drag on and on.
    let drag = if fate < 7 { 8 } else { 1 };
    let note = Some(chance.word(RESOLUTIONS));
    let worked = working_time(course.severity, chance) * drag;
    steps.push(Step { note, ..step("RESOLVED", "RESOLVED", worked, true) });
    steps.push(step("REPLIED", "REPLIED", chance.minutes(20, 1_500), false));
    if chance.percent(80) {
        steps.push(step("FOLLOWED_UP", "FOLLOWED_UP", chance.minutes(1_000, 9_000), false));
    }
    steps.push(step("ARCHIVED", "ARCHIVED", chance.minutes(600, 9_000), false));
    steps
}

/// Lets a case live until now.
pub(super) fn live(course: &Course<'_>, chance: &mut Chance) -> Lived {
    let mut lived = Lived {
        events: Vec::new(),
        status: "RECEIVED",
        team: None,
        handler: None,
        closed_at: None,
        updated_at: course.received_at,
        satisfaction: None,
        version: 1,
        overdue_noted_at: None,
    };
    let mut at = course.received_at;
    for step in steps(course, chance) {
        let before = at;
        at += step.after;
        let late = lived.closed_at.is_none() && before < course.due_at && course.due_at <= at;
        if late && course.due_at <= chance.now {
            let event = event(course.case, chance, "BECAME_OVERDUE", course.due_at);
            lived.events.push(event);
            lived.overdue_noted_at = Some(course.due_at);
        }
        if at > chance.now {
            break;
        }
        let mut event = event(course.case, chance, step.kind, at);
        event.actor_id =
            if step.by_team { lived.handler.or(course.officer) } else { course.officer };
        event.note = step.note.map(str::to_owned);
        if !step.to.is_empty() {
            event.from_status = (step.kind != "REGISTERED").then(|| lived.status.to_owned());
            event.to_status = Some(step.to.to_owned());
            lived.status = step.to;
            lived.version += i32::from(step.kind != "REGISTERED");
        }
        match step.kind {
            "REGISTERED" => {
                event.desk_id = Some(course.area);
                event.due_after = Some(course.due_at);
            }
            "ASSIGNED" => {
                event.team_id = course.team;
                (lived.team, lived.handler) = (course.team, course.handler);
            }
            "RESOLVED" | "WITHDRAWN" => lived.closed_at = Some(at),
            "FOLLOWED_UP" => {
                lived.satisfaction = [5, 5, 5, 4, 4, 4, 3, 3, 2, 1].get(chance.below(10)).copied();
            }
            _ => {}
        }
        lived.updated_at = at;
        lived.events.push(event);
    }
    lived
}

/// Something that happened, with nothing told of it yet.
pub(super) fn event(
    case: Uuid,
    chance: &mut Chance,
    kind: &str,
    at: DateTime<Utc>,
) -> case_event::Model {
    case_event::Model {
        id: chance.id(at),
        case_id: case,
        kind: kind.to_owned(),
        at,
        actor_id: None,
        from_status: None,
        to_status: None,
        team_id: None,
        desk_id: None,
        due_before: None,
        due_after: None,
        note: None,
        handler_id: None,
        handover_id: None,
        supervision_id: None,
        coordination_id: None,
        reply_id: None,
        follow_up_id: None,
        attachment_id: None,
        amended_from: None,
        masked_amended_from: None,
        masked_note: None,
    }
}
