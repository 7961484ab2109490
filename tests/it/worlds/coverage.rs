//! How often each kind of world, and of judgement, came up, so that a judge who is never asked is noticed.

use std::collections::BTreeMap;

use wardbook::policy::{Object, Relation};

use super::world::World;

#[derive(Default)]
pub(crate) struct Coverage(BTreeMap<&'static str, usize>);

/// Each kind, and in how many of a hundred worlds it comes up at least.
const FLOORS: [(&str, usize); 29] = [
    ("answer: all rows", 5),
    ("answer: no rows", 20),
    ("answer: some rows", 30),
    ("area: several roots", 20),
    ("area: skipped level", 20),
    ("code: prefix of another", 50),
    ("grant: ended", 15),
    ("grant: everywhere", 15),
    ("grant: not begun", 15),
    ("grant: several of one user", 60),
    ("grant: until later", 15),
    ("member: left", 20),
    // Three to a world.
    ("explained: a yes", 12),
    ("explained: a no by a denial", 3),
    ("explained: a no, and what would help", 60),
    ("explained: a no that nothing helps", 1),
    ("null: team or handler", 80),
    ("role: contains another", 40),
    ("rule: deny", 50),
    ("rule: handling", 20),
    ("rule: of an area", 50),
    ("rule: ordinary", 20),
    ("rule: own_record", 20),
    ("rule: own_team", 20),
    ("rule: of changing a case", 60),
    // Counted by judgement, several to a world.
    ("write: allowed", 100),
    ("write: allowed, in hand", 15),
    ("write: allowed, but not for having it in hand", 50),
    ("write: in hand, but denied otherwise", 1),
];

impl Coverage {
    fn count(&mut self, kind: &'static str, came_up: bool) {
        *self.0.entry(kind).or_default() += usize::from(came_up);
    }

    pub(crate) fn explained(&mut self, allowed: bool, matched: bool, helped: bool) {
        self.count("explained: a yes", allowed);
        self.count("explained: a no by a denial", !allowed && matched);
        self.count("explained: a no, and what would help", !allowed && helped);
        self.count("explained: a no that nothing helps", !allowed && !helped);
    }

    pub(crate) fn world(&mut self, world: &World) {
        let rule = |relation| world.rules.iter().any(|rule| rule.relation == relation);
        let code = |area: usize, other: usize| {
            area != other && world.areas[other].code.starts_with(world.areas[area].code)
        };
        let n = world.areas.len();
        let skipped = world.areas.iter().any(|area| {
            area.parent
                .is_some_and(|parent| area.level as usize > world.areas[parent].level as usize + 1)
        });
        let of_user = |user| world.grants.iter().filter(|grant| grant.user == user).count();
        let kinds = [
            ("area: several roots", world.areas.iter().filter(|a| a.parent.is_none()).count() > 1),
            ("area: skipped level", skipped),
            ("code: prefix of another", (0..n).any(|a| (0..n).any(|b| code(a, b)))),
            ("grant: ended", world.grants.iter().any(|g| g.until.is_some_and(|u| u < world.now))),
            ("grant: everywhere", world.grants.iter().any(|g| g.area.is_none())),
            (
                "grant: not begun",
                world.grants.iter().any(|g| g.from.is_some_and(|f| f > world.now)),
            ),
            ("grant: several of one user", (0..world.users.len()).any(|user| of_user(user) > 1)),
            (
                "grant: until later",
                world.grants.iter().any(|g| g.until.is_some_and(|u| u > world.now)),
            ),
            (
                "member: left",
                world.teams.iter().any(|t| t.members.iter().any(|(_, active)| !active)),
            ),
            (
                "null: team or handler",
                world.cases.iter().any(|c| c.team.is_none() && c.handler.is_none()),
            ),
            ("role: contains another", !world.links.is_empty()),
            ("rule: deny", world.rules.iter().any(|rule| !rule.allow)),
            ("rule: handling", rule(Relation::Handling)),
            ("rule: of an area", world.rules.iter().any(|rule| rule.area.is_some())),
            ("rule: ordinary", rule(Relation::Ordinary)),
            ("rule: own_record", rule(Relation::OwnRecord)),
            ("rule: own_team", rule(Relation::OwnTeam)),
            ("rule: of changing a case", world.rules.iter().any(|rule| rule.action != "read")),
        ];
        for (kind, came_up) in kinds {
            self.count(kind, came_up);
        }
    }

    /// A list of cases that was compared: how many of the world's it has.
    pub(crate) fn answer(&mut self, world: &World, object: Object, rows: usize) {
        if object == Object::Case {
            self.count("answer: all rows", rows == world.cases.len());
            self.count("answer: no rows", rows == 0);
            self.count("answer: some rows", rows > 0 && rows < world.cases.len());
        }
    }

    /// A judgement of one case for one user, by all relations and by having it in hand alone.
    pub(crate) fn judged(&mut self, full: bool, by_hand: bool) {
        self.count("write: allowed", full);
        self.count("write: allowed, in hand", full && by_hand);
        self.count("write: allowed, but not for having it in hand", full && !by_hand);
        self.count("write: in hand, but denied otherwise", by_hand && !full);
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (kind, count) in other.0 {
            *self.0.entry(kind).or_default() += count;
        }
    }

    /// Prints the counts, and fails where a kind came up too seldom to mean anything.
    pub(crate) fn report(&self, worlds: usize) {
        println!("{worlds} worlds, and how many of them had");
        for (kind, count) in &self.0 {
            println!("  {count:>6}  {kind}");
        }
        for (kind, percent) in FLOORS {
            let count = self.0.get(kind).copied().unwrap_or_default();
            assert!(count * 100 >= worlds * percent, "{kind}: {count} in {worlds} worlds");
        }
    }
}
