//! The records that are hidden from some: of every kind one outside a viewer's areas, and of most
//! one inside them that the viewer may not see all the same.

use chrono::{SubsecRound, TimeDelta, Utc};
use entity::case;
use uuid::Uuid;
use wardbook::policy::Object;

use super::neighbours::{NEIGHBOUR_PLACE, NEIGHBOUR_TOWN};
use super::records::Makes;
use crate::town::{Town, global, hours};

/// What is hidden from whoever may not read this row.
#[derive(Clone, Copy)]
pub(super) struct Guard {
    pub(super) object: Object,
    pub(super) id: Uuid,
}

pub(super) struct Hidden {
    pub(super) name: &'static str,
    pub(super) guard: Guard,
    pub(super) rows: Town,
}

impl Hidden {
    /// The global ids of its rows.
    pub(super) fn ids(&self) -> Vec<String> {
        ids(&self.rows)
    }
}

/// The global ids of all rows that have one.
pub(super) fn ids(rows: &Town) -> Vec<String> {
    let areas = rows.areas.iter().map(|row| global("area", row.id));
    let users = rows.users.iter().map(|row| global("user", row.id));
    let grants = rows.grants.iter().map(|row| global("grant", row.id));
    let tokens = rows.tokens.iter().map(|row| global("token", row.id));
    let exports = rows.exports.iter().map(|row| global("export", row.id));
    let teams = rows.teams.iter().map(|row| global("team", row.id));
    let places = rows.places.iter().map(|row| global("place", row.id));
    let categories = rows.categories.iter().map(|row| global("category", row.id));
    let cases = rows.cases.iter().map(|row| global("case", row.id));
    let files = rows.files.iter().map(|row| global("attachment", row.id));
    let events = rows.events.iter().map(|row| global("event", row.id));
    let checks = rows.checks.iter().map(|row| global("check", row.id));
    let hazards = rows.hazards.rows.iter().map(|row| global("hazard", row.id));
    let found = rows.hazards.events.iter().map(|row| global("hazard_event", row.id));
    let routes = rows.patrols.routes.iter().map(|row| global("patrol_route", row.id));
    let points = rows.patrols.checkpoints.iter().map(|row| global("checkpoint", row.id));
    let visits = rows.patrols.visits.iter().map(|row| global("visit", row.id));
    let shifts = rows.duty.shifts.iter().map(|row| global("shift", row.id));
    let log = rows.duty.log.iter().map(|row| global("duty_log", row.id));
    let trail = rows.trail.entries.iter().map(|row| global("audit", row.id));
    let waiting = rows.policy.waiting.iter().map(|row| global("pending_change", row.id));
    let rounds = hazards.chain(found).chain(routes).chain(points).chain(visits);
    let people =
        areas.chain(users).chain(grants).chain(tokens).chain(exports).chain(teams).chain(places);
    let parts = rows.parts.ids().into_iter().map(|(prefix, id)| global(prefix, id));
    let people = people.chain(parts);
    let records = people.chain(categories).chain(cases).chain(files).chain(events).chain(checks);
    records.chain(rounds).chain(shifts).chain(log).chain(trail).chain(waiting).collect()
}

/// All of them, over the rows of the district.
pub(super) fn all(town: &Town) -> Vec<Hidden> {
    let makes = Makes { town, now: Utc::now().trunc_subsecs(0) };
    let user = |name: &str| Some(town.user(name));
    let own = "350199001001-1";
    let theirs = |row: case::Model| case::Model {
        team_id: Some(town.teams[0].id),
        handler_id: user("team_member"),
        first_handler_id: user("community"),
        overseer_id: user("group_leader"),
        ..row
    };
    let closed = |row: case::Model| case::Model {
        status: "FOLLOWED_UP".to_owned(),
        is_open: false,
        closed_at: Some(hours(900)),
        ..row
    };
    let confidential = case::Model { confidential: true, ..makes.case(1, own) };
    let soon = makes.now + TimeDelta::hours(12);
    let once_own_team =
        case::Model { team_id: Some(town.teams[1].id), due_at: Some(soon), ..makes.case(2, own) };
    vec![
        makes.with_case("a confidential case in the own area", confidential),
        makes.with_case("a case in the own area, of a team that was left", once_own_team),
        makes.with_case("a case of another town", makes.case(3, "350199002001")),
        makes.with_case(
            "a case of the neighbours, handled here",
            closed(theirs(makes.case(4, NEIGHBOUR_TOWN))),
        ),
        makes.with_letter("a letter that names the reporter of a case in sight", own),
        makes.with_check(
            "a check in the own area, of a team that was left",
            1,
            town.places[0].id,
            town.teams[1].id,
        ),
        makes.with_check("a check in another town", 2, town.places[4].id, town.teams[2].id),
        makes.with_check(
            "a check at the neighbours', made from here",
            3,
            NEIGHBOUR_PLACE,
            town.teams[0].id,
        ),
        makes.with_hazard("a hazard in the own area", 1, town.places[0].id, "coming"),
        makes.with_hazard("a hazard in another town", 2, town.places[4].id, "coming"),
        makes.with_hazard(
            "a hazard at the neighbours', found from here",
            3,
            NEIGHBOUR_PLACE,
            "team_member",
        ),
        makes.with_route("a route in the own area", 1, own, town.teams[2].id),
        makes.with_route("a route in another town", 2, "350199002001", town.teams[2].id),
        makes.with_route(
            "a route at the neighbours', walked from here",
            3,
            NEIGHBOUR_TOWN,
            town.teams[0].id,
        ),
        makes.with_shift("a shift in the own area", 1, own, town.teams[2].id),
        makes.with_shift("a shift in another town", 2, "350199002001", town.teams[2].id),
        makes.with_shift(
            "a shift at the neighbours', worked from here",
            3,
            NEIGHBOUR_TOWN,
            town.teams[0].id,
        ),
        makes.with_team("a team of another town", 1, "350199003"),
        makes.with_team("a team of the neighbours, led from here", 2, NEIGHBOUR_TOWN),
        makes.with_place("a place in another town", 1, "350199002001-1"),
        makes.with_place("a place at the neighbours'", 2, NEIGHBOUR_TOWN),
        makes.with_area("a group of another town", 1, "350199002001"),
        makes.with_area("a community of the neighbours", 2, NEIGHBOUR_TOWN),
        makes.with_user("a colleague in the own area", 1, own),
        makes.with_user("somebody who works for the neighbours", 2, NEIGHBOUR_TOWN),
        makes.with_grant("a grant of one whose name is known"),
        makes.with_token("a token of one whose name is known", 1, "handler"),
        makes.with_token("a token of another town's", 2, "ferry"),
        makes.with_export("an export of somebody else's"),
        makes.with_membership("a membership in a hidden team"),
        makes.with_entry("an entry of the trail of another town", 1, Some("350199002001")),
        makes.with_entry("an entry of the trail at the neighbours'", 2, Some(NEIGHBOUR_TOWN)),
        makes.with_entry("an entry of the trail that lies nowhere", 3, None),
        makes.with_change("a change of the policy that waits"),
    ]
}
