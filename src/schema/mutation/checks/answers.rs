//! saveCheckAnswers.

use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::checks::{Answer, Answers};

/// How many answers, or hazards, one input holds at most: a checklist asks no more.
pub(super) const MOST: usize = 200;

input! {
    /// An answer to a question of a check.
    CheckItemAnswerInput {
        /// The question's code in the checklist.
        code: String = "code" "String!",
        /// The answer.
        passed: bool = "passed" "Boolean!",
        /// What was seen.
        note: Option<String> = "note" "String",
    }
}

input! {
    /// Answers that are kept before the check is signed.
    SaveCheckAnswersInput {
        /// The check.
        id: String = "id" "ID!",
        /// The version that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// Some of the answers; each replaces what was answered before.
        answers: Vec<CheckItemAnswerInput> = "answers" "[CheckItemAnswerInput!]!",
    }
}

pub(super) async fn save_check_answers(call: Call<'_>) -> Outcome {
    let (input, mut reading): (SaveCheckAnswersInput, _) = call.read()?;
    if input.answers.is_empty() {
        reading.wrong("answers", "at least one answer belongs here", "此处至少应有一项作答");
    }
    let answers = answers(&input.answers, &mut reading);
    let (target, warnings) =
        reading.target("check", &input.id, "id", Some(input.expected_version))?;
    done(call.store.save_check_answers(call.acting, Answers { target, answers }).await, warnings)
}

pub(super) fn answers(given: &[CheckItemAnswerInput], reading: &mut Reading) -> Vec<Answer> {
    not_too_many(given.len(), "answers", reading);
    let answer = |(i, answer): (usize, &CheckItemAnswerInput)| {
        let field = format!("answers[{i}].note");
        let note = reading.optional_words(answer.note.as_ref(), &field, input::NOTE);
        Answer { code: answer.code.clone(), passed: answer.passed, note }
    };
    given.iter().take(MOST).enumerate().map(answer).collect()
}

pub(super) fn not_too_many(there_are: usize, field: &str, reading: &mut Reading) {
    if there_are > MOST {
        reading.wrong(
            field,
            format!("at most {MOST} belong here, and there are {there_are}"),
            format!("此处最多 {MOST} 项，现有 {there_are} 项"),
        );
    }
}
