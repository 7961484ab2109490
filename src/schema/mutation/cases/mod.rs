//! The mutations of cases.

mod appraise;
mod close;
mod coordinate;
mod hand_over;
mod mediate;
mod note;
pub(super) mod payloads;
mod register;
mod reporter;
mod supervise;

use super::input::Input;
use super::{Chapter, Mutation, mutation};
use crate::policy::{Action, Object};
pub(in crate::schema) use payloads::PLAIN;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let nested = vec![register::ReporterInput::object(), mediate::MediationSessionInput::object()];
    let mutations = vec![
        mutation!(
            "registerCase",
            register::register_case,
            register::RegisterCaseInput,
            payloads::CASE_PAYLOAD,
            "Registers a matter: numbers it, starts its clock, and makes its area's desk responsible."
        ).needing(&[&[(Object::Case, Action::Create)]]),
        mutation!(
            "settleCase",
            register::settle_case,
            register::SettleCaseInput,
            payloads::CASE_PAYLOAD,
            "Registers a SIMPLE matter that was resolved and replied to on the spot."
        ).needing(&[&[(Object::Case, Action::Create), (Object::Case, Action::Resolve), (Object::Case, Action::Reply)]]),
        mutation!(
            "amendCase",
            appraise::amend_case,
            appraise::AmendCaseInput,
            payloads::CASE_PAYLOAD,
            "Corrects the words or the place of an open case; the old ones stay in the event."
        ),
        mutation!(
            "triageCase",
            appraise::triage_case,
            appraise::TriageCaseInput,
            payloads::CASE_PAYLOAD,
            "Judges a case: its severity, its category, who oversees it; its clock is set anew from its receipt."
        ),
        mutation!(
            "proposeHandover",
            hand_over::propose_handover,
            hand_over::ProposeHandoverInput,
            payloads::HANDOVER_PAYLOAD,
            "Proposes a transfer slip, which somebody else signs."
        ),
        mutation!(
            "signHandover",
            hand_over::sign_handover,
            hand_over::SignHandoverInput,
            payloads::HANDOVER_PAYLOAD,
            "Signs a transfer slip that somebody else proposed, which hands the case over; or refuses it."
        ),
        mutation!(
            "assignCase",
            hand_over::assign_case,
            hand_over::AssignCaseInput,
            payloads::CASE_PAYLOAD,
            "Hands a case to a team in one, for those who may both propose and sign; again hands it to another."
        ),
        mutation!(
            "acceptCase",
            hand_over::accept_case,
            hand_over::AcceptCaseInput,
            payloads::CASE_PAYLOAD,
            "Takes a case up for its team."
        ),
        mutation!(
            "returnCase",
            hand_over::return_case,
            close::CaseWordsInput,
            payloads::CASE_PAYLOAD,
            "Gives a case back to its desk; the note says why."
        ),
        mutation!(
            "planCoordination",
            coordinate::plan_coordination,
            coordinate::PlanCoordinationInput,
            payloads::CASE_PAYLOAD,
            "Plans a joint meeting of the units that a hard case needs."
        ),
        mutation!(
            "recordCoordination",
            coordinate::record_coordination,
            coordinate::RecordCoordinationInput,
            payloads::CASE_PAYLOAD,
            "Records what a joint meeting said and decided; whoever records it was its chair."
        ),
        mutation!(
            "escalateCase",
            appraise::escalate_case,
            appraise::EscalateCaseInput,
            payloads::CASE_PAYLOAD,
            "Makes the desk of an area above responsible; those below go on reading the case."
        ),
        mutation!(
            "superviseCase",
            supervise::supervise_case,
            supervise::SuperviseCaseInput,
            payloads::SUPERVISION_PAYLOAD,
            "Serves a numbered supervision notice on whoever has the case."
        ),
        mutation!(
            "answerSupervision",
            supervise::answer_supervision,
            supervise::AnswerSupervisionInput,
            payloads::SUPERVISION_PAYLOAD,
            "Answers a supervision notice."
        ),
        mutation!(
            "extendCase",
            supervise::extend_case,
            supervise::ExtendCaseInput,
            payloads::CASE_PAYLOAD,
            "Gives an open case more time, with a reason; not by the team that has it."
        ),
        mutation!(
            "recordMediation",
            mediate::record_mediation,
            mediate::RecordMediationInput,
            payloads::CASE_PAYLOAD,
            "Adds a sitting or the outcome to a case's mediation file, which is begun with the first record."
        ),
        mutation!(
            "recordEmergencyStep",
            mediate::record_emergency_step,
            mediate::RecordEmergencyStepInput,
            payloads::CASE_PAYLOAD,
            "Records a step of an emergency, which stops the clock that waits for it."
        ),
        mutation!(
            "resolveCase",
            close::resolve_case,
            close::CaseWordsInput,
            payloads::CASE_PAYLOAD,
            "Resolves a case; the note is what was done. Its clock stops."
        ),
        mutation!(
            "rejectResolution",
            close::reject_resolution,
            close::CaseWordsInput,
            payloads::CASE_PAYLOAD,
            "Does not accept what was done: the case is in progress again, and its old clock runs on."
        ),
        mutation!(
            "declineCase",
            close::decline_case,
            close::ReplyToReporterInput,
            payloads::CASE_PAYLOAD,
            "Tells the reporter that this desk is not competent, and who is."
        ),
        mutation!(
            "replyToReporter",
            close::reply_to_reporter,
            close::ReplyToReporterInput,
            payloads::CASE_PAYLOAD,
            "Tells the reporter what was done; a MAJOR case is answered in writing. The follow-up is due 7 days later."
        ),
        mutation!(
            "recordFollowUp",
            close::record_follow_up,
            close::RecordFollowUpInput,
            payloads::CASE_PAYLOAD,
            "Records how satisfied the reporter is."
        ),
        mutation!(
            "archiveCase",
            close::archive_case,
            close::CaseWordsInput,
            payloads::CASE_PAYLOAD,
            "Closes a case for good: after the follow-up, or earlier where nobody can be reached or asked."
        ),
        mutation!(
            "reopenCase",
            close::reopen_case,
            close::CaseWordsInput,
            payloads::CASE_PAYLOAD,
            "Takes a closed case up again, with a new clock; the old one stays, with what was missed."
        ),
        mutation!(
            "mergeCase",
            close::merge_case,
            close::MergeCaseInput,
            payloads::MERGE_PAYLOAD,
            "Merges a case into another open one of the same matter, which its reporter is answered with."
        ),
        mutation!(
            "withdrawCase",
            close::withdraw_case,
            close::CaseWordsInput,
            payloads::CASE_PAYLOAD,
            "Closes a case at its reporter's wish, and at nobody else's; the note says so."
        ),
        mutation!(
            "addCaseNote",
            note::add_case_note,
            note::AddCaseNoteInput,
            payloads::CASE_PAYLOAD,
            "Adds a note. It raises no version, and so gets in nobody's way."
        ),
        Mutation {
            is_alone: true,
            ..mutation!(
                "readReporter",
                reporter::read_reporter,
                reporter::ReadReporterInput,
                payloads::REPORTER_PAYLOAD,
                "Reads who brought a case and whom it concerns: one case to an operation, by POST. Each look is in the audit trail before it is answered."
            )
        },
        mutation!(
            "amendReporter",
            reporter::amend_reporter,
            reporter::AmendReporterInput,
            payloads::REPORTER_CHANGE_PAYLOAD,
            "Corrects who brought a case; what is given takes the place of all that was known."
        ),
        mutation!(
            "addParty",
            reporter::add_party,
            reporter::PartyInput,
            payloads::REPORTER_CHANGE_PAYLOAD,
            "Adds somebody whom a case concerns."
        ),
    ];
    Chapter { mutations, nested }
}
