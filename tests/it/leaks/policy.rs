//! What is asked of how the policy changes: its versions, what waits, and what a change would do. Who
//! may not read the policy is told none of it.

use entity::{pending_change, pending_rule, policy_version};
use wardbook::policy::Object;

use super::aims::{Aims, VERSIONS};
use super::documents::{Call, Document};
use super::hidden::{Guard, Hidden};
use super::neighbours::id;
use super::records::Makes;
use super::schema::{Field, Schema};
use super::select::deep;
use crate::town::{PolicyChanges, Town, hours};

/// A change that has some of everything, of a role that people hold who are hidden from some.
const CHANGE: &str = "{\
    add:[{role:\"group_leader\" domain:\"*\" object:\"case\" action:\"archive\" relation:\"any\" \
          effect:ALLOW comment:\"试行\"}] \
    remove:[{role:\"group_leader\" domain:\"*\" object:\"case\" action:\"read\" \
             relation:\"ordinary\" effect:ALLOW comment:\"试行\"}] \
    removeRoles:[\"analyst\"] \
    addRoles:[{name:\"analyst\" title:\"分析员\" titleEn:\"Analyst\"}] \
    addInheritance:[{role:\"analyst\" inherits:\"team_member\"}] \
    removeInheritance:[{role:\"community\" inherits:\"group_leader\"}]}";

/// Whether a field of the root is asked here, and by nobody else.
pub(super) fn is_asked_here(field: &Field) -> bool {
    ["policyHistory", "policyImpact"].contains(&field.name.as_str())
}

pub(super) fn documents(schema: &Schema, aims: &Aims) -> Vec<Document> {
    let history = deep(schema, aims, "PolicyVersion", 1);
    let page = format!(
        "totalCount nodes{{{history}}} edges{{cursor node{{version}}}} \
         pageInfo{{hasNextPage hasPreviousPage startCursor endCursor}}"
    );
    let cursors = aims.cursors(VERSIONS, "").iter();
    let cursors =
        cursors.flat_map(|cursor| ["after", "before"].map(|side| format!("{side}:\"{cursor}\"")));
    let pages = ["first:0", "first:1", "first:100", "last:1", "last:100"];
    let arguments = pages.map(str::to_owned).into_iter().chain(cursors);
    let impact = "usersAffected failedTests warnings";
    let lines = |of: &str| format!("{of}{{role object action userCount recordCount users{{id}}}}");
    let calls = vec![(
        format!("policyImpact(change:{CHANGE})"),
        format!("{impact} {} {}", lines("gains"), lines("losses")),
    )];
    let of_history = arguments.map(|of| (format!("policyHistory({of})"), page.clone()));
    let history = of_calls(&of_history.collect::<Vec<_>>());
    // Who reads the policy is told of all that a change would touch, whether or not it is in sight.
    let words = deep(schema, aims, "PolicyVocabulary", 2);
    vec![
        history,
        Document { of_all: true, ..of_calls(&calls) },
        Document::of(format!("{{policy{{vocabulary{{{words}}}}}}}")),
    ]
}

fn of_calls(calls: &[(String, String)]) -> Document {
    let written = calls.iter().enumerate();
    let text: String = written.map(|(n, (call, of))| format!(" p{n}:{call}{{{of}}}")).collect();
    let calls = calls.iter().enumerate().map(|(n, (call, _))| Call {
        alias: format!("p{n}"),
        parent: "Query".to_owned(),
        text: call.clone(),
    });
    Document { calls: calls.collect(), ..Document::of(format!("{{{text}}}")) }
}

impl Makes<'_> {
    /// A change that waits for a second administrator, and one that waits no longer.
    pub(super) fn with_change(&self, name: &'static str) -> Hidden {
        let change = pending_change::Model {
            id: id(Object::Policy, 40),
            kind: "POLICY".to_owned(),
            proposed_by: self.town.user("administrator"),
            proposed_at: hours(20),
            reason: "不应显示".to_owned(),
            forced: false,
            roles_added: "[]".to_owned(),
            roles_removed: "[]".to_owned(),
            new_roles: Some("[]".to_owned()),
            user_id: None,
            role: None,
            area_id: None,
            valid_from: None,
            valid_until: None,
            decided_by: None,
            decided_at: None,
            approved: None,
            decision_reason: None,
        };
        let rule = pending_rule::Model {
            id: id(Object::Policy, 41),
            change_id: change.id,
            position: 0,
            added: true,
            ptype: "p".to_owned(),
            v0: Some("role:administrator".to_owned()),
            v1: Some("*".to_owned()),
            v2: Some("check".to_owned()),
            v3: Some("read".to_owned()),
            v4: Some("any".to_owned()),
            v5: Some("allow".to_owned()),
            area_id: None,
            comment: None,
        };
        let version = policy_version::Model {
            version: 2,
            applied_at: hours(21),
            applied_by: Some(self.town.user("administrator")),
            reason: "不应显示".to_owned(),
            id: id(Object::Policy, 42),
            forced: false,
            approved_by: Some(self.town.user("everywhere")),
            roles_added: "[]".to_owned(),
            roles_removed: "[]".to_owned(),
        };
        let guard = Guard { object: Object::Policy, id: change.id };
        let policy =
            PolicyChanges { versions: vec![version], waiting: vec![change], rules: vec![rule] };
        Hidden { name, guard, rows: Town { policy, ..Town::default() } }
    }
}
