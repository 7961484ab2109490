//! From startRectification to makeCaseOfHazard: what becomes of a hazard that was found.

use chrono::{DateTime, Utc};

use crate::desk::deadline::Severity;
use crate::desk::refusal::Refusal;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::record_words::RecordWordsInput;
use crate::schema::mutation::{Call, Outcome, Warning, done};
use crate::store::change::{Target, Unmade};
use crate::store::hazards::{CaseOfHazard, HazardExtension};

input! {
    /// More time for a hazard.
    ExtendHazardInput {
        /// The hazard.
        id: String = "id" "ID!",
        /// The version of the hazard that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// By when it is to be put right: yet to come, and later than before.
        due_at: DateTime<Utc> = "dueAt" "DateTime!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

input! {
    /// A case that is made of a hazard, of its place and in its words.
    MakeCaseOfHazardInput {
        /// The hazard; one that has no case yet.
        hazard_id: String = "hazardId" "ID!",
        /// The version of the hazard that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The matter in a line, of at most 200 characters.
        title: String = "title" "String!",
        /// How much it asks for.
        severity: Severity = "severity" "CaseSeverity!",
    }
}

pub(super) async fn start_rectification(call: Call<'_>) -> Outcome {
    let (target, note, warnings) = words(&call)?;
    done(call.store.start_rectification(call.acting, target, note).await, warnings)
}

pub(super) async fn report_rectified(call: Call<'_>) -> Outcome {
    let (target, note, warnings) = words(&call)?;
    done(call.store.report_rectified(call.acting, target, note).await, warnings)
}

pub(super) async fn verify_hazard(call: Call<'_>) -> Outcome {
    let (target, note, warnings) = words(&call)?;
    done(call.store.verify_hazard(call.acting, target, note).await, warnings)
}

pub(super) async fn reopen_hazard(call: Call<'_>) -> Outcome {
    let (target, note, warnings) = words(&call)?;
    done(call.store.reopen_hazard(call.acting, target, note).await, warnings)
}

pub(super) async fn extend_hazard(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ExtendHazardInput, _) = call.read()?;
    let due_at = reading.future(input.due_at, "dueAt");
    let reason = reading.words(&input.reason, "reason", input::NOTE);
    let seen = Some(input.expected_version);
    let (target, warnings) = reading.target("hazard", &input.id, "id", seen)?;
    let extension = HazardExtension { target, due_at, reason };
    done(call.store.extend_hazard(call.acting, extension).await, warnings)
}

pub(super) async fn make_case_of_hazard(call: Call<'_>) -> Outcome {
    let (input, mut reading): (MakeCaseOfHazardInput, _) = call.read()?;
    let title = reading.words(&input.title, "title", input::TITLE);
    let seen = Some(input.expected_version);
    let (target, warnings) = reading.target("hazard", &input.hazard_id, "hazardId", seen)?;
    let case = CaseOfHazard { target, title, severity: input.severity };
    done(call.store.make_case_of_hazard(call.acting, case).await, warnings)
}

/// A hazard, and what is said of it.
fn words(call: &Call<'_>) -> Result<(Target, String, Vec<Warning>), Unmade> {
    let (input, mut reading): (RecordWordsInput, _) = call.read()?;
    let note = reading.words(&input.note, "note", input::NOTE);
    let seen = Some(input.expected_version);
    let target: Result<_, Refusal> = reading.target("hazard", &input.id, "id", seen);
    let (target, warnings) = target?;
    Ok((target, note, warnings))
}
