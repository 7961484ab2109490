//! signCheck.

use chrono::{DateTime, Utc};

use super::answers::{CheckItemAnswerInput, MOST, answers, not_too_many};
use crate::schema::mutation::hazards::one_is_responsible;
use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::checks::{FoundHazard, SignedCheck};

input! {
    /// A hazard that a check found.
    FoundHazardInput {
        /// The question that was failed; null for a finding beside the questions.
        item_code: Option<String> = "itemCode" "String",
        /// The hazard in words.
        description: String = "description" "String!",
        /// Whether it is a major one.
        major: bool = "major" "Boolean!",
        /// By when it is to be put right.
        due_at: DateTime<Utc> = "dueAt" "DateTime!",
        /// Who puts it right: a colleague who may read it. Either this or responsibleUnit.
        responsible_id: Option<String> = "responsibleId" "ID",
        /// Who puts it right, in words, where that is nobody who works here.
        responsible_unit: Option<String> = "responsibleUnit" "String",
    }
}

input! {
    /// Signing closes the record: answers and hazards stand as signed.
    SignCheckInput {
        /// The check.
        id: String = "id" "ID!",
        /// The version that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The answers that are not kept yet; with those that are, every question is answered.
        answers: Vec<CheckItemAnswerInput> = "answers" "[CheckItemAnswerInput!]!",
        /// What it found: at least one for each failed question.
        hazards: Vec<FoundHazardInput> = "hazards" "[FoundHazardInput!]!",
    }
}

pub(super) async fn sign_check(call: Call<'_>) -> Outcome {
    let (input, mut reading): (SignCheckInput, _) = call.read()?;
    let answers = answers(&input.answers, &mut reading);
    not_too_many(input.hazards.len(), "hazards", &mut reading);
    let hazards = input.hazards.iter().take(MOST).enumerate();
    let hazards = hazards.map(|(i, given)| found(given, i, &mut reading)).collect();
    let (target, warnings) =
        reading.target("check", &input.id, "id", Some(input.expected_version))?;
    let signed = SignedCheck { target, answers, hazards };
    done(call.store.sign_check(call.acting, signed).await, warnings)
}

fn found(given: &FoundHazardInput, i: usize, reading: &mut Reading) -> FoundHazard {
    let field = |name: &str| format!("hazards[{i}].{name}");
    let description = reading.words(&given.description, &field("description"), input::LONG);
    let unit = given.responsible_unit.as_ref();
    let unit = reading.optional_words(unit, &field("responsibleUnit"), input::NAME);
    one_is_responsible(given.responsible_id.is_some(), unit.is_some(), &field(""), reading);
    FoundHazard {
        item_code: given.item_code.clone(),
        description,
        major: given.major,
        due_at: reading.future(given.due_at, &field("dueAt")),
        responsible: reading.optional_id(
            given.responsible_id.as_ref(),
            "user",
            &field("responsibleId"),
        ),
        responsible_unit: unit,
    }
}
