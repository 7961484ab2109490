//! recordMediation and recordEmergencyStep.

use chrono::{DateTime, Utc};

use crate::desk::clock::EmergencyStep;
use crate::desk::reply::MediationMethod;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{EmergencyRecord, MediationRecord, Sitting};

/// The most mediators of one sitting.
const MOST_MEDIATORS: usize = 20;

input! {
    /// A sitting of a mediation.
    MediationSessionInput {
        /// When it was held.
        held_at: DateTime<Utc> = "heldAt" "DateTime!",
        /// Who mediated: 1 to 20 colleagues.
        mediator_ids: Vec<String> = "mediatorIds" "[ID!]!",
        /// What was said.
        record: String = "record" "String!",
    }
}

input! {
    /// What is added to a case's mediation file: a sitting, an outcome, or both.
    RecordMediationInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// By whose law.
        method: MediationMethod = "method" "MediationMethod!",
        /// A sitting.
        session: Option<MediationSessionInput> = "session" "MediationSessionInput",
        /// Whether an agreement was reached; null leaves it as it is.
        agreement_reached: Option<bool> = "agreementReached" "Boolean",
        /// The agreement, attached to the case before.
        agreement_attachment_id: Option<String> = "agreementAttachmentId" "ID",
    }
}

input! {
    /// A step of an emergency.
    RecordEmergencyStepInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// Which step.
        step: EmergencyStep = "step" "EmergencyStep!",
        /// When it was taken: after the receipt, and not yet to come.
        at: DateTime<Utc> = "at" "DateTime!",
        /// In words.
        note: String = "note" "String!",
    }
}

pub(super) async fn record_mediation(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RecordMediationInput, _) = call.read()?;
    let sitting = input.session.as_ref().map(|session| Sitting {
        held_at: reading.past(session.held_at, "session.heldAt"),
        mediators: reading.ids(
            &session.mediator_ids,
            "user",
            "session.mediatorIds",
            MOST_MEDIATORS,
        ),
        record: reading.words(&session.record, "session.record", input::LONG),
    });
    let agreement = input.agreement_attachment_id.as_ref();
    let agreement = reading.optional_id(agreement, "attachment", "agreementAttachmentId");
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let RecordMediationInput { method, agreement_reached, .. } = input;
    let record = MediationRecord { target, method, sitting, agreement_reached, agreement };
    done(call.store.record_mediation(call.acting, record).await, warnings)
}

pub(super) async fn record_emergency_step(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RecordEmergencyStepInput, _) = call.read()?;
    let at = reading.past(input.at, "at");
    let note = reading.words(&input.note, "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let record = EmergencyRecord { target, step: input.step, at, note };
    done(call.store.record_emergency_step(call.acting, record).await, warnings)
}
