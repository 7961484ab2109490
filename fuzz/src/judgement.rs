//! A compiled policy beside casbin's own answers, over a handful of areas whose codes begin like
//! each other.

use std::collections::HashMap;

use casbin::CoreApi;
use uuid::Uuid;
use wardbook::policy::{
    Action, AreaRef, Arm, ArmKey, Domain, EVERYWHERE, GrantRow, Grants, Held, Holds, Level, Object,
    Predicate, Relation, Rules, UserStanding, enforcer, subject,
};

use crate::bytes::Bytes;

const USER: Uuid = Uuid::from_u128(7);
const TEAM: Uuid = Uuid::from_u128(8);
const OTHER: Uuid = Uuid::from_u128(9);

/// The paths of all areas, with their levels.
const AREAS: [(&str, Level); 6] = [
    ("/1/", Level::City),
    ("/1/12/", Level::District),
    ("/1/12/123/", Level::Town),
    ("/1/2/", Level::District),
    ("/12/", Level::City),
    ("/12/1/", Level::Town),
];

/// The area of a path.
pub fn area(path: &str) -> Option<Domain> {
    let n = AREAS.iter().position(|(known, _)| *known == path)?;
    let (path, level) = AREAS[n];
    let id = Uuid::from_u128(100 + n as u128);
    Some(Domain::Area(AreaRef { id, level, path: path.into() }))
}

fn somewhere(bytes: &mut Bytes<'_>) -> Domain {
    match bytes.below(AREAS.len() + 1) {
        0 => Domain::Everywhere,
        n => area(AREAS[n - 1].0).unwrap(),
    }
}

/// A record: where it is, and the columns that relations are told by.
struct Row {
    path: String,
    confidential: bool,
    ids: HashMap<&'static str, Uuid>,
    relations: String,
}

impl Row {
    fn of(object: Object, place: &Domain, bytes: &mut Bytes<'_>) -> Self {
        let (mut ids, mut confidential) = (HashMap::new(), false);
        let mut relations = Vec::new();
        for (relation, holds) in object.relations() {
            let yes = *relation == Relation::Any || bytes.byte() & 1 == 1;
            match holds {
                Holds::Always => {}
                Holds::IsFalse(_) => confidential = !yes,
                Holds::IsOwnTeam(column) => {
                    ids.insert(*column, if yes { TEAM } else { OTHER });
                }
                Holds::IsUser(columns) => {
                    let column = *bytes.pick(columns);
                    ids.insert(column, if yes { USER } else { OTHER });
                }
            }
            if yes {
                relations.push(relation.as_str());
            }
        }
        let path = place.as_casbin().to_owned();
        Self { path, confidential, ids, relations: relations.join(" ") }
    }

    fn lies_in(&self, area: &AreaRef) -> bool {
        self.path.starts_with(&*area.path)
    }

    fn meets(&self, predicate: &Predicate) -> bool {
        match predicate {
            Predicate::True => true,
            Predicate::InAreas(areas) => areas.iter().any(|area| self.lies_in(area)),
            Predicate::IsFalse(_) => !self.confidential,
            Predicate::OneOf(column, ids) => {
                self.ids.get(column).is_some_and(|id| ids.contains(id))
            }
            Predicate::Is(column, id) => self.ids.get(column) == Some(id),
            Predicate::All(parts) => parts.iter().all(|part| self.meets(part)),
            Predicate::Any(parts) => parts.iter().any(|part| self.meets(part)),
            Predicate::NotTrue(part) => !self.meets(part),
        }
    }

    fn is_in(&self, arm: &Arm) -> bool {
        let found = match &arm.key {
            ArmKey::Everywhere => true,
            ArmKey::Area(area) => self.lies_in(area),
            ArmKey::Column(column, id) => self.ids.get(column) == Some(id),
        };
        found && self.meets(&arm.residue)
    }
}

/// Compiles the rules for someone with a few grants, and asks casbin about a few records.
pub async fn compare(rules: &Rules, bytes: &mut Bytes<'_>) {
    let names = rules.role_names();
    if names.is_empty() {
        return;
    }
    let grants: Vec<GrantRow> = (0..=bytes.below(4))
        .map(|_| GrantRow {
            role: bytes.pick(&names).clone(),
            domain: somewhere(bytes),
            valid_from: None,
            valid_until: None,
        })
        .collect();
    let held: Vec<Held<'_>> =
        grants.iter().map(|grant| Held { role: &grant.role, domain: &grant.domain }).collect();
    let enforcer = enforcer(rules, USER, &held).await.expect("checked rules");
    let standing = UserStanding {
        user: USER,
        active: true,
        token_version: 1,
        has_one_time_password: false,
        grants: grants.clone(),
        teams: vec![TEAM],
    };
    let now = "2026-01-20T08:00:00Z".parse().unwrap();
    let compiled = Grants::compile(rules, &standing, now).await.expect("checked rules");
    for _ in 0..10 {
        // Mostly about what some rule speaks of.
        let (object, action) = match bytes.below(rules.rules.len() + 1).checked_sub(1) {
            Some(n) => (rules.rules[n].object, rules.rules[n].action),
            None => {
                let object = *bytes.pick(Object::ALL);
                (object, *bytes.pick::<Action>(object.actions()))
            }
        };
        let place = somewhere(bytes);
        let row = Row::of(object, &place, bytes);
        let question = (
            subject(USER),
            row.path.clone(),
            object.as_str(),
            action.as_str(),
            row.relations.clone(),
        );
        let expected = enforcer.enforce(question.clone()).expect("an answer");
        let scope = compiled.scope(object, action);
        assert_eq!(row.meets(&scope.condition()), expected, "{question:?} of {grants:?}");
        if let Some(arms) = scope.arms() {
            let n = arms.iter().filter(|arm| row.is_in(arm)).count();
            assert_eq!(n, usize::from(expected), "arms: {question:?} of {grants:?}");
        }
        assert!(row.path == EVERYWHERE || row.path.ends_with('/'));
    }
}
