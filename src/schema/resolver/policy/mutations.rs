//! Which mutations ask for an action on an object.

use crate::desk::{action, check, hazard};
use crate::policy::{Action, Object};
use crate::schema::mutation;

/// What the tables of transitions do not say: what makes new records, and what is no step of one.
const OTHERS: &[(Object, Action, &[&str])] = &[
    (Object::Case, Action::Create, &["registerCase", "settleCase", "makeCaseOfHazard"]),
    (Object::Case, Action::Resolve, &["settleCase"]),
    (Object::Case, Action::Reply, &["settleCase"]),
    (Object::Reporter, Action::Read, &["readReporter"]),
    (Object::Reporter, Action::Amend, &["amendReporter", "addParty"]),
    (Object::Team, Action::Save, &["saveTeam"]),
    (Object::Category, Action::Save, &["saveCategory"]),
    (Object::Place, Action::Save, &["savePlace"]),
    (Object::Check, Action::Plan, &["planCheck"]),
    (Object::Check, Action::Attach, &["attachFile"]),
    (Object::Hazard, Action::Report, &["reportHazard"]),
    (Object::Hazard, Action::Attach, &["attachFile"]),
    (Object::Patrol, Action::Save, &["savePatrolRoute"]),
    (Object::Patrol, Action::Visit, &["recordPatrolVisit"]),
    (Object::Shift, Action::Save, &["saveShift"]),
    (Object::Shift, Action::Replace, &["replaceOnShift"]),
    (Object::Shift, Action::Sign, &["signInToShift", "signOutOfShift"]),
    (Object::Shift, Action::Log, &["addDutyLogEntry"]),
    (Object::User, Action::Create, &["createUser"]),
    (Object::User, Action::Grant, &["grantRole", "revokeGrant"]),
    (Object::User, Action::Reset, &["resetPassword"]),
    (Object::User, Action::Deactivate, &["deactivateUser", "reactivateUser"]),
    (
        Object::Policy,
        Action::Apply,
        &["applyPolicy", "rollBackPolicy", "approveChange", "rejectChange"],
    ),
    (Object::Export, Action::Create, &["exportCases", "exportHazards", "cancelExport"]),
    (Object::Token, Action::Create, &["createToken"]),
    (Object::Token, Action::Revoke, &["revokeToken"]),
];

/// The names of the mutations that ask for an action on an object, in the order of the tables.
pub(super) fn mutations(object: Object, action: Action) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    macro_rules! steps {
        ($($table:expr),+) => {$(
            for step in $table.iter().filter(|step| step.object == object) {
                if step.needs.contains(&action) {
                    names.extend(step.mutations);
                }
            }
        )+};
    }
    steps!(action::TRANSITIONS, check::action::TRANSITIONS, hazard::action::TRANSITIONS);
    let others = OTHERS.iter().filter(|other| (other.0, other.1) == (object, action));
    names.extend(others.flat_map(|other| other.2));
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| mutation::named(name).is_some() && seen.insert(*name));
    names
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_mutation_is_told_with_what_it_asks_for() {
        let told: BTreeSet<&str> = Object::ALL
            .iter()
            .flat_map(|object| object.actions().iter().map(|action| (*object, *action)))
            .flat_map(|(object, action)| mutations(object, action))
            .collect();
        // One's own password needs no rule.
        let all = mutation::mutations().map(|mutation| mutation.name);
        let all: BTreeSet<&str> = all.filter(|name| *name != mutation::CHANGE_PASSWORD).collect();
        assert_eq!(all, told);
    }
}
