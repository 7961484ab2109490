//! A random world: a small tree, people with grants, rules, and rows of every kind.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use wardbook::policy::{Level, Object, Relation};

use super::judged::ACTIONS;
use crate::support::Dice;

pub(crate) struct Area {
    pub(crate) id: Uuid,
    pub(crate) code: &'static str,
    pub(crate) parent: Option<usize>,
    pub(crate) level: Level,
}

pub(crate) struct User {
    pub(crate) id: Uuid,
    pub(crate) active: bool,
    pub(crate) area: Option<usize>,
}

pub(crate) struct Grant {
    pub(crate) user: usize,
    pub(crate) role: &'static str,
    pub(crate) area: Option<usize>,
    pub(crate) from: Option<DateTime<Utc>>,
    pub(crate) until: Option<DateTime<Utc>>,
}

pub(crate) struct Rule {
    pub(crate) role: &'static str,
    pub(crate) area: Option<usize>,
    pub(crate) object: Object,
    pub(crate) action: &'static str,
    pub(crate) relation: Relation,
    pub(crate) allow: bool,
}

pub(crate) struct Team {
    pub(crate) id: Uuid,
    pub(crate) area: usize,
    /// Members, and whether each is still one.
    pub(crate) members: Vec<(usize, bool)>,
}

pub(crate) struct Place {
    pub(crate) id: Uuid,
    pub(crate) area: usize,
}

pub(crate) struct Case {
    pub(crate) id: Uuid,
    pub(crate) area: usize,
    pub(crate) team: Option<usize>,
    pub(crate) handler: Option<usize>,
    pub(crate) first_handler: Option<usize>,
    pub(crate) overseer: Option<usize>,
    pub(crate) received_by: Option<usize>,
    pub(crate) confidential: bool,
    pub(crate) open: bool,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: Option<DateTime<Utc>>,
}

pub(crate) struct Check {
    pub(crate) id: Uuid,
    pub(crate) place: usize,
    pub(crate) team: Option<usize>,
    pub(crate) inspector: Option<usize>,
    pub(crate) signed_by: Option<usize>,
    pub(crate) created_by: Option<usize>,
    pub(crate) planned_for: chrono::NaiveDate,
}

pub(crate) struct Hazard {
    pub(crate) id: Uuid,
    pub(crate) place: usize,
    pub(crate) check: Option<usize>,
    pub(crate) case: Option<usize>,
    pub(crate) responsible: Option<usize>,
    pub(crate) found_by: Option<usize>,
    pub(crate) verified: bool,
    pub(crate) found_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
}

pub(crate) struct Route {
    pub(crate) id: Uuid,
    pub(crate) area: usize,
    pub(crate) team: Option<usize>,
}

pub(crate) struct Shift {
    pub(crate) id: Uuid,
    pub(crate) area: usize,
    pub(crate) team: Option<usize>,
    pub(crate) leader: usize,
    pub(crate) starts_at: DateTime<Utc>,
}

pub(crate) struct World {
    pub(crate) now: DateTime<Utc>,
    pub(crate) areas: Vec<Area>,
    pub(crate) users: Vec<User>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) rules: Vec<Rule>,
    /// Roles that contain others.
    pub(crate) links: Vec<(&'static str, &'static str)>,
    pub(crate) teams: Vec<Team>,
    pub(crate) places: Vec<Place>,
    pub(crate) cases: Vec<Case>,
    pub(crate) checks: Vec<Check>,
    pub(crate) hazards: Vec<Hazard>,
    pub(crate) routes: Vec<Route>,
    pub(crate) shifts: Vec<Shift>,
    /// Entries of the audit trail, each with its area.
    pub(crate) entries: Vec<(Uuid, Option<usize>)>,
}

pub(crate) const ROLES: [&str; 4] = ["red", "green", "blue", "grey"];

/// Codes that begin like each other, so that a prefix is not yet a parent.
const CODES: [&str; 12] =
    ["1", "12", "123", "1-2", "12-3", "2", "21", "210", "A", "AB", "Ab", "1234"];

/// The objects whose rows can be read.
pub(crate) const OBJECTS: [Object; 9] = [
    Object::Case,
    Object::Check,
    Object::Team,
    Object::Area,
    Object::Place,
    Object::Hazard,
    Object::Patrol,
    Object::Shift,
    Object::User,
];

impl World {
    pub(crate) fn new(dice: &mut Dice, now: DateTime<Utc>) -> Self {
        let mut world = Self {
            now,
            areas: areas(dice),
            users: Vec::new(),
            grants: Vec::new(),
            rules: Vec::new(),
            links: links(dice),
            teams: Vec::new(),
            places: Vec::new(),
            cases: Vec::new(),
            checks: Vec::new(),
            hazards: Vec::new(),
            routes: Vec::new(),
            shifts: Vec::new(),
            entries: Vec::new(),
        };
        let n = world.areas.len();
        for _ in 0..dice.between(2, 4) {
            let (id, active, area) = (dice.uuid(), dice.percent(92), dice.maybe(70, n));
            world.users.push(User { id, active, area });
        }
        world.grants = grants(dice, world.users.len(), n, now);
        world.rules = (0..dice.between(5, 20)).map(|_| rule(dice, n)).collect();
        world
            .rules
            .dedup_by_key(|of| (of.role, of.area, of.object, of.action, of.relation, of.allow));
        world.rows(dice);
        world
    }

    fn rows(&mut self, dice: &mut Dice) {
        let (n, users) = (self.areas.len(), self.users.len());
        for _ in 0..dice.between(1, 3) {
            let members = (0..users).filter(|_| dice.percent(40)).collect::<Vec<_>>();
            let members = members.into_iter().map(|user| (user, dice.percent(75))).collect();
            self.teams.push(Team { id: dice.uuid(), area: dice.below(n), members });
        }
        for _ in 0..dice.between(1, 3) {
            self.places.push(Place { id: dice.uuid(), area: dice.below(n) });
        }
        let teams = self.teams.len();
        for _ in 0..dice.between(3, 10) {
            let received_at = self.now - TimeDelta::hours(dice.below(200) as i64);
            let due_at =
                dice.percent(70).then(|| self.now + TimeDelta::hours(dice.below(100) as i64 - 50));
            self.cases.push(Case {
                id: dice.uuid(),
                area: dice.below(n),
                team: dice.maybe(50, teams),
                handler: dice.maybe(40, users),
                first_handler: dice.maybe(30, users),
                overseer: dice.maybe(15, users),
                received_by: dice.maybe(40, users),
                confidential: dice.percent(30),
                open: dice.percent(60),
                received_at,
                due_at,
            });
        }
        for _ in 0..dice.between(1, 5) {
            self.checks.push(Check {
                id: dice.uuid(),
                place: dice.below(self.places.len()),
                team: dice.maybe(50, teams),
                inspector: dice.maybe(50, users),
                signed_by: dice.maybe(30, users),
                created_by: dice.maybe(40, users),
                planned_for: self.now.date_naive() - TimeDelta::days(dice.below(5) as i64),
            });
        }
        self.rounds(dice);
    }

    /// What is found and walked, and who is on duty.
    fn rounds(&mut self, dice: &mut Dice) {
        let (n, users, teams) = (self.areas.len(), self.users.len(), self.teams.len());
        for _ in 0..dice.between(1, 5) {
            let found_at = self.now - TimeDelta::hours(dice.below(200) as i64);
            self.hazards.push(Hazard {
                id: dice.uuid(),
                place: dice.below(self.places.len()),
                check: dice.maybe(50, self.checks.len()),
                case: dice.maybe(50, self.cases.len()),
                responsible: dice.maybe(50, users),
                found_by: dice.maybe(50, users),
                verified: dice.percent(30),
                found_at,
                due_at: found_at + TimeDelta::hours(dice.below(100) as i64),
            });
        }
        for _ in 0..dice.between(1, 3) {
            let (id, area, team) = (dice.uuid(), dice.below(n), dice.maybe(60, teams));
            self.routes.push(Route { id, area, team });
        }
        for _ in 0..dice.between(1, 4) {
            self.shifts.push(Shift {
                id: dice.uuid(),
                area: dice.below(n),
                team: dice.maybe(50, teams),
                leader: dice.below(users),
                starts_at: self.now - TimeDelta::hours(dice.below(50) as i64),
            });
        }
    }

    /// The areas from the root to this one, itself included.
    pub(crate) fn lineage(&self, area: usize) -> Vec<usize> {
        let mut lineage = vec![area];
        while let Some(parent) = self.areas[lineage[0]].parent {
            lineage.insert(0, parent);
        }
        lineage
    }

    /// The path of an area, put together from the codes above it.
    pub(crate) fn path(&self, area: usize) -> String {
        let codes = self.lineage(area).into_iter().map(|area| self.areas[area].code);
        format!("/{}/", codes.collect::<Vec<_>>().join("/"))
    }

    pub(crate) fn is_inside(&self, area: usize, of: usize) -> bool {
        self.lineage(area).contains(&of)
    }
}

fn areas(dice: &mut Dice) -> Vec<Area> {
    let mut codes = CODES.to_vec();
    let mut areas: Vec<Area> = Vec::new();
    for i in 0..dice.between(3, 9) {
        let code = codes.swap_remove(dice.below(codes.len()));
        let parent = if i == 0 || dice.percent(10) {
            None
        } else {
            (0..4).map(|_| dice.below(i)).find(|parent| areas[*parent].level < Level::Group)
        };
        let least = parent.map_or(0, |parent| areas[parent].level as usize + 1);
        // Levels may be skipped, but mostly one leads to the next, so that trees grow deep.
        let level = if dice.percent(60) { least } else { dice.between(least, 5) };
        areas.push(Area { id: dice.uuid(), code, parent, level: Level::ALL[level] });
    }
    areas
}

fn links(dice: &mut Dice) -> Vec<(&'static str, &'static str)> {
    // Always from an earlier role to a later one, so that none contains itself.
    let mut links = Vec::new();
    for (i, role) in ROLES.iter().enumerate() {
        for contained in &ROLES[i + 1..] {
            if dice.percent(20) {
                links.push((*role, *contained));
            }
        }
    }
    links
}

fn grants(dice: &mut Dice, users: usize, areas: usize, now: DateTime<Utc>) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for user in 0..users {
        for _ in 0..dice.between(0, 5) {
            let area = if dice.percent(10) { None } else { Some(dice.below(areas)) };
            let role = *dice.pick(&ROLES);
            let (from, until) = match dice.below(10) {
                0 => (Some(now + TimeDelta::hours(1)), None),
                1 => (None, Some(now - TimeDelta::seconds(5))),
                2 => (Some(now - TimeDelta::hours(1)), Some(now + TimeDelta::hours(1))),
                _ => (None, None),
            };
            let known = |g: &Grant| g.user == user && g.role == role && g.area == area;
            if !grants.iter().any(known) {
                grants.push(Grant { user, role, area, from, until });
            }
        }
    }
    grants
}

fn rule(dice: &mut Dice, areas: usize) -> Rule {
    let object = if dice.percent(45) { Object::Case } else { *dice.pick(&OBJECTS) };
    let any = dice.percent(30);
    let relation = if any { Relation::Any } else { dice.pick(object.relations()).0 };
    // One in three of a case's is about changing it.
    let changes = object == Object::Case && dice.percent(33);
    let action = if changes { dice.pick(&ACTIONS[1..]).as_str() } else { "read" };
    Rule {
        role: ROLES[dice.below(ROLES.len())],
        area: dice.maybe(30, areas),
        object,
        action,
        relation,
        allow: dice.percent(80),
    }
}
