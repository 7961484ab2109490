//! addCaseNote and attachFile: what is added to a case without changing it.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::Attaching;

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

input! {
    /// One file sent to POST /files, tied to one record.
    AttachFileInput {
        /// The file, by the id that POST /files gave; its sender ties it, within 24 hours. A warning names this field where a number of a person stands in the file's name.
        file_id: String = "fileId" "ID!",
        /// The record: a case.
        record_id: String = "recordId" "ID!",
        /// Whether it names the reporter or a party: it shows only to those who may read the reporter then.
        personal: Option<bool> = "personal" "Boolean",
        /// The same key from the same user answers with the attachment made the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn attach_file(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AttachFileInput, _) = call.read()?;
    let file = reading.id(&input.file_id, "file", "fileId");
    let key = call.key(input.idempotency_key.as_ref(), &mut reading);
    if let Some(file) = file
        && call.store.names_a_number(file, call.acting.grants.user_id()).await?
    {
        reading.warn("fileId");
    }
    let (target, warnings) = reading.target("case", &input.record_id, "recordId", None)?;
    let personal = input.personal.unwrap_or(false);
    done(
        call.store.attach_file(call.acting, Attaching { target, file, personal, key }).await,
        warnings,
    )
}

pub(super) async fn add_case_note(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AddCaseNoteInput, _) = call.read()?;
    let text = reading.words(&input.text, "text", input::NOTE);
    let key = call.key(input.idempotency_key.as_ref(), &mut reading);
    let (target, warnings) = reading.target("case", &input.id, "id", None)?;
    done(call.store.add_case_note(call.acting, target, text, key).await, warnings)
}
