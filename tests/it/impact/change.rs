//! A random change of a world's policy: the same people and rows, under one set of rules and another.

use std::collections::HashMap;

use wardbook::policy::{Action, AreaRef, Domain, Line, Object, Rules};

use super::naive::IN_HAND;
use crate::support::Dice;
use crate::worlds::{ROLES, Rule, World};

/// Rules, and roles that contain others.
#[derive(Clone, PartialEq)]
pub(super) struct Policy {
    pub(super) rules: Vec<Rule>,
    pub(super) links: Vec<(&'static str, &'static str)>,
}

/// A policy before and after a change, and what its rules speak of: few things, so that several
/// rules and grants bear on one.
pub(super) struct Change {
    pub(super) about: Vec<(Object, Action)>,
    pub(super) before: Policy,
    pub(super) after: Policy,
}

impl Change {
    pub(super) fn new(dice: &mut Dice, world: &World) -> Self {
        let mut about = Vec::new();
        for _ in 0..dice.between(1, 3) {
            let object = if dice.percent(45) { Object::Case } else { *dice.pick(Object::ALL) };
            let action = match object {
                Object::Case if dice.percent(50) => {
                    let word: &&str = dice.pick(&IN_HAND);
                    Action::from_word(word).unwrap()
                }
                _ => *dice.pick(object.actions()),
            };
            if !about.contains(&(object, action)) {
                about.push((object, action));
            }
        }
        let areas = world.areas.len();
        let some = dice.between(5, 20);
        let rules = (0..some).map(|_| rule(dice, &about, areas)).collect();
        let before = Policy { rules, links: world.links.clone() };
        let mut after = before.clone();
        for _ in 0..dice.between(2, 6) {
            let index = dice.below(after.rules.len().max(1));
            match dice.below(10) {
                0..3 if !after.rules.is_empty() => drop(after.rules.swap_remove(index)),
                3 if !after.rules.is_empty() => after.rules[index].allow ^= true,
                4 if !after.links.is_empty() => {
                    let link = dice.below(after.links.len());
                    after.links.swap_remove(link);
                }
                5 => {
                    // From an earlier role to a later one, so that none contains itself.
                    let first = dice.below(ROLES.len() - 1);
                    let link = (ROLES[first], ROLES[dice.between(first + 1, ROLES.len() - 1)]);
                    if !after.links.contains(&link) {
                        after.links.push(link);
                    }
                }
                _ => after.rules.push(rule(dice, &about, areas)),
            }
        }
        Self { about, before, after }
    }
}

fn rule(dice: &mut Dice, about: &[(Object, Action)], areas: usize) -> Rule {
    let (object, action) = *dice.pick(about);
    Rule {
        role: ROLES[dice.below(ROLES.len())],
        area: dice.maybe(30, areas),
        object,
        action: action.as_str(),
        relation: dice.pick(object.relations()).0,
        allow: dice.percent(75),
    }
}

impl Policy {
    /// The policy as the product has it.
    pub(super) fn rules(&self, world: &World) -> Rules {
        let domain = |area: usize| {
            let path = world.path(area);
            let of = &world.areas[area];
            (path.clone(), Domain::Area(AreaRef { id: of.id, level: of.level, path: path.into() }))
        };
        let domains: HashMap<String, Domain> = (0..world.areas.len()).map(domain).collect();
        let links = self.links.iter().map(|(role, contained)| {
            ("g", vec![format!("role:{role}"), format!("role:{contained}"), "*".to_owned()])
        });
        let rules = self.rules.iter().map(|rule| {
            let fields = [
                format!("role:{}", rule.role),
                rule.area.map_or("*".to_owned(), |area| world.path(area)),
                rule.object.as_str().to_owned(),
                rule.action.to_owned(),
                rule.relation.as_str().to_owned(),
                if rule.allow { "allow" } else { "deny" }.to_owned(),
            ];
            ("p", fields.to_vec())
        });
        let mut kept = Rules::default();
        for (ptype, fields) in links.chain(rules) {
            let line = Line { ptype: ptype.to_owned(), fields };
            kept.add(&line, |path| domains.get(path).cloned()).unwrap();
        }
        kept
    }
}
