//! addCaseNote: what is added to a case without changing it.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// A note. It raises no version: it gets in nobody's way.
    AddCaseNoteInput {
        /// The case.
        id: String = "id" "ID!",
        /// The words.
        text: String = "text" "String!",
        /// The same key from the same user answers with the note made the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn add_case_note(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AddCaseNoteInput, _) = call.read()?;
    let text = reading.words(&input.text, "text", input::NOTE);
    let key = call.key(input.idempotency_key.as_ref(), &mut reading);
    let (target, warnings) = reading.target("case", &input.id, "id", None)?;
    done(call.store.add_case_note(call.acting, target, text, key).await, warnings)
}
