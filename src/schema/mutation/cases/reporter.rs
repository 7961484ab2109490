//! readReporter, amendReporter and addParty.

use serde_json::json;

use super::register::{ReporterInput, phone_number, reporter};
use crate::read::global_id;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Done, Outcome, done};
use crate::store::cases::PartyRecord;
use crate::store::change::Made;

input! {
    /// Whose case is looked at, and why.
    ReadReporterInput {
        /// The case.
        case_id: String = "caseId" "ID!",
        /// Why; needed where the installation asks for a reason.
        reason: Option<String> = "reason" "String",
    }
}

input! {
    /// A correction of who brought a case.
    AmendReporterInput {
        /// The case.
        case_id: String = "caseId" "ID!",
        /// All that is known of them.
        reporter: ReporterInput = "reporter" "ReporterInput!",
        /// Why it is corrected.
        reason: String = "reason" "String!",
    }
}

input! {
    /// Somebody whom a case concerns. It is kept sealed, as the reporter is.
    PartyInput {
        /// The case.
        case_id: String = "caseId" "ID!",
        /// The name.
        name: String = "name" "String!",
        /// The telephone number.
        phone: Option<String> = "phone" "String",
        /// What part they have in the matter.
        role: String = "role" "String!",
        /// The same key from the same user answers with the party added the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn read_reporter(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ReadReporterInput, _) = call.read()?;
    let reason = reading.optional_words(input.reason.as_ref(), "reason", input::NOTE);
    if reason.is_none() && call.asks_for_reason {
        reading.wrong(
            "reason",
            "this installation asks why: say what you need it for",
            "本系统要求说明查看理由：请填写用途",
        );
    }
    let (target, warnings) = reading.target("case", &input.case_id, "caseId", None)?;
    let record = target.record;
    let known = call.store.read_reporter(call.acting, target, reason).await?;
    let reporter = known.reporter.map(|known| {
        json!({
            "name": known.name,
            "phone": known.phone,
            "email": known.email,
            "anonymous": known.anonymous,
        })
    });
    let parties = known.parties.iter().map(|party| {
        json!({
            "id": global_id::join("party", party.id),
            "name": party.record.name,
            "phone": party.record.phone,
            "role": party.record.role,
        })
    });
    let given = json!({"reporter": reporter, "parties": parties.collect::<Vec<_>>()});
    let made = Made { record, ..Made::default() };
    Ok(Done { made, given: Some(given), warnings })
}

pub(super) async fn amend_reporter(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AmendReporterInput, _) = call.read()?;
    let known = reporter(&input.reporter, "reporter", &mut reading);
    if known.is_none() {
        reading.wrong(
            "reporter",
            "give a name, a telephone number or an address, or say that they are anonymous",
            "请填写姓名、电话或邮箱，或标明匿名",
        );
    }
    let reason = reading.words(&input.reason, "reason", input::NOTE);
    let (target, warnings) = reading.target("case", &input.case_id, "caseId", None)?;
    let known = known.unwrap_or_default();
    done(call.store.amend_reporter(call.acting, target, known, reason).await, warnings)
}

pub(super) async fn add_party(call: Call<'_>) -> Outcome {
    let (input, mut reading): (PartyInput, _) = call.read()?;
    let name = reading.words(&input.name, "name", input::NAME);
    let role = reading.words(&input.role, "role", input::NAME);
    // What is sealed is nothing to warn of.
    reading.warnings.clear();
    let phone = input.phone.as_ref();
    let phone = phone.and_then(|given| phone_number(given, "phone", &mut reading));
    let key = call.key(input.idempotency_key.as_ref(), &mut reading);
    let (target, warnings) = reading.target("case", &input.case_id, "caseId", None)?;
    let party = PartyRecord { name, phone, role };
    done(call.store.add_party(call.acting, target, party, key).await, warnings)
}
