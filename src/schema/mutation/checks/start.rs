//! startCheck and cancelCheck.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::record_words::RecordWordsInput;
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// The arguments of startCheck.
    StartCheckInput {
        /// The check.
        id: String = "id" "ID!",
        /// The version that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
    }
}

pub(super) async fn start_check(call: Call<'_>) -> Outcome {
    let (input, reading): (StartCheckInput, _) = call.read()?;
    let (target, warnings) =
        reading.target("check", &input.id, "id", Some(input.expected_version))?;
    done(call.store.start_check(call.acting, target).await, warnings)
}

pub(super) async fn cancel_check(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RecordWordsInput, _) = call.read()?;
    let why = reading.words(&input.note, "note", input::NOTE);
    let (target, warnings) =
        reading.target("check", &input.id, "id", Some(input.expected_version))?;
    done(call.store.cancel_check(call.acting, target, why).await, warnings)
}
