//! planCheck.

use chrono::{Months, NaiveDate};

use crate::desk::check::kind::CheckKind;
use crate::schema::mutation::input::{Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::checks::NewCheck;

input! {
    /// A check that is planned.
    PlanCheckInput {
        /// Why it is made; RECHECK names the check that it looks at again.
        kind: CheckKind = "kind" "CheckKind!",
        /// What it asks: the current revision of a checklist.
        checklist_id: String = "checklistId" "ID!",
        /// What is checked.
        place_id: String = "placeId" "ID!",
        /// The day that it is planned for: today or later, within a year.
        planned_for: NaiveDate = "plannedFor" "Date!",
        /// The team that makes it: of the place's area, below it, or above it up to its town.
        team_id: Option<String> = "teamId" "ID",
        /// Who makes it: a colleague who may read it.
        inspector_id: Option<String> = "inspectorId" "ID",
        /// Of a RECHECK alone: the signed check of the same place that it looks at again.
        rechecks_id: Option<String> = "rechecksId" "ID",
        /// The same key from the same user answers with the check planned the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn plan_check(call: Call<'_>) -> Outcome {
    let (input, mut reading): (PlanCheckInput, _) = call.read()?;
    let key = call.key(input.idempotency_key.as_ref(), &mut reading);
    let today = call.acting.now.with_timezone(&call.acting.zone).date_naive();
    within_a_year(input.planned_for, today, &mut reading);
    match (input.kind, &input.rechecks_id) {
        (CheckKind::Recheck, None) => reading.wrong(
            "rechecksId",
            "a RECHECK names the check that it looks at again",
            "复查（RECHECK）须指明所复查的检查",
        ),
        (CheckKind::Recheck, Some(_)) | (_, None) => {}
        (_, Some(_)) => reading.wrong(
            "rechecksId",
            "only a RECHECK looks at another check again: name none, or let the kind be RECHECK",
            "只有复查（RECHECK）针对另一检查：请不填此项，或将类型改为 RECHECK",
        ),
    }
    let new = NewCheck {
        kind: input.kind,
        checklist: reading.id(&input.checklist_id, "checklist", "checklistId"),
        place: reading.id(&input.place_id, "place", "placeId"),
        planned_for: input.planned_for,
        team: reading.optional_id(input.team_id.as_ref(), "team", "teamId"),
        inspector: reading.optional_id(input.inspector_id.as_ref(), "user", "inspectorId"),
        rechecks: reading.optional_id(input.rechecks_id.as_ref(), "check", "rechecksId"),
        key,
        problems: reading.problems,
    };
    done(call.store.plan_check(call.acting, new).await, reading.warnings)
}

fn within_a_year(day: NaiveDate, today: NaiveDate, reading: &mut Reading) {
    if day < today {
        reading.wrong(
            "plannedFor",
            format!("this day is over: a check is planned for {today} or later"),
            format!("此日期已过：检查应计划在 {today} 或之后"),
        );
    }
    let last = today.checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX);
    if day > last {
        reading.wrong(
            "plannedFor",
            format!("a check is planned at most a year ahead, up to {last}"),
            format!("检查最多提前一年计划，至 {last} 为止"),
        );
    }
}
