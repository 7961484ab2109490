//! The judge: casbin's own `enforce`, asked row by row, with paths and relations worked out a
//! second, naive way.

use casbin::function_map::OperatorFunction;
use casbin::prelude::*;
use casbin::rhai::Dynamic;
use wardbook::policy::Object;

use super::world::World;

pub(crate) struct Judge<'a> {
    world: &'a World,
    enforcer: Enforcer,
}

/// A row by its kind and its place in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowRef {
    pub(crate) object: Object,
    pub(crate) index: usize,
}

fn contains(holder: &str, asked: &str) -> bool {
    if holder == "*" {
        return true;
    }
    let codes = |path: &str| -> Vec<String> {
        path.split('/').filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    asked != "*" && codes(asked).starts_with(&codes(holder))
}

fn words(first: Dynamic, second: Dynamic) -> (String, String) {
    (first.into_string().unwrap(), second.into_string().unwrap())
}

impl<'a> Judge<'a> {
    pub(crate) async fn new(world: &'a World) -> Self {
        let model = include_str!("../../../policies/model.conf");
        let model = DefaultModel::from_str(model).await.unwrap();
        let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await.unwrap();
        enforcer.add_function(
            "inside",
            OperatorFunction::Arg2(|asked, holder| {
                let (asked, holder) = words(asked, holder);
                contains(&holder, &asked).into()
            }),
        );
        enforcer.add_function(
            "related",
            OperatorFunction::Arg2(|asked, wanted| {
                let (asked, wanted) = words(asked, wanted);
                asked.split_whitespace().any(|relation| relation == wanted).into()
            }),
        );
        let matching = |asked: &str, holder: &str| contains(holder, asked);
        enforcer.get_role_manager().write().matching_fn(None, Some(matching));
        for rule in &world.rules {
            let effect = if rule.allow { "allow" } else { "deny" };
            let line = [
                format!("role:{}", rule.role),
                rule.area.map_or("*".to_owned(), |area| world.path(area)),
                rule.object.as_str().to_owned(),
                rule.action.to_owned(),
                rule.relation.as_str().to_owned(),
                effect.to_owned(),
            ];
            enforcer.add_policy(line.to_vec()).await.unwrap();
        }
        for (role, contained) in &world.links {
            let line = [format!("role:{role}"), format!("role:{contained}"), "*".to_owned()];
            enforcer.add_grouping_policy(line.to_vec()).await.unwrap();
        }
        for grant in &world.grants {
            let begun = grant.from.is_none_or(|from| world.now >= from);
            let over = grant.until.is_some_and(|until| world.now >= until);
            if !begun || over || !world.users[grant.user].active {
                continue;
            }
            let line = [
                format!("user:{}", grant.user),
                format!("role:{}", grant.role),
                grant.area.map_or("*".to_owned(), |area| world.path(area)),
            ];
            enforcer.add_grouping_policy(line.to_vec()).await.unwrap();
        }
        enforcer.build_role_links().unwrap();
        Self { world, enforcer }
    }

    /// Whether a user may read a row.
    pub(crate) fn allows(&self, user: usize, row: RowRef) -> bool {
        self.may(user, row, "read")
    }

    /// Whether a user may do something with a row, whose desk is its area's.
    pub(super) fn may(&self, user: usize, row: RowRef, action: &str) -> bool {
        let place = self.area_of(row).map_or("*".to_owned(), |area| self.world.path(area));
        let relations = self.relations(user, row).join(" ");
        self.enforce(user, &place, row.object.as_str(), action, &relations)
    }

    /// casbin's own answer.
    pub(crate) fn enforce(
        &self,
        user: usize,
        place: &str,
        object: &str,
        action: &str,
        relations: &str,
    ) -> bool {
        let subject = format!("user:{user}");
        self.enforcer.enforce((subject, place, object, action, relations)).unwrap()
    }

    /// Where a row lies.
    pub(crate) fn area_of(&self, row: RowRef) -> Option<usize> {
        let world = self.world;
        match row.object {
            Object::Case | Object::Reporter => Some(world.cases[row.index].area),
            Object::Check => Some(world.places[world.checks[row.index].place].area),
            Object::Team => Some(world.teams[row.index].area),
            Object::Place => Some(world.places[row.index].area),
            Object::Hazard => Some(world.places[world.hazards[row.index].place].area),
            Object::Patrol => Some(world.routes[row.index].area),
            Object::Shift => Some(world.shifts[row.index].area),
            Object::Area => Some(row.index),
            Object::Audit => world.entries[row.index].1,
            Object::Policy => None,
            Object::User | Object::Token => world.users[row.index].area,
            other => unreachable!("worlds have no {other:?}"),
        }
    }

    /// How a user stands to a row.
    pub(crate) fn relations(&self, user: usize, row: RowRef) -> Vec<&'static str> {
        let world = self.world;
        let member = |team: Option<usize>| {
            team.is_some_and(|team| world.teams[team].members.contains(&(user, true)))
        };
        let is_user = |who: &[Option<usize>]| who.contains(&Some(user));
        let mut relations = vec!["any"];
        let mut holds = |relation, yes: bool| {
            if yes {
                relations.push(relation);
            }
        };
        match row.object {
            Object::Case | Object::Reporter => {
                let case = &world.cases[row.index];
                holds("ordinary", !case.confidential);
                holds("own_team", member(case.team));
                holds("handling", is_user(&[case.handler, case.first_handler, case.overseer]));
                holds("own_record", is_user(&[case.received_by]));
            }
            Object::Check => {
                let check = &world.checks[row.index];
                holds("own_team", member(check.team));
                holds("handling", is_user(&[check.inspector]));
                holds("own_record", is_user(&[check.created_by, check.signed_by]));
            }
            Object::Hazard => {
                let hazard = &world.hazards[row.index];
                holds("handling", is_user(&[hazard.responsible]));
                holds("own_record", is_user(&[hazard.found_by]));
            }
            Object::Patrol => holds("own_team", member(world.routes[row.index].team)),
            Object::Shift => {
                let shift = &world.shifts[row.index];
                holds("own_team", member(shift.team));
                holds("handling", is_user(&[Some(shift.leader)]));
            }
            Object::Team => holds("own_team", member(Some(row.index))),
            Object::User | Object::Token => holds("own_record", row.index == user),
            _ => {}
        }
        relations
    }
}
