//! What each role allows and denies, and of which of it two policies differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::super::domain::EVERYWHERE;
use super::super::judge::roles_of;
use super::super::rule::{Effect, ROLE, Rule, Rules};
use super::super::vocabulary::{Action, Object};
use super::ground::{Ground, Place};
use super::relations::Relations;

/// A rule as it bears on a place: what it says, where, and of which relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reaches {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) relation: Relations,
    pub(super) allows: bool,
}

impl Reaches {
    pub(super) fn places(&self) -> Range<Place> {
        self.from..self.to
    }
}

/// What one role says under one policy, by object and action.
pub(super) type Reach = BTreeMap<(Object, Action), BTreeSet<Reaches>>;

/// What the roles that are held say before and after a change.
#[derive(Debug)]
pub struct Reaching {
    names: Vec<String>,
    before: Vec<Reach>,
    after: Vec<Reach>,
    numbers: HashMap<String, usize>,
}

impl Reaching {
    /// What these roles, named without prefix, say under two policies. casbin tells which roles each
    /// contains.
    ///
    /// # Errors
    /// casbin's own.
    pub async fn of(
        roles: impl IntoIterator<Item = String>,
        (before, after): (&Rules, &Rules),
        ground: &Ground,
    ) -> casbin::Result<Self> {
        let names: Vec<String> = roles.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let before = reaches(&names, before, ground).await?;
        let after = reaches(&names, after, ground).await?;
        let numbers = names.iter().cloned().zip(0..).collect();
        Ok(Self { names, before, after, numbers })
    }

    /// The number of a role, by which it is spoken of here.
    pub(super) fn number(&self, role: &str) -> Option<usize> {
        self.numbers.get(role).copied()
    }

    pub(super) fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", String::as_str)
    }

    /// What a role says of an object and action, before and after.
    pub(super) fn says(
        &self,
        role: usize,
        of: (Object, Action),
    ) -> [impl Iterator<Item = &Reaches>; 2] {
        [&self.before, &self.after]
            .map(|side| side.get(role).and_then(|reach| reach.get(&of)).into_iter().flatten())
    }

    /// Every object and action of which some role says something else after the change, and the
    /// numbers of those roles.
    #[must_use]
    pub fn changed(&self) -> BTreeMap<(Object, Action), BTreeSet<usize>> {
        let mut changed: BTreeMap<(Object, Action), BTreeSet<usize>> = BTreeMap::new();
        for (number, (before, after)) in self.before.iter().zip(&self.after).enumerate() {
            for of in before.keys().chain(after.keys()) {
                if before.get(of) != after.get(of) {
                    changed.entry(*of).or_default().insert(number);
                }
            }
        }
        changed
    }
}

async fn reaches(names: &[String], rules: &Rules, ground: &Ground) -> casbin::Result<Vec<Reach>> {
    let mut by_role: HashMap<&str, Vec<&Rule>> = HashMap::new();
    for rule in &rules.rules {
        by_role.entry(&rule.role).or_default().push(rule);
    }
    let graph = roles_of(rules, uuid::Uuid::nil(), &[]).await?;
    let reach = |name: &String| {
        use casbin::RbacApi;
        let role = format!("{ROLE}{name}");
        let mut roles = graph.get_implicit_roles_for_user(&role, Some(EVERYWHERE));
        roles.push(role);
        let roles: BTreeSet<String> = roles.into_iter().collect();
        let mut reach = Reach::new();
        for rule in roles.iter().filter_map(|role| by_role.get(role.as_str())).flatten() {
            let places = ground.of(&rule.domain);
            let said = Reaches {
                from: places.start,
                to: places.end,
                relation: rule.relation.into(),
                allows: rule.effect == Effect::Allow,
            };
            reach.entry((rule.object, rule.action)).or_default().insert(said);
        }
        reach
    };
    Ok(names.iter().map(reach).collect())
}
