//! addDutyLogEntry.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::shifts::LogEntry;

input! {
    /// What is written down in the duty log.
    DutyLogInput {
        /// The shift.
        shift_id: String = "shiftId" "ID!",
        /// The words.
        text: String = "text" "String!",
        /// The case that it is about, in the actor's sight.
        case_id: Option<String> = "caseId" "ID",
        /// The same key from the same user answers with the entry made the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn add_duty_log_entry(call: Call<'_>) -> Outcome {
    let (input, mut reading): (DutyLogInput, _) = call.read()?;
    let text = reading.words(&input.text, "text", input::NOTE);
    let case = reading.optional_id(input.case_id.as_ref(), "case", "caseId");
    let key = call.key(input.idempotency_key.as_ref(), &mut reading);
    let (target, warnings) = reading.target("shift", &input.shift_id, "shiftId", None)?;
    let entry = LogEntry { target, text, case, key };
    done(call.store.add_duty_log_entry(call.acting, entry).await, warnings)
}
