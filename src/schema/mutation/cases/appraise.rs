//! amendCase, triageCase and escalateCase.

use crate::desk::deadline::Severity;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::location::{LocationInput, location};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{Amendment, Escalation, Triage};

input! {
    /// A correction of a case's words or place. What is null stays.
    AmendCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The matter in a line.
        title: Option<String> = "title" "String",
        /// The matter in full.
        description: Option<String> = "description" "String",
        /// Where exactly it is; takes the place of all that was known of that.
        location: Option<LocationInput> = "location" "LocationInput",
        /// Why it is corrected.
        note: String = "note" "String!",
    }
}

input! {
    /// A judgement of a case.
    TriageCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// How much it asks for.
        severity: Severity = "severity" "CaseSeverity!",
        /// What it is about.
        category_id: String = "categoryId" "ID!",
        /// Where it is, if elsewhere than it was thought to be; that area's desk is responsible then.
        area_id: Option<String> = "areaId" "ID",
        /// Whether emergency clocks run from now on; null leaves it as it is.
        emergency: Option<bool> = "emergency" "Boolean",
        /// Whether it is confidential; null leaves it as it is.
        confidential: Option<bool> = "confidential" "Boolean",
        /// Who follows it to the end for the centre; null leaves it as it is.
        overseer_id: Option<String> = "overseerId" "ID",
        /// In words.
        note: Option<String> = "note" "String",
    }
}

input! {
    /// A case that goes to a desk above.
    EscalateCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The area above whose desk is to be responsible.
        to_area_id: String = "toAreaId" "ID!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn amend_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AmendCaseInput, _) = call.read()?;
    let title = input.title.as_ref().map(|title| reading.words(title, "title", input::TITLE));
    let description = input.description.as_ref().map(|text| {
        reading.optional_words(Some(text), "description", input::LONG).unwrap_or_default()
    });
    let place = input.location.as_ref().map(|given| location(given, "location", &mut reading));
    let note = reading.words(&input.note, "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let amendment = Amendment { target, title, description, location: place, note };
    done(call.store.amend_case(call.acting, amendment).await, warnings)
}

pub(super) async fn triage_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (TriageCaseInput, _) = call.read()?;
    let category = reading.id(&input.category_id, "category", "categoryId");
    let area = reading.optional_id(input.area_id.as_ref(), "area", "areaId");
    let overseer = reading.optional_id(input.overseer_id.as_ref(), "user", "overseerId");
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let TriageCaseInput { severity, emergency, confidential, .. } = input;
    let triage =
        Triage { target, severity, category, area, emergency, confidential, overseer, note };
    done(call.store.triage_case(call.acting, triage).await, warnings)
}

pub(super) async fn escalate_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (EscalateCaseInput, _) = call.read()?;
    let to = reading.id(&input.to_area_id, "area", "toAreaId");
    let reason = reading.words(&input.reason, "reason", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let escalation = Escalation { target, to, reason };
    done(call.store.escalate_case(call.acting, escalation).await, warnings)
}
