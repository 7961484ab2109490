//! The state machine of safety checks: what may be done with one, from which state, to which state,
//! and by whose leave. That a planned check becomes MISSED is the clock's doing, and no action.

use super::status::CheckStatus::{self, Cancelled, InProgress, Missed, Planned, Signed};
use crate::desk::names::names;
use crate::desk::transition::{Asked, To, Transition};
use crate::policy::{Action, Object};

names! {
    /// What may be done with a safety check.
    CheckAction {
        /// It is begun.
        Start = "START",
        /// Answers are kept before it is signed.
        SaveAnswers = "SAVE_ANSWERS",
        /// It is signed, and closed.
        Sign = "SIGN",
        /// It is not to be made after all.
        Cancel = "CANCEL",
        /// Another is planned that looks at it again.
        Recheck = "RECHECK",
        /// A file is added.
        Attach = "ATTACH",
    }
}

/// One row of the table.
pub type CheckTransition = Transition<CheckAction, CheckStatus>;

const fn check(
    action: CheckAction,
    mutations: &'static [&'static str],
    needs: &'static [Action],
    from: &'static [CheckStatus],
    to: To<CheckStatus>,
) -> CheckTransition {
    let (object, asked) = (Object::Check, Asked::AtArea);
    Transition { action, mutations, object, needs, asked, from, to }
}

/// The table, in the order of the schema.
pub static TRANSITIONS: [CheckTransition; 6] = {
    use CheckAction as A;
    use To::{Same, Status};
    [
        check(A::Start, &["startCheck"], &[Action::Answer], &[Planned, Missed], Status(InProgress)),
        check(A::SaveAnswers, &["saveCheckAnswers"], &[Action::Answer], &[InProgress], Same),
        check(A::Sign, &["signCheck"], &[Action::Sign], &[InProgress], Status(Signed)),
        check(
            A::Cancel,
            &["cancelCheck"],
            &[Action::Cancel],
            &[Planned, InProgress],
            Status(Cancelled),
        ),
        check(A::Recheck, &["planCheck"], &[Action::Plan], &[Signed], Same),
        check(A::Attach, &["attachFile"], &[Action::Attach], &[Planned, InProgress], Same),
    ]
};

impl CheckAction {
    /// Its row of the table.
    #[must_use]
    pub fn transition(self) -> &'static CheckTransition {
        // The table is in the order of the enum, which a test sees to.
        &TRANSITIONS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::transition::is_sound;

    #[test]
    fn the_table_is_sound_and_in_the_order_of_its_actions() {
        is_sound(&TRANSITIONS, CheckAction::ALL);
        for action in CheckAction::ALL {
            assert_eq!(action.transition().action, *action);
        }
    }

    #[test]
    fn what_is_signed_or_cancelled_stays_so() {
        for row in &TRANSITIONS {
            let moves = matches!(row.to, To::Status(_));
            assert!(!moves || !row.from.contains(&Signed), "{:?}", row.action);
            assert!(!row.from.contains(&Cancelled), "{:?}", row.action);
        }
    }
}
