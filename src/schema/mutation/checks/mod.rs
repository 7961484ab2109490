//! The mutations of safety checks.

mod answers;
mod payloads;
mod plan;
mod sign;
mod start;

use super::input::Input;
use super::record_words::RecordWordsInput;
use super::{Chapter, Mutation, mutation};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let nested = vec![answers::CheckItemAnswerInput::object(), sign::FoundHazardInput::object()];
    let mutations = vec![
        mutation!(
            "planCheck",
            plan::plan_check,
            plan::PlanCheckInput,
            payloads::CHECK_PAYLOAD,
            "Plans a check of a place, which asks what its checklist asks at this time."
        ),
        Mutation {
            is_spread: true,
            ..mutation!(
                "startCheck",
                start::start_check,
                start::StartCheckInput,
                payloads::CHECK_PAYLOAD,
                "Begins a check that was planned, or that was missed."
            )
        },
        mutation!(
            "saveCheckAnswers",
            answers::save_check_answers,
            answers::SaveCheckAnswersInput,
            payloads::CHECK_PAYLOAD,
            "Keeps answers of a check that is in progress, before it is signed."
        ),
        mutation!(
            "signCheck",
            sign::sign_check,
            sign::SignCheckInput,
            payloads::CHECK_PAYLOAD,
            "Signs a check of which every question is answered, and makes hazards of what it found: each failed question is one. It is closed then: a correction is a new check of kind RECHECK."
        ),
        mutation!(
            "cancelCheck",
            start::cancel_check,
            RecordWordsInput,
            payloads::CHECK_PAYLOAD,
            "Says why a check is not to be made after all."
        ),
    ];
    Chapter { mutations, nested }
}
