//! The state machine of hazards: what may be done with one, from which state, to which state, and by
//! whose leave.

use super::status::HazardStatus::{self, Found, Rectified, Rectifying, Verified};
use crate::desk::names::names;
use crate::desk::transition::{Asked, To, Transition};
use crate::policy::{Action, Object};

names! {
    /// What may be done with a hazard.
    HazardAction {
        /// Somebody begins to put it right.
        Start = "START",
        /// It is reported as put right.
        ReportRectified = "REPORT_RECTIFIED",
        /// Somebody else has looked again, and it is right.
        Verify = "VERIFY",
        /// Somebody has looked again, and it is not right.
        Reopen = "REOPEN",
        /// There is more time to put it right.
        Extend = "EXTEND",
        /// A case is made of it.
        MakeCase = "MAKE_CASE",
        /// A file is added.
        Attach = "ATTACH",
    }
}

/// One row of the table.
pub type HazardTransition = Transition<HazardAction, HazardStatus>;

const NOT_PUT_RIGHT: &[HazardStatus] = &[Found, Rectifying];
const NOT_VERIFIED: &[HazardStatus] = &[Found, Rectifying, Rectified];

const fn hazard(
    action: HazardAction,
    mutations: &'static [&'static str],
    needs: &'static [Action],
    from: &'static [HazardStatus],
    to: To<HazardStatus>,
) -> HazardTransition {
    let (object, asked) = (Object::Hazard, Asked::AtArea);
    Transition { action, mutations, object, needs, asked, from, to }
}

/// The table, in the order of the schema.
pub static TRANSITIONS: [HazardTransition; 7] = {
    use HazardAction as A;
    use To::{Same, Status};
    [
        hazard(A::Start, &["startRectification"], &[Action::Rectify], &[Found], Status(Rectifying)),
        hazard(
            A::ReportRectified,
            &["reportRectified"],
            &[Action::Rectify],
            NOT_PUT_RIGHT,
            Status(Rectified),
        ),
        hazard(A::Verify, &["verifyHazard"], &[Action::Verify], &[Rectified], Status(Verified)),
        hazard(
            A::Reopen,
            &["reopenHazard"],
            &[Action::Verify],
            &[Rectified, Verified],
            Status(Rectifying),
        ),
        hazard(A::Extend, &["extendHazard"], &[Action::Extend], NOT_PUT_RIGHT, Same),
        hazard(A::MakeCase, &["makeCaseOfHazard"], &[Action::MakeCase], NOT_VERIFIED, Same),
        hazard(A::Attach, &["attachFile"], &[Action::Attach], NOT_VERIFIED, Same),
    ]
};

impl HazardAction {
    /// Its row of the table.
    #[must_use]
    pub fn transition(self) -> &'static HazardTransition {
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
        is_sound(&TRANSITIONS, HazardAction::ALL);
        for action in HazardAction::ALL {
            assert_eq!(action.transition().action, *action);
        }
    }

    #[test]
    fn none_is_verified_that_was_not_put_right() {
        for row in TRANSITIONS.iter().filter(|row| row.to == To::Status(Verified)) {
            assert_eq!(row.from, [Rectified]);
        }
    }
}
