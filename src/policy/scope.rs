//! The part of a table that one user may see or touch, as plain conditions over its columns.
//!
//! Only [`Grants`](super::Grants) makes a [`Scope`], and a protected table is only read with one.
//!
//! ```compile_fail
//! use wardbook::policy::{Object, Scope};
//! // A scope cannot be made up: neither its fields nor its constructor are public.
//! let scope = Scope::new(Object::Case, Default::default(), Default::default(), Default::default());
//! ```

mod places;

use std::sync::Arc;

use uuid::Uuid;

use super::domain::{AreaRef, Domain};
use super::grants::Permission;
use super::predicate::{Predicate, all, any, in_one_of};
use super::vocabulary::{Holds, Object, Relation};

/// By which indexed column the rows of an arm are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArmKey {
    /// No column: the whole table.
    Everywhere,
    /// The rows in this area and below it.
    Area(AreaRef),
    /// The rows whose column is this id.
    Column(&'static str, Uuid),
}

/// A part of a scope that one range of one index finds. The arms of a scope have no row in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// By what its rows are found.
    pub key: ArmKey,
    /// What else must hold of them.
    pub residue: Predicate,
}

/// Beyond so many arms a list is read by its condition instead: planning would cost more than
/// sorting, and SQLite takes no more than 500 parts of a UNION.
const MOST_ARMS: usize = 64;

/// The records of one object that one user may do one thing to.
#[derive(Debug, Clone)]
pub struct Scope {
    object: Object,
    user: Uuid,
    teams: Arc<[Uuid]>,
    permission: Permission,
}

impl Scope {
    pub(super) fn new(
        object: Object,
        user: Uuid,
        teams: Arc<[Uuid]>,
        permission: Permission,
    ) -> Self {
        Self { object, user, teams, permission }
    }

    /// The object whose records these are.
    #[must_use]
    pub fn object(&self) -> Object {
        self.object
    }

    /// The scope as one condition: for counts, single records and guards.
    #[must_use]
    pub fn condition(&self) -> Predicate {
        // Places where the same relations are allowed are looked for once, by one index.
        let mut places: Vec<(Vec<Relation>, Vec<&Domain>)> = Vec::new();
        for (domain, relations) in self.relations_by_domain() {
            match places.iter_mut().find(|(known, _)| *known == relations) {
                Some((_, domains)) => domains.push(domain),
                None => places.push((relations, vec![domain])),
            }
        }
        let allowed = places.iter().map(|(relations, domains)| {
            let related = relations.iter().map(|relation| self.holds(*relation)).collect();
            all(vec![in_one_of(domains), any(related)])
        });
        self.less_denied(any(allowed.collect()), None)
    }

    /// Where something is allowed, and under which relations: under any alone, where that is one of
    /// them; first where all of it is.
    fn relations_by_domain(&self) -> Vec<(&Domain, Vec<Relation>)> {
        let mut by_domain: Vec<(&Domain, Vec<Relation>)> = Vec::new();
        for (domain, relation) in &self.permission.allowed {
            match by_domain.iter_mut().find(|(known, _)| *known == domain) {
                Some((_, relations)) if relations.contains(relation) => {}
                Some((_, relations)) => relations.push(*relation),
                None => by_domain.push((domain, vec![*relation])),
            }
        }
        for (_, relations) in &mut by_domain {
            if relations.contains(&Relation::Any) {
                *relations = vec![Relation::Any];
            }
            relations.sort_unstable_by_key(|relation| *relation as u8);
        }
        by_domain.sort_by_key(|(_, relations)| *relations != [Relation::Any]);
        by_domain
    }

    /// The scope as disjoint arms, each found by one index; none where there are too many of them
    /// to be worth it.
    #[must_use]
    pub fn arms(&self) -> Option<Vec<Arm>> {
        let mut arms = self.area_arms();
        self.add_team_arms(&mut arms);
        self.add_user_arms(&mut arms);
        let arms: Vec<Arm> = arms
            .into_iter()
            .map(|arm| {
                let domain = match &arm.key {
                    ArmKey::Area(area) => Some(Domain::Area(area.clone())),
                    _ => None,
                };
                Arm { residue: self.less_denied(arm.residue, domain.as_ref()), ..arm }
            })
            .collect();
        (arms.len() <= MOST_ARMS).then_some(arms)
    }

    /// The widest areas in which the user sees rows as such. Whatever else is allowed inside one of
    /// them is part of its residue, so that no row comes twice, and none is looked for by another
    /// index that this one passes anyway.
    fn area_arms(&self) -> Vec<Arm> {
        let by_area: Vec<&Domain> = self
            .permission
            .allowed
            .iter()
            .filter(|(_, relation)| matches!(relation, Relation::Any | Relation::Ordinary))
            .map(|(domain, _)| domain)
            .collect();
        let mut widest: Vec<&Domain> = Vec::new();
        for domain in &by_area {
            let wider = by_area.iter().any(|other| other != domain && other.contains(domain));
            if !wider && !widest.contains(domain) {
                widest.push(domain);
            }
        }
        let arm = |arm: &Domain| {
            let inside = self.permission.allowed.iter().filter(|(domain, _)| arm.contains(domain));
            let residue = any(inside
                .map(|(domain, relation)| {
                    if domain == arm {
                        self.holds(*relation)
                    } else {
                        self.entry(domain, *relation)
                    }
                })
                .collect());
            let key = match arm {
                Domain::Everywhere => ArmKey::Everywhere,
                Domain::Area(area) => ArmKey::Area(area.clone()),
            };
            Arm { key, residue }
        };
        widest.into_iter().map(arm).collect()
    }

    fn add_team_arms(&self, arms: &mut Vec<Arm>) {
        let Some(Holds::IsOwnTeam(column)) = self.object.relation(Relation::OwnTeam) else {
            return;
        };
        let Some(place) = self.place_of(Relation::OwnTeam, arms) else { return };
        let residue = all(vec![place, none_of(arms)]);
        let mut teams: Vec<Uuid> = self.teams.to_vec();
        teams.sort_unstable();
        teams.dedup();
        arms.extend(
            teams
                .into_iter()
                .map(|team| Arm { key: ArmKey::Column(column, team), residue: residue.clone() }),
        );
    }

    fn add_user_arms(&self, arms: &mut Vec<Arm>) {
        for relation in [Relation::Handling, Relation::OwnRecord] {
            let Some(Holds::IsUser(columns)) = self.object.relation(relation) else { continue };
            let Some(place) = self.place_of(relation, arms) else { continue };
            for column in columns {
                let residue = all(vec![place.clone(), none_of(arms)]);
                arms.push(Arm { key: ArmKey::Column(column, self.user), residue });
            }
        }
    }

    /// Where the allowed entries of this relation hold that no area's arm has among its own, if
    /// there are any.
    fn place_of(&self, relation: Relation, arms: &[Arm]) -> Option<Predicate> {
        let is_inside = |domain: &Domain| {
            arms.iter().any(|arm| match &arm.key {
                ArmKey::Everywhere => true,
                ArmKey::Area(area) => Domain::Area(area.clone()).contains(domain),
                ArmKey::Column(..) => false,
            })
        };
        let mut areas = Vec::new();
        let mut found = false;
        for (domain, _) in self.permission.allowed.iter().filter(|(_, r)| *r == relation) {
            if is_inside(domain) {
                continue;
            }
            found = true;
            match domain {
                Domain::Everywhere => return Some(Predicate::True),
                Domain::Area(area) => areas.push(area.clone()),
            }
        }
        found.then_some(Predicate::InAreas(areas))
    }

    /// The rows of `allowed` that no denial falls on; denials elsewhere than in `domain` are left
    /// out.
    fn less_denied(&self, allowed: Predicate, domain: Option<&Domain>) -> Predicate {
        let denied: Vec<Predicate> = self
            .permission
            .denied
            .iter()
            .filter(|(place, _)| domain.is_none_or(|domain| domain.intersection(place).is_some()))
            .map(|(place, relation)| self.entry(place, *relation))
            .collect();
        if denied.is_empty() {
            allowed
        } else {
            all(vec![allowed, Predicate::NotTrue(Box::new(any(denied)))])
        }
    }

    fn entry(&self, domain: &Domain, relation: Relation) -> Predicate {
        let place = match domain {
            Domain::Everywhere => Predicate::True,
            Domain::Area(area) => Predicate::InAreas(vec![area.clone()]),
        };
        all(vec![place, self.holds(relation)])
    }

    /// The relation as a condition; one that the object does not have holds never.
    fn holds(&self, relation: Relation) -> Predicate {
        match self.object.relation(relation) {
            None => Predicate::Any(Vec::new()),
            Some(Holds::IsOwnTeam(_)) if self.teams.is_empty() => Predicate::Any(Vec::new()),
            Some(Holds::Always) => Predicate::True,
            Some(Holds::IsFalse(column)) => Predicate::IsFalse(column),
            Some(Holds::IsOwnTeam(column)) => Predicate::OneOf(column, Arc::clone(&self.teams)),
            Some(Holds::IsUser(columns)) => {
                any(columns.iter().map(|column| Predicate::Is(column, self.user)).collect())
            }
        }
    }
}

/// The arms so far as a condition that must not hold, so that the next arm has nothing in common
/// with them.
fn none_of(arms: &[Arm]) -> Predicate {
    if arms.is_empty() {
        return Predicate::True;
    }
    let arms = arms.iter().map(|arm| {
        let found = match &arm.key {
            ArmKey::Everywhere => Predicate::True,
            ArmKey::Area(area) => Predicate::InAreas(vec![area.clone()]),
            ArmKey::Column(column, id) => Predicate::Is(column, *id),
        };
        // An arm's own exclusion of earlier arms need not be said again: they are all here.
        all(vec![found, without_exclusions(&arm.residue)])
    });
    Predicate::NotTrue(Box::new(any(arms.collect())))
}

fn without_exclusions(residue: &Predicate) -> Predicate {
    match residue {
        Predicate::All(parts) => all(parts.iter().map(without_exclusions).collect()),
        Predicate::NotTrue(_) => Predicate::True,
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::domain::AreaRef;
    use super::super::level::Level;
    use super::*;

    fn area(path: &str) -> Domain {
        Domain::Area(AreaRef { id: Uuid::nil(), level: Level::Community, path: path.into() })
    }

    fn scope(object: Object, allowed: &[(Domain, Relation)], denied: &[Domain]) -> Scope {
        let denied = denied.iter().map(|domain| (domain.clone(), Relation::Any)).collect();
        let permission = Permission { allowed: allowed.to_vec(), denied, ..Permission::default() };
        Scope::new(object, Uuid::nil(), Arc::default(), permission)
    }

    #[test]
    fn a_record_lies_in_sight_where_every_place_that_it_may_be_in_does() {
        let (town, community, other) = (area("/1/"), area("/1/2/"), area("/3/"));
        let cases = |allowed: &[(Domain, Relation)]| scope(Object::Case, allowed, &[]);
        let areas = |allowed: &[Domain], denied: &[Domain]| {
            let allowed: Vec<_> = allowed.iter().map(|d| (d.clone(), Relation::Any)).collect();
            scope(Object::Area, &allowed, denied)
        };
        let of_town = areas(std::slice::from_ref(&town), &[]);
        let in_community = (community.clone(), Relation::Ordinary);
        assert!(cases(std::slice::from_ref(&in_community)).lies_in(&of_town));
        assert!(cases(&[]).lies_in(&of_town));
        // One of several places is elsewhere, or anywhere.
        for elsewhere in [other.clone(), Domain::Everywhere] {
            let both = [in_community.clone(), (elsewhere, Relation::Handling)];
            assert!(!cases(&both).lies_in(&of_town));
            assert!(cases(&both).lies_in(&areas(&[Domain::Everywhere], &[])));
        }
        // Part of the place is not in sight, or may not be.
        assert!(!cases(&[(town.clone(), Relation::Any)]).lies_in(&areas(&[community], &[])));
        assert!(!cases(&[in_community]).lies_in(&areas(std::slice::from_ref(&town), &[other])));
        // All of an area, where its own grant says so and nothing is denied anywhere.
        let id = Uuid::nil();
        assert!(cases(&[(town.clone(), Relation::Any)]).has_all_of(id));
        assert!(!cases(&[(town.clone(), Relation::Any)]).has_all_of(Uuid::max()));
        assert!(!cases(&[(town.clone(), Relation::Ordinary)]).has_all_of(id));
        assert!(!cases(&[(Domain::Everywhere, Relation::Any)]).has_all_of(id));
        assert!(
            !scope(Object::Case, &[(town.clone(), Relation::Any)], &[area("/3/")]).has_all_of(id)
        );
        let only_own = scope(Object::Area, &[(town.clone(), Relation::OwnTeam)], &[]);
        assert!(!cases(&[(town, Relation::Any)]).lies_in(&only_own));
    }

    #[test]
    fn places_are_asked_for_once_whatever_is_allowed_there() {
        let [one, two, whole] = ["/1/", "/2/", "/3/"].map(area);
        let allowed: Vec<(Domain, Relation)> = [&one, &two]
            .into_iter()
            .flat_map(|place| {
                let relations = [Relation::Ordinary, Relation::OwnTeam, Relation::Handling];
                relations.map(|relation| (place.clone(), relation))
            })
            .chain([(whole.clone(), Relation::Handling), (whole.clone(), Relation::Any)])
            .collect();
        let of_case = |column| Predicate::Is(column, Uuid::nil());
        let expected = Predicate::Any(vec![
            in_one_of(&[&whole]),
            Predicate::All(vec![
                in_one_of(&[&one, &two]),
                Predicate::Any(vec![
                    Predicate::IsFalse("confidential"),
                    of_case("handler_id"),
                    of_case("first_handler_id"),
                    of_case("overseer_id"),
                ]),
            ]),
        ]);
        assert_eq!(scope(Object::Case, &allowed, &[]).condition(), expected);
        let nothing = scope(Object::Case, &[(one, Relation::OwnTeam)], &[]);
        assert_eq!(nothing.condition(), Predicate::Any(Vec::new()), "who is in no team");
    }
}
