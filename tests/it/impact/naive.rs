//! What a change does, by asking casbin's own `enforce` for each user, thing and record under both
//! policies; and which role it is by, by asking it with the grants and rules of one role alone.

use std::collections::{BTreeMap, BTreeSet};

use wardbook::policy::{Action, Object};

use super::change::{Change, Policy};
use super::town::Town;
use crate::worlds::{Judge, ROLES, RowRef, World, rows};

/// Verbs of a case that are asked at its own area; all others are at its desk.
const AT_AREA: [&str; 4] = ["read", "note", "attach", "create"];

/// Verbs of a case that those who have it in hand may do at its own area too.
pub(super) const IN_HAND: [&str; 7] =
    ["amend", "accept", "return", "answer", "mediate", "record_step", "resolve"];

/// What makes something new, or is a gate, and touches no record.
const OF_NO_RECORD: [(Object, &str); 9] = [
    (Object::Case, "create"),
    (Object::Check, "plan"),
    (Object::Hazard, "report"),
    (Object::User, "create"),
    (Object::Stats, "read"),
    (Object::Export, "read"),
    (Object::Export, "create"),
    (Object::Audit, "read"),
    (Object::Policy, "read"),
];

/// A line of an impact: whether something is gained, by which role, and what.
pub(super) type Key = (bool, &'static str, Object, Action);

/// The users of a line, and what they gain or lose: its places among records or areas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) users: BTreeSet<usize>,
    pub(super) things: BTreeSet<usize>,
}

/// Where casbin is asked, with which relations; and the relations with which something is allowed.
#[derive(Clone)]
struct Setting {
    place: String,
    all: String,
    allowing: String,
}

/// Something that is counted, and how it is asked about; without a number where it is not counted
/// though it may be gained.
struct Thing {
    number: Option<usize>,
    settings: Vec<Setting>,
    relations: Vec<&'static str>,
    /// Whether it is asked about at a desk that is not its own area's.
    elsewhere: bool,
}

/// The judges of one policy.
struct Judges<'a> {
    whole: Judge<'a>,
    /// By role: what its allowing rules allow, and what its denying rules would if they allowed.
    roles: Vec<[Judge<'a>; 2]>,
}

/// The worlds that judges look at.
pub(super) struct Sides([Vec<World>; 2]);

impl Sides {
    /// The same world under both policies, whole and by one role's grants and one kind of rules.
    pub(super) fn of(town: &Town, change: &Change) -> Self {
        Self([&change.before, &change.after].map(|policy| {
            let mut worlds = vec![under(town, policy, |_| true, Some)];
            for role in ROLES {
                for allow in [true, false] {
                    worlds.push(under(
                        town,
                        policy,
                        |held| held == role,
                        |rule| (rule == allow).then_some(true),
                    ));
                }
            }
            worlds
        }))
    }
}

fn under(
    town: &Town,
    policy: &Policy,
    is_held: impl Fn(&str) -> bool,
    effect: impl Fn(bool) -> Option<bool>,
) -> World {
    let mut world = town.world();
    world.grants.retain(|grant| is_held(grant.role));
    let rules = policy.rules.iter();
    let rules = rules.filter_map(|rule| {
        let allow = effect(rule.allow)?;
        Some(crate::worlds::Rule { allow, ..rule.clone() })
    });
    world.rules = rules.collect();
    let mut seen = Vec::new();
    world.rules.retain(|rule| {
        let is_new = !seen.contains(rule);
        seen.push(rule.clone());
        is_new
    });
    world.links.clone_from(&policy.links);
    world
}

impl<'a> Judges<'a> {
    async fn of(worlds: &'a [World]) -> Self {
        let whole = Judge::new(&worlds[0]).await;
        let mut roles = Vec::new();
        for pair in worlds[1..].chunks(2) {
            roles.push([Judge::new(&pair[0]).await, Judge::new(&pair[1]).await]);
        }
        Self { whole, roles }
    }
}

/// One user and what they may want to do.
#[derive(Clone, Copy)]
struct Asking {
    user: usize,
    of: (Object, Action),
}

impl Asking {
    fn enforce(self, judge: &Judge<'_>, place: &str, relations: &str) -> bool {
        let (object, action) = self.of;
        judge.enforce(self.user, place, object.as_str(), action.as_str(), relations)
    }

    fn is_allowed(self, by: &Judges<'_>, at: &Setting) -> bool {
        self.enforce(&by.whole, &at.place, &at.all)
            && self.enforce(&by.whole, &at.place, &at.allowing)
    }

    /// The roles by which something is allowed before and not after; none where it is not so.
    fn lost(self, before: &Judges<'_>, after: &Judges<'_>, thing: &Thing) -> Option<Vec<usize>> {
        let at = thing.settings.iter().find(|at| self.is_allowed(before, at))?;
        if thing.settings.iter().any(|at| self.is_allowed(after, at)) {
            return None;
        }
        let allows = |by: &Judges<'_>, role: usize| {
            self.enforce(&by.roles[role][0], &at.place, &at.allowing)
        };
        let denies = |role: &usize| self.enforce(&after.roles[*role][1], &at.place, &at.all);
        let nothing_allows = (0..ROLES.len()).all(|role| !allows(after, role));
        let is_by = |role: &usize| denies(role) || (nothing_allows && allows(before, *role));
        Some((0..ROLES.len()).filter(is_by).collect())
    }
}

/// What came up, by kind.
pub(super) type Seen = BTreeMap<&'static str, usize>;

/// What the change does, line by line.
pub(super) async fn enumerate(
    town: &Town,
    change: &Change,
    sides: &Sides,
    seen: &mut Seen,
) -> BTreeMap<Key, Found> {
    let [before, after] = [Judges::of(&sides.0[0]).await, Judges::of(&sides.0[1]).await];
    let world = &sides.0[0][0];
    let mut lines: BTreeMap<Key, Found> = BTreeMap::new();
    for of in &change.about {
        for user in 0..world.users.len() {
            let asking = Asking { user, of: *of };
            for thing in things(town, world, &before.whole, asking) {
                for (gained, from, to) in [(false, &before, &after), (true, &after, &before)] {
                    let Some(roles) = asking.lost(from, to, &thing) else {
                        note_kept(asking, from, to, &thing, seen);
                        continue;
                    };
                    assert!(!roles.is_empty(), "{of:?} of user {user} changes by no role");
                    note(asking, (gained, to), &thing, &roles, seen);
                    for role in roles {
                        let line = lines.entry((gained, ROLES[role], of.0, of.1)).or_default();
                        line.users.insert(user);
                        line.things.extend(thing.number);
                    }
                }
            }
        }
    }
    lines
}

/// All that a user may do something to: records, and areas where it touches none.
fn things(town: &Town, world: &World, judge: &Judge<'_>, asking: Asking) -> Vec<Thing> {
    let (object, action) = asking.of;
    let path = |area: Option<usize>| area.map_or("*".to_owned(), |area| world.path(area));
    let no_record = OF_NO_RECORD.contains(&(object, action.as_str()))
        || (object, action) == (Object::Policy, Action::Apply);
    let mut things = Vec::new();
    if no_record || action == Action::Save {
        let own = if object == Object::User { "any ordinary" } else { "any ordinary own_record" };
        let areas = (0..world.areas.len()).map(Some).filter(|_| object != Object::Category);
        for area in areas.chain([None]) {
            let at = Setting { place: path(area), all: own.to_owned(), allowing: own.to_owned() };
            let number = area.filter(|_| no_record);
            things.push(Thing { number, settings: vec![at], relations: vec![], elsewhere: false });
        }
    }
    if no_record {
        return things;
    }
    if object == Object::Category {
        let all = "any".to_owned();
        let at = Setting { place: path(None), allowing: all.clone(), all };
        let settings = vec![at];
        things.push(Thing { number: Some(0), settings, relations: vec![], elsewhere: false });
        return things;
    }
    let kept = match object {
        Object::Reporter => Object::Case,
        Object::Token => Object::User,
        other => other,
    };
    for row in rows(world, kept) {
        let relations = judge.relations(asking.user, row);
        let all = relations.join(" ");
        let area = path(judge.area_of(row));
        let own = Setting { place: area.clone(), all: all.clone(), allowing: all.clone() };
        let mut settings = vec![own];
        let mut elsewhere = false;
        if object == Object::Case && !AT_AREA.contains(&action.as_str()) {
            settings[0].place = path(Some(town.desks[row.index]));
            elsewhere = settings[0].place != area;
            if IN_HAND.contains(&action.as_str()) {
                let in_hand = relations.iter().copied();
                let in_hand = in_hand.filter(|word| ["own_team", "handling"].contains(word));
                let allowing = in_hand.collect::<Vec<_>>().join(" ");
                settings.push(Setting { place: area, all, allowing });
            }
        }
        let RowRef { index, .. } = row;
        things.push(Thing { number: Some(index), settings, relations, elsewhere });
    }
    things
}

/// Notes what made something be gained or lost.
fn note(
    asking: Asking,
    (gained, to): (bool, &Judges<'_>),
    thing: &Thing,
    roles: &[usize],
    seen: &mut Seen,
) {
    let mut came_up = |kind, yes: bool| *seen.entry(kind).or_default() += usize::from(yes);
    came_up("gained", gained);
    came_up("lost", !gained);
    came_up("through several roles", roles.len() > 1);
    came_up("of no record", thing.relations.is_empty());
    let at = &thing.settings[0];
    let denies = |role: &usize| asking.enforce(&to.roles[*role][1], &at.place, &at.all);
    came_up("denied on one side", roles.iter().any(denies));
    came_up("at a desk elsewhere", thing.elsewhere);
    for (relation, kind) in [
        ("own_team", "of one's own team"),
        ("handling", "handled by oneself"),
        ("own_record", "of one's own"),
    ] {
        came_up(kind, thing.relations.contains(&relation));
    }
    came_up("confidential", !thing.relations.is_empty() && !thing.relations.contains(&"ordinary"));
}

/// Notes what is kept through another grant.
fn note_kept(asking: Asking, from: &Judges<'_>, to: &Judges<'_>, thing: &Thing, seen: &mut Seen) {
    let at = &thing.settings[0];
    if asking.is_allowed(from, at) && asking.is_allowed(to, at) {
        let allows = |by: &Judges<'_>, role: usize| {
            asking.enforce(&by.roles[role][0], &at.place, &at.allowing)
        };
        let ends = (0..ROLES.len()).any(|role| allows(from, role) && !allows(to, role));
        *seen.entry("kept through another grant").or_default() += usize::from(ends);
    }
}
