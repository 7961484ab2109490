//! attachFile: a file that was sent is tied to a record.

use crate::desk::refusal::Refusal;
use crate::read::global_id;
use crate::schema::mutation::input::{Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::attach::{Attaching, Holder};

input! {
    /// One file sent to POST /files, tied to one record.
    AttachFileInput {
        /// The file, by the id that POST /files gave; its sender ties it, within 24 hours. A warning names this field where a number of a person stands in the file's name.
        file_id: String = "fileId" "ID!",
        /// The record: a case, a check, a hazard, or a visit of a patrol that one made oneself.
        record_id: String = "recordId" "ID!",
        /// Of a case: whether it names the reporter or a party. It shows only to those who may read the reporter then.
        personal: Option<bool> = "personal" "Boolean",
        /// Of a hazard: it shows it put right.
        after: Option<bool> = "after" "Boolean",
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
    let Some((prefix, holder)) = holder(&input, &mut reading) else {
        return Err(Refusal::Invalid(reading.problems.into_vec()).into());
    };
    let (target, warnings) = reading.target(prefix, &input.record_id, "recordId", None)?;
    let attaching = Attaching { target, holder, file, key };
    done(call.store.attach_file(call.acting, attaching).await, warnings)
}

/// What kind of record the file goes to, and the prefix of its ids; none where it is of no such
/// kind, which is among the problems.
fn holder(input: &AttachFileInput, reading: &mut Reading) -> Option<(&'static str, Holder)> {
    let (personal, after) = (input.personal.unwrap_or(false), input.after.unwrap_or(false));
    let known = match global_id::split(&input.record_id).map(|(prefix, _)| prefix) {
        Some("case") => Some(("case", Holder::Case { personal })),
        Some("check") => Some(("check", Holder::Check)),
        Some("hazard") => Some(("hazard", Holder::Hazard { after })),
        Some("visit") => Some(("visit", Holder::Visit)),
        _ => {
            reading.wrong(
                "recordId",
                "this is not an id of the kind case_…, check_…, hazard_… or visit_…, as the API gives them",
                "这不是接口给出的 case_…、check_…、hazard_… 或 visit_… 类 id",
            );
            return None;
        }
    };
    if personal && !matches!(known, Some((_, Holder::Case { .. }))) {
        reading.wrong(
            "personal",
            "only a case has a reporter and parties whom a file can name",
            "只有事项才有反映人和当事人：此处不适用",
        );
    }
    if after && !matches!(known, Some((_, Holder::Hazard { .. }))) {
        reading.wrong(
            "after",
            "only a hazard is shown put right by a file",
            "只有隐患才有整改后的附件：此处不适用",
        );
    }
    known
}
