//! reportHazard: a hazard that somebody came upon.

use chrono::{DateTime, Utc};

use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::hazards::HazardReport;

input! {
    /// Something unsafe at a place.
    ReportHazardInput {
        /// Where it is.
        place_id: String = "placeId" "ID!",
        /// What is unsafe, of at most 20,000 characters.
        description: String = "description" "String!",
        /// Whether it is a major hazard (重大隐患).
        major: bool = "major" "Boolean!",
        /// By when it is to be put right: yet to come, within ten years.
        due_at: DateTime<Utc> = "dueAt" "DateTime!",
        /// Who puts it right: a colleague who may read it. Either this or responsibleUnit.
        responsible_id: Option<String> = "responsibleId" "ID",
        /// The same in words, of at most 100 characters: a shop is no user.
        responsible_unit: Option<String> = "responsibleUnit" "String",
        /// The case that showed it.
        case_id: Option<String> = "caseId" "ID",
        /// The visit of a patrol that showed it.
        visit_id: Option<String> = "visitId" "ID",
        /// The same key from the same user answers with the hazard made the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn report_hazard(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ReportHazardInput, _) = call.read()?;
    let unit = input.responsible_unit.as_ref();
    let unit = reading.optional_words(unit, "responsibleUnit", input::NAME);
    one_is_responsible(input.responsible_id.is_some(), unit.is_some(), "", &mut reading);
    let report = HazardReport {
        place: reading.id(&input.place_id, "place", "placeId"),
        description: reading.words(&input.description, "description", input::LONG),
        major: input.major,
        due_at: reading.future(input.due_at, "dueAt"),
        responsible: reading.optional_id(input.responsible_id.as_ref(), "user", "responsibleId"),
        responsible_unit: unit,
        case: reading.optional_id(input.case_id.as_ref(), "case", "caseId"),
        visit: reading.optional_id(input.visit_id.as_ref(), "visit", "visitId"),
        key: call.key(input.idempotency_key.as_ref(), &mut reading),
        problems: reading.problems,
    };
    done(call.store.report_hazard(call.acting, report).await, reading.warnings)
}

/// Somebody puts a hazard right, and it is known who: `within` is where in the input the hazard
/// stands.
pub(in crate::schema::mutation) fn one_is_responsible(
    has_user: bool,
    has_unit: bool,
    within: &str,
    reading: &mut Reading,
) {
    match (has_user, has_unit) {
        (true, true) => reading.wrong(
            &format!("{within}responsibleUnit"),
            "one puts it right: name a colleague or a unit, not both",
            "整改责任人与整改责任单位只能填写其一",
        ),
        (false, false) => reading.wrong(
            &format!("{within}responsibleId"),
            "somebody puts it right: name a colleague here, or a unit in responsibleUnit",
            "须指定整改责任：在此填写责任人，或在 responsibleUnit 填写责任单位",
        ),
        _ => {}
    }
}
