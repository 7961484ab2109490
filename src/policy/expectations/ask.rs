//! Asking the compiled policy what is expected of it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::DateTime;
use uuid::Uuid;

use super::{Expectation, Expectations, Failure, Records, did_you_mean};
use crate::policy::{
    Action, AreaRef, Domain, EVERYWHERE, GrantRow, Grants, Holds, Level, Object, Record, Relation,
    Rules, Standing, UserStanding,
};

/// The user who is asked about, and the one team that the user is in.
const USER: Uuid = Uuid::from_u128(1);
const TEAM: Uuid = Uuid::from_u128(2);

/// A record to which the user stands in these relations and no others.
struct Standings<'a> {
    object: Object,
    relations: &'a [Relation],
}

impl Standings<'_> {
    fn holds(&self, told_by: impl Fn(Holds) -> bool) -> bool {
        let relations = self.relations.iter();
        relations.filter_map(|relation| self.object.relation(*relation)).any(told_by)
    }
}

impl Record for Standings<'_> {
    fn flag(&self, column: &str) -> Option<bool> {
        Some(!self.holds(|holds| matches!(holds, Holds::IsFalse(of) if of == column)))
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        if self.holds(|holds| matches!(holds, Holds::IsOwnTeam(of) if of == column)) {
            Some(TEAM)
        } else {
            let of_user = |holds| matches!(holds, Holds::IsUser(of) if of.contains(&column));
            self.holds(of_user).then_some(USER)
        }
    }
}

impl Expectations {
    /// The expectations that do not hold under these rules.
    ///
    /// # Errors
    /// casbin's own, where it refuses a rule.
    pub async fn failures(&self, rules: &Rules) -> casbin::Result<Vec<Failure>> {
        let known = rules.role_names();
        let mut compiled: HashMap<(&str, Option<&str>), Grants> = HashMap::new();
        let mut failures = Vec::new();
        for expected in &self.0 {
            let mut failure = Failure {
                line: expected.line,
                name: expected.name.clone(),
                told: Vec::new(),
                told_zh: Vec::new(),
            };
            for role in &expected.roles {
                if !known.contains(role) {
                    let near = did_you_mean(role, known.iter().map(String::as_str));
                    failure.told.push(format!("there is no role `{role}`{near}"));
                    failure.told_zh.push(format!("没有角色 `{role}`"));
                    continue;
                }
                let key = (role.as_str(), expected.area.as_deref());
                let grants = match compiled.entry(key) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => place.insert(held(rules, key.0, key.1).await?),
                };
                for action in &expected.actions {
                    if let Some(relations) = otherwise(grants, expected, *action) {
                        tell(&mut failure, role, expected, *action, &relations);
                    }
                }
            }
            if !failure.told.is_empty() {
                failures.push(failure);
            }
        }
        Ok(failures)
    }
}

/// What a user may who holds this role, at the area of a path or everywhere.
async fn held(rules: &Rules, role: &str, path: Option<&str>) -> casbin::Result<Grants> {
    let domain = path.map_or(Domain::Everywhere, |path| {
        Domain::Area(AreaRef { id: Uuid::nil(), level: Level::Group, path: path.into() })
    });
    let grant = GrantRow { role: role.to_owned(), domain, valid_from: None, valid_until: None };
    let standing = UserStanding {
        user: USER,
        active: true,
        token_version: 1,
        has_one_time_password: false,
        grants: vec![grant],
        teams: vec![TEAM],
    };
    Grants::compile(rules, &standing, DateTime::UNIX_EPOCH).await
}

/// The relations to a record of which it is otherwise than expected, if there is one.
fn otherwise(grants: &Grants, expected: &Expectation, action: Action) -> Option<Vec<Relation>> {
    let path = expected.area.as_deref().unwrap_or(EVERYWHERE);
    let object = expected.object;
    let is_otherwise = |relations: &Vec<Relation>| {
        let record = Standings { object, relations };
        grants.allows((object, action), &record, path, Standing::Full) != expected.allowed
    };
    match &expected.records {
        Records::Standing(relations) => Some(relations.clone()).filter(is_otherwise),
        Records::Every => every_standing(object).into_iter().find(is_otherwise),
    }
}

/// All ways in which a user can stand to a record of this kind.
fn every_standing(object: Object) -> Vec<Vec<Relation>> {
    let mut ways = vec![vec![Relation::Any]];
    for (relation, _) in object.relations().iter().filter(|(known, _)| *known != Relation::Any) {
        let also = ways.iter().map(|way| [way.as_slice(), &[*relation]].concat());
        let also: Vec<_> = also.collect();
        ways.extend(also);
    }
    ways
}

fn tell(
    failure: &mut Failure,
    role: &str,
    expected: &Expectation,
    action: Action,
    relations: &[Relation],
) {
    let relations: Vec<&str> = relations.iter().map(|relation| relation.as_str()).collect();
    let relations = relations.join(" ");
    let (object, action) = (expected.object.as_str(), action.as_str());
    let place = expected.area.as_deref();
    let at = place.map_or_else(String::new, |path| format!(" at {path}"));
    let (may, should) =
        if expected.allowed { ("may not", "should") } else { ("may", "should not") };
    let a = if object.starts_with(['a', 'e']) { "an" } else { "a" };
    let told = format!("{role} {may} {action} {a} {object} ({relations}){at}, and {should}");
    failure.told.push(told);
    let at = place.map_or_else(String::new, |path| format!("在 {path} "));
    let (may, should) = if expected.allowed { ("不能", "应能") } else { ("能", "不应能") };
    let told = format!("{role} {at}{may} {action} {object}（{relations}），但{should}");
    failure.told_zh.push(told);
}
