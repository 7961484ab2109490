//! What a mutation needs of the policy, as far as that shows before a record is named: whom the
//! schema shows it to. Each change is judged by itself, whoever was shown what.

use super::Mutation;
use crate::desk::{action, check, hazard};
use crate::policy::{Action, Object};

/// Ways of being allowed a mutation: one of them, with all that it names.
pub(super) type Needs = &'static [&'static [(Object, Action)]];

impl Mutation {
    /// The same, needing this rather than what the tables of transitions say of it.
    pub(super) fn needing(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// Whether it may be of use to somebody who `may` do this or that somewhere. One of which nothing
    /// is said is everybody's.
    pub(in crate::schema) fn is_open_to(&self, may: impl Fn((Object, Action)) -> bool) -> bool {
        if !self.needs.is_empty() {
            return self.needs.iter().any(|all| all.iter().all(|needed| may(*needed)));
        }
        let mut ways = by_transitions(self.name).peekable();
        ways.peek().is_none()
            || ways.any(|(object, needs)| needs.iter().all(|action| may((object, *action))))
    }
}

/// What the tables of transitions have a mutation need.
fn by_transitions(name: &str) -> impl Iterator<Item = (Object, &'static [Action])> {
    let cases = action::TRANSITIONS.iter().map(|row| (row.mutations, row.object, row.needs));
    let checks =
        check::action::TRANSITIONS.iter().map(|row| (row.mutations, row.object, row.needs));
    let hazards =
        hazard::action::TRANSITIONS.iter().map(|row| (row.mutations, row.object, row.needs));
    let all = cases.chain(checks).chain(hazards);
    all.filter(move |(mutations, ..)| mutations.contains(&name))
        .map(|(_, object, needs)| (object, needs))
}
