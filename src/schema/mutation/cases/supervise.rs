//! superviseCase, answerSupervision and extendCase.

use chrono::{DateTime, Utc};

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{Extension, SupervisionAnswer, SupervisionNotice};

input! {
    /// A supervision notice.
    SuperviseCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// Why it is served.
        reason: String = "reason" "String!",
        /// By when it is to be answered.
        answer_by: DateTime<Utc> = "answerBy" "DateTime!",
    }
}

input! {
    /// An answer to a supervision notice.
    AnswerSupervisionInput {
        /// The notice.
        supervision_id: String = "supervisionId" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The answer.
        answer: String = "answer" "String!",
    }
}

input! {
    /// More time for a case.
    ExtendCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// When it is due from now on: later than it was, and yet to come.
        due_at: DateTime<Utc> = "dueAt" "DateTime!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn supervise_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (SuperviseCaseInput, _) = call.read()?;
    let reason = reading.words(&input.reason, "reason", input::NOTE);
    let answer_by = reading.future(input.answer_by, "answerBy");
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let notice = SupervisionNotice { target, reason, answer_by };
    done(call.store.supervise_case(call.acting, notice).await, warnings)
}

pub(super) async fn answer_supervision(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AnswerSupervisionInput, _) = call.read()?;
    let answer = reading.words(&input.answer, "answer", input::NOTE);
    let version = input.expected_version;
    let (supervision, target, warnings) =
        reading.part(&input.supervision_id, "supervision", "supervisionId", version)?;
    let answer = SupervisionAnswer { supervision, target, answer };
    done(call.store.answer_supervision(call.acting, answer).await, warnings)
}

pub(super) async fn extend_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ExtendCaseInput, _) = call.read()?;
    let due_at = reading.future(input.due_at, "dueAt");
    let reason = reading.words(&input.reason, "reason", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let extension = Extension { target, due_at, reason };
    done(call.store.extend_case(call.acting, extension).await, warnings)
}
