//! The matrix: every role × object × action × relation of the default policy, as a table that a
//! reviewer reads.
//!
//! Each cell is a record in the area of the role's grant to which the user stands in `any` and the
//! row's relation alone. What there are requests for is worked out by requests: `read` by asking for
//! the record, what is done with a case or its reporter by `allowedActions` of a case in a state for
//! it, which mutations obey, and `create` by registering one; what is done with a check or a hazard
//! likewise. The rest is worked out by casbin's own `enforce`, and marked (by rule), until there are
//! requests for it.

mod cases;
mod rounds;

use std::fmt::Write;

use cases::{Cases, STATES};
use chrono::{SubsecRound, TimeDelta, Utc};
use rounds::Rounds;
use serde_json::json;
use uuid::Uuid;
use wardbook::policy::{Action, DEFAULT_RULES, Level, Object, Relation, lines_of_csv};
use wardbook::store::{PoolSettings, Store};

use crate::support::{Backend, Database, FIRE_INSPECTOR, both};
use crate::worlds::{
    Area, Case, Check, Grant, Hazard, Judge, Place, Product, Route, RowRef, Rule, Shift, Team,
    User, World, global_id,
};

/// The default roles, and one of the town's own.
const ROLES: [&str; 8] = [
    "group_leader",
    "community",
    "town_center",
    "district_center",
    "team_member",
    "analyst",
    "administrator",
    "fire_inspector",
];

/// How many of the roles are the default policy's.
const BUILT_IN: usize = 7;

/// Rows that were written by hand, so that nobody can change what they say without noticing.
const BY_HAND: [(&str, &str); 6] = [
    ("case       read        any        ", "✘ ✘ ✔ ✔ ✘ ✘ ✘"),
    ("case       read        ordinary   ", "✔ ✔ ✔ ✔ ✘ ✔ ✘"),
    ("case       read        own_team   ", "✔ ✔ ✔ ✔ ✔ ✘ ✘"),
    ("case       read        handling   ", "✔ ✔ ✔ ✔ ✔ ✘ ✘"),
    ("reporter   read        ordinary   ", "✘ ✔ ✔ ✔ ✘ ✘ ✘"),
    ("policy     apply       any        ", "✘ ✘ ✘ ✘ ✘ ✘ ✔"),
];

/// The town, by its place among the areas: it lies in a district, so that there is a desk above.
const TOWN: usize = 1;

/// What only records of the town can be, by the role whose user it is for.
struct Sample {
    world: World,
}

impl Sample {
    /// A town with one user for each role, and for each user one record for each relation; of cases,
    /// one in each state.
    fn new() -> Self {
        let now = Utc::now().trunc_subsecs(0);
        let id = Uuid::now_v7;
        let areas = vec![
            Area { id: id(), code: "35", parent: None, level: Level::District },
            Area { id: id(), code: "351", parent: Some(0), level: Level::Town },
        ];
        let mut world = World {
            now,
            areas,
            users: Vec::new(),
            grants: Vec::new(),
            rules: Vec::new(),
            links: Vec::new(),
            teams: Vec::new(),
            places: vec![Place { id: id(), area: TOWN }],
            cases: Vec::new(),
            checks: Vec::new(),
            hazards: Vec::new(),
            routes: Vec::new(),
            shifts: Vec::new(),
            entries: Vec::new(),
        };
        default_policy(&mut world);
        world.rules.extend(FIRE_INSPECTOR.iter().map(|rule| {
            let [object, action, relation] =
                rule.split(' ').collect::<Vec<_>>().try_into().unwrap();
            Rule {
                role: ROLES[BUILT_IN],
                area: None,
                object: Object::from_word(object).unwrap(),
                action,
                relation: Relation::from_word(relation).unwrap(),
                allow: true,
            }
        }));
        // The last user and the last team are nobody's: to them every user stands in `any` alone.
        for user in 0..=ROLES.len() {
            world.users.push(User { id: id(), active: true, area: Some(TOWN) });
            let members = if user < ROLES.len() { vec![(user, true)] } else { Vec::new() };
            world.teams.push(Team { id: id(), area: TOWN, members });
        }
        for (user, role) in ROLES.into_iter().enumerate() {
            world.grants.push(Grant { user, role, area: Some(TOWN), from: None, until: None });
            for relation in Relation::ALL {
                let own = |wanted: Relation| (*relation == wanted).then_some(user);
                world.cases.extend(STATES.map(|state| Case {
                    id: id(),
                    area: TOWN,
                    team: own(Relation::OwnTeam),
                    handler: own(Relation::Handling),
                    first_handler: None,
                    overseer: None,
                    received_by: own(Relation::OwnRecord),
                    confidential: *relation != Relation::Ordinary,
                    open: state.is_open(),
                    received_at: now - TimeDelta::hours(1),
                    due_at: None,
                }));
                world.checks.push(Check {
                    id: id(),
                    place: 0,
                    team: own(Relation::OwnTeam),
                    inspector: own(Relation::Handling),
                    signed_by: None,
                    created_by: own(Relation::OwnRecord),
                    planned_for: now.date_naive(),
                });
                world.hazards.push(Hazard {
                    id: id(),
                    place: 0,
                    check: None,
                    case: None,
                    responsible: own(Relation::Handling),
                    found_by: own(Relation::OwnRecord),
                    verified: false,
                    found_at: now,
                    due_at: now + TimeDelta::days(3),
                });
                let team = own(Relation::OwnTeam);
                world.routes.push(Route { id: id(), area: TOWN, team });
                let leader = own(Relation::Handling).unwrap_or(ROLES.len());
                world.shifts.push(Shift { id: id(), area: TOWN, team, leader, starts_at: now });
            }
        }
        Self { world }
    }

    /// The record to which a role's user stands in this relation; none where there is no table.
    fn row(&self, user: usize, object: Object, relation: Relation) -> Option<RowRef> {
        let nth = Relation::ALL.iter().position(|known| *known == relation).unwrap();
        let index = match (object, relation) {
            (Object::Case, _) => (user * Relation::ALL.len() + nth) * STATES.len(),
            (Object::Check | Object::Hazard | Object::Patrol | Object::Shift, _) => {
                user * Relation::ALL.len() + nth
            }
            (Object::Team, Relation::OwnTeam) | (Object::User, Relation::OwnRecord) => user,
            (Object::Team | Object::User, _) => ROLES.len(),
            (Object::Area, _) => TOWN,
            (Object::Place, _) => 0,
            _ => return None,
        };
        Some(RowRef { object, index })
    }
}

/// Puts the default rules into a world.
pub(crate) fn default_policy(world: &mut World) {
    for (_, line) in lines_of_csv(DEFAULT_RULES).unwrap() {
        let fields: Vec<&'static str> =
            line.fields.iter().map(|field| &*Box::leak(field.clone().into_boxed_str())).collect();
        let role = |subject: &'static str| subject.strip_prefix("role:").unwrap();
        match (line.ptype.as_str(), fields.as_slice()) {
            ("g", [role_name, contained, "*"]) => {
                world.links.push((role(role_name), role(contained)));
            }
            ("p", [role_name, "*", object, action, relation, effect]) => world.rules.push(Rule {
                role: role(role_name),
                area: None,
                object: Object::from_word(object).unwrap(),
                action,
                relation: Relation::from_word(relation).unwrap(),
                allow: *effect == "allow",
            }),
            other => panic!("a default rule holds everywhere: {other:?}"),
        }
    }
}

/// The relations that hold where one is looked for: `any` always does.
fn standing(relation: Relation) -> String {
    if relation == Relation::Any { "any".to_owned() } else { format!("any {}", relation.as_str()) }
}

both! {
    async fn of_roles_objects_actions_and_relations(backend: Backend) {
        let database = Database::fresh(backend).await;
        let sample = Sample::new();
        sample.world.write(database.connection()).await;
        cases::stand(&sample.world, database.connection()).await;
        let store = Store::open(database.url(), &PoolSettings::default()).await.unwrap();
        let product = Product::new(store);
        let judge = Judge::new(&sample.world).await;
        let cases = Cases::ask(&product, &sample.world).await;
        let rounds = Rounds::ask(&product, &sample.world, database.connection()).await;
        let mut table = format!("object     action      relation    {}\n", ROLES[..BUILT_IN].join(" "));
        let (mut own, mut ruled) = (Vec::new(), Vec::new());
        for object in Object::ALL {
            for action in object.actions() {
                for (relation, _) in object.relations() {
                    let mut cells = Vec::new();
                    let mut by_rule = true;
                    for user in 0..ROLES.len() {
                        let row = sample.row(user, *object, *relation);
                        let allowed = match (action, row) {
                            (Action::Read, Some(row)) => {
                                by_rule = false;
                                let grants = product.grants(&sample.world, user).await;
                                let id = global_id(&sample.world, row);
                                let query = "query($id: ID!) { node(id: $id) { id } }";
                                let answer = product.ask(&grants, query, json!({"id": id})).await;
                                !answer["node"].is_null()
                            }
                            _ => if let Some(allowed) = cases.allow(user, *object, *action, *relation).or_else(|| rounds.allow(user, *object, *action, *relation)) {
                                by_rule = false;
                                allowed
                            } else {
                                judge.enforce(user, "/35/351/", object.as_str(), action.as_str(), &standing(*relation))
                            },
                        };
                        cells.push(if allowed { "✔" } else { "✘" });
                    }
                    // Each rule of the town's own role is for any standing to the record.
                    let verb = format!("{} {}", object.as_str(), action.as_str());
                    if cells.pop() == Some("✔") {
                        own.push((verb.clone(), relation));
                    }
                    if FIRE_INSPECTOR.contains(&format!("{verb} any").as_str()) {
                        ruled.push((verb, relation));
                    }
                    let mark = if by_rule { "  (by rule)" } else { "" };
                    let words = format!("{:<10} {:<11} {:<11}", object.as_str(), action.as_str(), relation.as_str());
                    writeln!(table, "{words} {}{mark}", cells.join(" ")).unwrap();
                }
            }
            if *object == Object::Category {
                for user in 0..ROLES.len() {
                    let grants = product.grants(&sample.world, user).await;
                    let answer = product.ask(&grants, "{ categories { id } }", json!({})).await;
                    assert!(answer["categories"].is_array(), "all who sign in read categories");
                }
            }
        }
        assert_eq!(own, ruled, "what a role of the town's own may do");
        for (row, cells) in BY_HAND {
            assert!(table.contains(&format!("{row} {cells}")), "{row} {cells} in\n{table}");
        }
        for object in Object::ALL {
            for action in object.actions() {
                let rule = |rule: &Rule| rule.role != ROLES[BUILT_IN] && rule.object == *object && rule.action == action.as_str() && rule.allow;
                assert!(sample.world.rules.iter().any(rule), "no role may {} {}", action.as_str(), object.as_str());
            }
        }
        insta::assert_snapshot!("matrix", table);
    }
}
