//! The state machine: one table of what may be done with a case, from which state, to which state,
//! and by whose leave. The mutations, `allowedActions`, the documentation and the tests read it.

use super::names::names;
use super::status::Status;
use super::transition::{Asked, To, Transition};
use crate::policy::{Action, Object};

names! {
    /// What may be done with a case.
    CaseAction {
        /// Its words or its place are corrected.
        Amend = "AMEND",
        /// It is judged, and its clock set.
        Triage = "TRIAGE",
        /// A transfer slip is proposed.
        ProposeHandover = "PROPOSE_HANDOVER",
        /// A transfer slip is signed, or refused.
        SignHandover = "SIGN_HANDOVER",
        /// Proposed and signed in one.
        Assign = "ASSIGN",
        /// The team takes it up.
        Accept = "ACCEPT",
        /// The team gives it back.
        Return = "RETURN",
        /// A joint meeting is planned, or its outcome recorded.
        Coordinate = "COORDINATE",
        /// It goes to a desk above.
        Escalate = "ESCALATE",
        /// A supervision notice is served.
        Supervise = "SUPERVISE",
        /// A supervision notice is answered.
        AnswerSupervision = "ANSWER_SUPERVISION",
        /// Its time is extended.
        Extend = "EXTEND",
        /// A sitting or the outcome of a mediation is recorded.
        Mediate = "MEDIATE",
        /// A step of an emergency is recorded.
        RecordEmergencyStep = "RECORD_EMERGENCY_STEP",
        /// It is done.
        Resolve = "RESOLVE",
        /// What was done is not accepted.
        RejectResolution = "REJECT_RESOLUTION",
        /// The desk is not competent, and says who is.
        Decline = "DECLINE",
        /// The reporter is told.
        Reply = "REPLY",
        /// The reporter is asked how satisfied they are.
        FollowUp = "FOLLOW_UP",
        /// It is closed for good.
        Archive = "ARCHIVE",
        /// It is taken up again.
        Reopen = "REOPEN",
        /// It is the same matter as another case.
        Merge = "MERGE",
        /// It is withdrawn at the reporter's wish.
        Withdraw = "WITHDRAW",
        /// A note is added.
        Note = "NOTE",
        /// A file is added.
        Attach = "ATTACH",
        /// The reporter and the parties are read.
        ReadReporter = "READ_REPORTER",
        /// What is known of them is corrected.
        AmendReporter = "AMEND_REPORTER",
    }
}

/// One row of the table.
pub type CaseTransition = Transition<CaseAction, Status>;

use Status::{
    Archived, Assigned, FollowedUp, InProgress, Merged, Received, Replied, Resolved, Triaged,
    Withdrawn,
};

const OPEN: &[Status] = Status::OPEN;
const WITH_A_DESK: &[Status] = &[Triaged, Assigned, InProgress];
const ANY: &[Status] = Status::ALL;
const ANY_BUT_ARCHIVED: &[Status] =
    &[Received, Triaged, Assigned, InProgress, Resolved, Replied, FollowedUp, Withdrawn, Merged];

const fn case(
    action: CaseAction,
    mutations: &'static [&'static str],
    needs: &'static [Action],
    asked: Asked,
    from: &'static [Status],
    to: To<Status>,
) -> CaseTransition {
    Transition { action, mutations, object: Object::Case, needs, asked, from, to }
}

/// The table, in the order of the schema.
pub static TRANSITIONS: [CaseTransition; 27] = {
    use Asked::{AtArea, AtDesk, AtDeskOrInHand};
    use CaseAction as A;
    use To::Same;
    [
        case(A::Amend, &["amendCase"], &[Action::Amend], AtDeskOrInHand, OPEN, Same),
        case(
            A::Triage,
            &["triageCase"],
            &[Action::Triage],
            AtDesk,
            &[Received, Triaged],
            To::Status(Triaged),
        ),
        case(
            A::ProposeHandover,
            &["proposeHandover"],
            &[Action::Propose],
            AtDesk,
            WITH_A_DESK,
            Same,
        ),
        case(
            A::SignHandover,
            &["signHandover"],
            &[Action::Assign],
            AtDesk,
            WITH_A_DESK,
            To::Status(Assigned),
        ),
        case(
            A::Assign,
            &["assignCase"],
            &[Action::Propose, Action::Assign],
            AtDesk,
            WITH_A_DESK,
            To::Status(Assigned),
        ),
        case(
            A::Accept,
            &["acceptCase"],
            &[Action::Accept],
            AtDeskOrInHand,
            &[Assigned],
            To::Status(InProgress),
        ),
        case(
            A::Return,
            &["returnCase"],
            &[Action::Return],
            AtDeskOrInHand,
            &[Assigned, InProgress],
            To::Status(Triaged),
        ),
        case(
            A::Coordinate,
            &["planCoordination", "recordCoordination"],
            &[Action::Coordinate],
            AtDesk,
            OPEN,
            Same,
        ),
        case(
            A::Escalate,
            &["escalateCase"],
            &[Action::Escalate],
            AtDesk,
            OPEN,
            To::Status(Triaged),
        ),
        case(A::Supervise, &["superviseCase"], &[Action::Supervise], AtDesk, WITH_A_DESK, Same),
        case(
            A::AnswerSupervision,
            &["answerSupervision"],
            &[Action::Answer],
            AtDeskOrInHand,
            ANY_BUT_ARCHIVED,
            Same,
        ),
        case(A::Extend, &["extendCase"], &[Action::Extend], AtDesk, OPEN, Same),
        case(A::Mediate, &["recordMediation"], &[Action::Mediate], AtDeskOrInHand, OPEN, Same),
        case(
            A::RecordEmergencyStep,
            &["recordEmergencyStep"],
            &[Action::RecordStep],
            AtDeskOrInHand,
            ANY_BUT_ARCHIVED,
            Same,
        ),
        case(
            A::Resolve,
            &["resolveCase"],
            &[Action::Resolve],
            AtDeskOrInHand,
            WITH_A_DESK,
            To::Status(Resolved),
        ),
        case(
            A::RejectResolution,
            &["rejectResolution"],
            &[Action::Supervise],
            AtDesk,
            &[Resolved],
            To::Status(InProgress),
        ),
        case(
            A::Decline,
            &["declineCase"],
            &[Action::Decline],
            AtDesk,
            &[Received, Triaged],
            To::Status(Replied),
        ),
        case(
            A::Reply,
            &["replyToReporter"],
            &[Action::Reply],
            AtDesk,
            &[Resolved],
            To::Status(Replied),
        ),
        case(
            A::FollowUp,
            &["recordFollowUp"],
            &[Action::FollowUp],
            AtDesk,
            &[Replied, FollowedUp],
            To::Status(FollowedUp),
        ),
        case(
            A::Archive,
            &["archiveCase"],
            &[Action::Archive],
            AtDesk,
            &[Resolved, Replied, FollowedUp],
            To::Status(Archived),
        ),
        case(
            A::Reopen,
            &["reopenCase"],
            &[Action::Reopen],
            AtDesk,
            &[Resolved, Replied, FollowedUp, Archived, Merged, Withdrawn],
            To::Status(Triaged),
        ),
        case(A::Merge, &["mergeCase"], &[Action::Merge], AtDesk, OPEN, To::Status(Merged)),
        case(
            A::Withdraw,
            &["withdrawCase"],
            &[Action::Withdraw],
            AtDesk,
            OPEN,
            To::Status(Withdrawn),
        ),
        case(A::Note, &["addCaseNote"], &[Action::Note], AtArea, ANY_BUT_ARCHIVED, Same),
        case(A::Attach, &["attachFile"], &[Action::Attach], AtArea, ANY_BUT_ARCHIVED, Same),
        Transition {
            action: A::ReadReporter,
            mutations: &["readReporter"],
            object: Object::Reporter,
            needs: &[Action::Read],
            asked: AtArea,
            from: ANY,
            to: Same,
        },
        Transition {
            action: A::AmendReporter,
            mutations: &["amendReporter", "addParty"],
            object: Object::Reporter,
            needs: &[Action::Amend],
            asked: AtArea,
            from: ANY,
            to: Same,
        },
    ]
};

impl CaseAction {
    /// Its row of the table.
    #[must_use]
    pub fn transition(self) -> &'static CaseTransition {
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
        is_sound(&TRANSITIONS, CaseAction::ALL);
        for action in CaseAction::ALL {
            assert_eq!(action.transition().action, *action);
        }
    }

    #[test]
    fn every_status_is_reached_and_all_but_the_first_are_left_again() {
        for status in Status::ALL {
            let reached = TRANSITIONS.iter().any(|row| row.to == To::Status(*status));
            assert_eq!(reached, *status != Received, "{status:?}");
            let left = TRANSITIONS.iter().any(|row| {
                row.from.contains(status) && matches!(row.to, To::Status(to) if to != *status)
            });
            assert!(left, "{status:?}");
        }
    }
}
