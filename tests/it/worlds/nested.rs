//! Nested lists and references, compared with what the judge allows.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use wardbook::policy::{Grants, Object};

use super::asked::{Product, global_id, ids};
use super::judge::RowRef;
use super::world::World;

const QUERY: &str = "{
  areas(first: 100) { nodes { id hasChildren ...Below } }
  teams(first: 100) { nodes { id cases(first: 100) { totalCount nodes { id } } checks(first: 100) { nodes { id } } } }
  cases(first: 100) { nodes { id area { ...Below hasChildren parent { id } }
    hazards(first: 100) { totalCount nodes { id } }
    team { mandate cases(first: 100) { totalCount nodes { id } } } } }
  checks(first: 100) { nodes { id hazards(first: 100) { totalCount nodes { id } }
    place { location { address } checks(first: 100) { totalCount nodes { id } } } } }
  places(first: 100) { nodes { id ...Found } }
  hazards(first: 100) { nodes { id check { id } case { id } place { id ...Found } } }
  patrolRoutes(first: 100) { nodes { id team { ...Work } } }
  shifts(first: 100) { nodes { id team { ...Work } } }
}
fragment Work on Team { id cases(first: 100) { nodes { id } } }
fragment Found on Place { openHazardCount hazards(first: 100) { totalCount nodes { id } } }
fragment Below on Area {
  children(first: 100) { totalCount nodes { id } }
  cases(first: 100) { totalCount nodes { id } }
  checks(first: 100) { totalCount nodes { id } }
  teams(first: 100) { totalCount nodes { id } }
  caseSummary { openCount }
}";

/// The rows of each kind that a user may read.
pub(crate) struct Allowed<'a> {
    pub(crate) world: &'a World,
    pub(crate) rows: Vec<RowRef>,
}

impl Allowed<'_> {
    fn is(&self, object: Object, index: usize) -> bool {
        self.rows.contains(&RowRef { object, index })
    }

    /// The ids of the allowed rows of a kind that satisfy a condition.
    fn ids(&self, object: Object, condition: impl Fn(usize) -> bool) -> BTreeSet<String> {
        let rows = self.rows.iter().filter(|row| row.object == object && condition(row.index));
        rows.map(|row| global_id(self.world, *row)).collect()
    }
}

fn assert_list(list: &Value, expected: &BTreeSet<String>, what: &str) {
    let found = ids(list);
    assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), *expected, "{what}");
    assert_eq!(found.len(), expected.len(), "{what}: a row came twice");
    if let Some(count) = list.get("totalCount") {
        assert_eq!(*count, json!(expected.len()), "{what}: totalCount");
    }
}

fn index(answer: &Value, object: Object, world: &World, n: usize) -> usize {
    (0..n)
        .find(|index| answer["id"] == json!(global_id(world, RowRef { object, index: *index })))
        .unwrap_or_else(|| panic!("{answer} is no {object:?}"))
}

/// What shows below an area, whether the viewer may read it or only a record that lies in it.
fn assert_below(answer: &Value, area: usize, allowed: &Allowed<'_>) {
    let world = allowed.world;
    let in_sight = allowed.is(Object::Area, area);
    let what = format!("area {area}, in sight: {in_sight}");
    let inside = |place: usize| in_sight && world.is_inside(place, area);
    let children = allowed.ids(Object::Area, |a| in_sight && world.areas[a].parent == Some(area));
    assert_list(&answer["children"], &children, &format!("children of {what}"));
    assert_eq!(answer["hasChildren"], json!(!children.is_empty()), "hasChildren of {what}");
    let cases = allowed.ids(Object::Case, |case| inside(world.cases[case].area));
    assert_list(&answer["cases"], &cases, &format!("cases of {what}"));
    let checks = allowed.ids(Object::Check, |c| inside(world.places[world.checks[c].place].area));
    assert_list(&answer["checks"], &checks, &format!("checks of {what}"));
    let teams = allowed.ids(Object::Team, |team| inside(world.teams[team].area));
    assert_list(&answer["teams"], &teams, &format!("teams of {what}"));
    let open = allowed.ids(Object::Case, |case| {
        world.cases[case].open && world.is_inside(world.cases[case].area, area)
    });
    assert_eq!(answer["caseSummary"]["openCount"], json!(open.len()), "caseSummary of {what}");
}

/// Asks for lists below every row in sight, and compares each.
pub(crate) async fn compare(product: &Product, grants: &Arc<Grants>, allowed: &Allowed<'_>) {
    let world = allowed.world;
    let answer = product.ask(grants, QUERY, json!({})).await;
    for node in answer["areas"]["nodes"].as_array().unwrap() {
        assert_below(node, index(node, Object::Area, world, world.areas.len()), allowed);
    }
    for node in answer["teams"]["nodes"].as_array().unwrap() {
        let team = index(node, Object::Team, world, world.teams.len());
        let cases = allowed.ids(Object::Case, |case| world.cases[case].team == Some(team));
        assert_list(&node["cases"], &cases, "cases of a team");
        let checks = allowed.ids(Object::Check, |check| world.checks[check].team == Some(team));
        assert_list(&node["checks"], &checks, "checks of a team");
    }
    for node in answer["cases"]["nodes"].as_array().unwrap() {
        let case = &world.cases[index(node, Object::Case, world, world.cases.len())];
        assert_below(&node["area"], case.area, allowed);
        let above = world.areas[case.area].parent.filter(|_| allowed.is(Object::Area, case.area));
        let above = above.map(|index| global_id(world, RowRef { object: Object::Area, index }));
        assert_eq!(node["area"]["parent"]["id"], json!(above), "the area above a case's area");
        let index = index(node, Object::Case, world, world.cases.len());
        let found = allowed.ids(Object::Hazard, |hazard| world.hazards[hazard].case == Some(index));
        assert_list(&node["hazards"], &found, "hazards of a case");
        let Some(team) = case.team else {
            assert_eq!(node["team"], Value::Null);
            continue;
        };
        let in_sight = allowed.is(Object::Team, team);
        let cases =
            allowed.ids(Object::Case, |case| in_sight && world.cases[case].team == Some(team));
        assert_list(&node["team"]["cases"], &cases, "cases of the team of a case");
    }
    for node in answer["checks"]["nodes"].as_array().unwrap() {
        let check = index(node, Object::Check, world, world.checks.len());
        let found =
            allowed.ids(Object::Hazard, |hazard| world.hazards[hazard].check == Some(check));
        assert_list(&node["hazards"], &found, "hazards of a check");
        let place = world.checks[check].place;
        let in_sight = allowed.is(Object::Place, place);
        let shown = if in_sight { json!("by the bridge") } else { Value::Null };
        assert_eq!(node["place"]["location"]["address"], shown, "a place's location");
        let checks = allowed.ids(Object::Check, |c| in_sight && world.checks[c].place == place);
        assert_list(&node["place"]["checks"], &checks, "checks of the place of a check");
    }
    for node in answer["places"]["nodes"].as_array().unwrap() {
        assert_found(node, index(node, Object::Place, world, world.places.len()), allowed);
    }
    for node in answer["hazards"]["nodes"].as_array().unwrap() {
        let hazard = &world.hazards[index(node, Object::Hazard, world, world.hazards.len())];
        assert_found(&node["place"], hazard.place, allowed);
        let seen = |object, index: Option<usize>| {
            let index = index.filter(|index| allowed.is(object, *index));
            json!(index.map(|index| global_id(world, RowRef { object, index })))
        };
        let (check, case) = (&node["check"]["id"], &node["case"]["id"]);
        assert_eq!(*check, seen(Object::Check, hazard.check), "the check that found a hazard");
        assert_eq!(*case, seen(Object::Case, hazard.case), "the case of a hazard");
    }
    for node in answer["patrolRoutes"]["nodes"].as_array().unwrap() {
        let route = index(node, Object::Patrol, world, world.routes.len());
        assert_team(&node["team"], world.routes[route].team, allowed);
    }
    for node in answer["shifts"]["nodes"].as_array().unwrap() {
        let shift = index(node, Object::Shift, world, world.shifts.len());
        assert_team(&node["team"], world.shifts[shift].team, allowed);
    }
}

/// What was found at a place, whether the viewer may read it or only a hazard that is there.
fn assert_found(answer: &Value, place: usize, allowed: &Allowed<'_>) {
    let hazards = &allowed.world.hazards;
    let at = |hazard: usize| allowed.is(Object::Place, place) && hazards[hazard].place == place;
    assert_list(&answer["hazards"], &allowed.ids(Object::Hazard, at), "hazards of a place");
    let open = allowed.ids(Object::Hazard, |hazard| at(hazard) && !hazards[hazard].verified);
    assert_eq!(answer["openHazardCount"], json!(open.len()), "openHazardCount of a place");
}

/// The team that walks a route or is on a shift, with cases where the viewer may read it.
fn assert_team(answer: &Value, team: Option<usize>, allowed: &Allowed<'_>) {
    let Some(team) = team else {
        assert_eq!(*answer, Value::Null);
        return;
    };
    let in_sight = allowed.is(Object::Team, team);
    let cases =
        allowed.ids(Object::Case, |case| in_sight && allowed.world.cases[case].team == Some(team));
    assert_list(&answer["cases"], &cases, "cases of the team of a route or shift");
}
