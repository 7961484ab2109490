//! Who may see what, as casbin's own `enforce` says it: what is hidden here is hidden by the rules,
//! whatever the product makes of them.

use chrono::Utc;
use wardbook::policy::{Level, Object};

use super::hidden::{Guard, Hidden};
use crate::matrix::default_policy;
use crate::town::Town;
use crate::worlds::{
    Area, Case, Check, Grant, Hazard, Judge, Place, Route, RowRef, Shift, Team, User, World,
};

/// The district as the judge knows it.
pub(super) fn world(town: &Town) -> World {
    fn lasting(text: &str) -> &'static str {
        Box::leak(text.to_owned().into_boxed_str())
    }
    let area = |id| town.areas.iter().position(|area| area.id == id);
    let user = |id| town.users.iter().position(|user| user.id == id);
    let team = |id| town.teams.iter().position(|team| team.id == id);
    let areas = town.areas.iter().map(|row| Area {
        id: row.id,
        code: lasting(&row.code),
        parent: row.parent_id.and_then(area),
        level: Level::from_name(&row.level).unwrap(),
    });
    let users = town.users.iter().map(|row| User {
        id: row.id,
        active: row.active,
        area: row.area_id.and_then(area),
    });
    let grants = town.grants.iter().map(|row| Grant {
        user: user(row.user_id).unwrap(),
        role: lasting(&row.role),
        area: row.area_id.and_then(area),
        from: row.valid_from,
        until: row.valid_until,
    });
    let teams = town.teams.iter().map(|row| {
        let own = town.members.iter().filter(|member| member.team_id == row.id);
        let members = own.map(|member| (user(member.user_id).unwrap(), member.left_at.is_none()));
        Team { id: row.id, area: area(row.area_id).unwrap(), members: members.collect() }
    });
    let cases = town.cases.iter().map(|row| Case {
        id: row.id,
        area: area(row.area_id).unwrap(),
        team: row.team_id.and_then(team),
        handler: row.handler_id.and_then(user),
        first_handler: row.first_handler_id.and_then(user),
        overseer: row.overseer_id.and_then(user),
        received_by: row.received_by_id.and_then(user),
        confidential: row.confidential,
        open: row.is_open,
        received_at: row.received_at,
        due_at: row.due_at,
    });
    let checks = town.checks.iter().map(|row| Check {
        id: row.id,
        place: town.places.iter().position(|place| place.id == row.place_id).unwrap(),
        team: row.team_id.and_then(team),
        inspector: row.inspector_id.and_then(user),
        signed_by: row.signed_by_id.and_then(user),
        created_by: row.created_by_id.and_then(user),
        planned_for: row.planned_for,
    });
    let hazards = town.hazards.rows.iter().map(|row| Hazard {
        id: row.id,
        place: town.places.iter().position(|place| place.id == row.place_id).unwrap(),
        check: None,
        case: None,
        responsible: row.responsible_id.and_then(user),
        found_by: row.found_by_id.and_then(user),
        verified: row.status == "VERIFIED",
        found_at: row.found_at,
        due_at: row.due_at,
    });
    let routes = town.patrols.routes.iter().map(|row| Route {
        id: row.id,
        area: area(row.area_id).unwrap(),
        team: row.team_id.and_then(team),
    });
    let shifts = town.duty.shifts.iter().map(|row| Shift {
        id: row.id,
        area: area(row.area_id).unwrap(),
        team: row.team_id.and_then(team),
        leader: user(row.leader_id).unwrap(),
        starts_at: row.starts_at,
    });
    let entries = town.trail.entries.iter().map(|row| (row.id, row.area_id.and_then(area)));
    let places = town.places.iter();
    let mut world = World {
        now: Utc::now(),
        areas: areas.collect(),
        users: users.collect(),
        grants: grants.collect(),
        rules: Vec::new(),
        links: Vec::new(),
        teams: teams.collect(),
        places: places.map(|row| Place { id: row.id, area: area(row.area_id).unwrap() }).collect(),
        cases: cases.collect(),
        checks: checks.collect(),
        hazards: hazards.collect(),
        routes: routes.collect(),
        shifts: shifts.collect(),
        entries: entries.collect(),
    };
    default_policy(&mut world);
    world
}

fn row(world: &World, guard: Guard) -> RowRef {
    let Guard { object, id } = guard;
    let index = match object {
        Object::Case | Object::Reporter => world.cases.iter().position(|row| row.id == id),
        Object::Check => world.checks.iter().position(|row| row.id == id),
        Object::Team => world.teams.iter().position(|row| row.id == id),
        Object::Place => world.places.iter().position(|row| row.id == id),
        Object::Area => world.areas.iter().position(|row| row.id == id),
        Object::Hazard => world.hazards.iter().position(|row| row.id == id),
        Object::Patrol => world.routes.iter().position(|row| row.id == id),
        Object::Shift => world.shifts.iter().position(|row| row.id == id),
        Object::Audit => world.entries.iter().position(|entry| entry.0 == id),
        // Who reads it anywhere reads it whole.
        Object::Policy => Some(0),
        // By its owner.
        Object::User | Object::Token => world.users.iter().position(|row| row.id == id),
        other => unreachable!("nothing here guards {other:?}"),
    };
    RowRef { object, index: index.expect("a row of the district") }
}

/// For each viewer by name, the places in `hidden` of what that viewer may not see.
pub(super) async fn hidden_from(
    town: &Town,
    hidden: &[Hidden],
    viewers: &[&'static str],
) -> Vec<Vec<usize>> {
    let all = hidden.iter().fold(town.clone(), |all, one| all.with(&one.rows));
    let world = world(&all);
    let judge = Judge::new(&world).await;
    let of_viewer = |viewer: &&str| {
        let user = all.users.iter().position(|user| user.username == **viewer).unwrap();
        let unseen = |n: &usize| {
            let row = row(&world, hidden[*n].guard);
            // Whoever may not read a case learns nothing that its reporter is part of either.
            let of_case = RowRef { object: Object::Case, ..row };
            let out_of_case = row.object == Object::Reporter && !judge.allows(user, of_case);
            out_of_case || !judge.allows(user, row)
        };
        (0..hidden.len()).filter(unseen).collect()
    };
    viewers.iter().map(of_viewer).collect()
}
