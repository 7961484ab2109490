//! The mutations of hazards.

mod payloads;
mod report;
mod steps;

use super::cases::payloads::CASE_PAYLOAD;
use super::record_words::RecordWordsInput;
use super::{Chapter, mutation};
use crate::policy::{Action, Object};
use payloads::HAZARD_PAYLOAD;
pub(super) use report::one_is_responsible;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations =
        vec![
        mutation!(
            "reportHazard",
            report::report_hazard,
            report::ReportHazardInput,
            HAZARD_PAYLOAD,
            "Reports something unsafe at a place: numbers it, with who puts it right and by when."
        ).needing(&[&[(Object::Hazard, Action::Report)]]),
        mutation!(
            "startRectification",
            steps::start_rectification,
            RecordWordsInput,
            HAZARD_PAYLOAD,
            "Begins to put a hazard right."
        ),
        mutation!(
            "reportRectified",
            steps::report_rectified,
            RecordWordsInput,
            HAZARD_PAYLOAD,
            "Reports a hazard as put right; the note is what was done."
        ),
        mutation!(
            "verifyHazard",
            steps::verify_hazard,
            RecordWordsInput,
            HAZARD_PAYLOAD,
            "Closes a hazard that was put right, by somebody else who looked again."
        ),
        mutation!(
            "reopenHazard",
            steps::reopen_hazard,
            RecordWordsInput,
            HAZARD_PAYLOAD,
            "Says that a hazard is not right after all: it is being put right again."
        ),
        mutation!(
            "extendHazard",
            steps::extend_hazard,
            steps::ExtendHazardInput,
            HAZARD_PAYLOAD,
            "Gives a hazard more time to be put right, with a reason."
        ),
        mutation!(
            "makeCaseOfHazard",
            steps::make_case_of_hazard,
            steps::MakeCaseOfHazardInput,
            CASE_PAYLOAD,
            "Makes a case of a hazard, of its place and in its words; each links to the other."
        ).needing(&[&[(Object::Hazard, Action::MakeCase), (Object::Case, Action::Create)]]),
    ];
    Chapter { mutations, nested: Vec::new() }
}
