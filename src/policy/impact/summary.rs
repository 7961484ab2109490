//! All that was found, as the lines of an [`Impact`].

use std::collections::BTreeSet;

use super::super::vocabulary::{Action, Object};
use super::reach::Reaching;
use super::tally::Findings;
use super::{Holder, Impact, Line};

/// How many users a line names.
const NAMED: usize = 5;

/// The records of one count, and the users of either.
#[must_use]
pub fn either(mut counted: Findings, beside: Findings) -> Findings {
    for (counted, beside) in counted.iter_mut().zip(beside) {
        for (role, found) in beside {
            counted.entry(role).or_default().users.extend(found.users);
        }
    }
    counted
}

/// What was found so far.
#[derive(Debug)]
pub struct Summary<'a> {
    reaching: &'a Reaching,
    holders: &'a [Holder],
    affected: BTreeSet<usize>,
    lines: [Vec<(usize, Line)>; 2],
}

impl<'a> Summary<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(reaching: &'a Reaching, holders: &'a [Holder]) -> Self {
        Self { reaching, holders, affected: BTreeSet::new(), lines: Default::default() }
    }

    /// Adds what was found for an object and action.
    pub fn add(&mut self, (object, action): (Object, Action), findings: Findings) {
        for (lines, findings) in self.lines.iter_mut().zip(findings) {
            for (role, found) in findings {
                let users = found.users.iter().filter_map(|user| self.holders.get(*user));
                lines.push((
                    role,
                    Line {
                        role: self.reaching.name(role).to_owned(),
                        object,
                        action,
                        user_count: found.users.len(),
                        record_count: found.records.max(0),
                        users: users.take(NAMED).map(|holder| holder.user).collect(),
                    },
                ));
                self.affected.extend(found.users);
            }
        }
    }

    /// All of it: the lines by role, object and action.
    #[must_use]
    pub fn impact(self) -> Impact {
        let [losses, gains] = self.lines.map(|mut lines| {
            lines.sort_by_key(|(role, line)| (*role, line.object, line.action));
            lines.into_iter().map(|(_, line)| line).collect()
        });
        Impact { users_affected: self.affected.len(), gains, losses }
    }
}
