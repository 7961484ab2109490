//! recordPatrolVisit.

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::patrol::{Untimely, in_time};
use crate::desk::refusal::Refusal;
use crate::read::problem::Problems;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::change::Target;
use crate::store::patrols::Visit;

input! {
    /// A visit to a checkpoint, made by whoever signs for it.
    RecordPatrolVisitInput {
        /// The checkpoint.
        checkpoint_id: String = "checkpointId" "ID!",
        /// When it was made. A phone may have been offline: 48 hours at most, unless the installation has it otherwise.
        at: DateTime<Utc> = "at" "DateTime!",
        /// What was seen.
        note: Option<String> = "note" "String",
        /// The same key from the same user answers with the visit recorded the first time.
        idempotency_key: String = "idempotencyKey" "String!",
    }
}

pub(super) async fn record_patrol_visit(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RecordPatrolVisitInput, _) = call.read()?;
    let at = input.at;
    let untimely = untimely(at, reading.now, call.visits_late_by);
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let key = call.key(Some(&input.idempotency_key), &mut reading);
    let Some(record) = reading.id(&input.checkpoint_id, "checkpoint", "checkpointId") else {
        reading.problems.append(untimely);
        return Err(Refusal::Invalid(reading.problems.into_vec()).into());
    };
    let target = Target { record, expected_version: None, problems: reading.problems };
    let visit = Visit { target, at, untimely, note, key };
    done(call.store.record_patrol_visit(call.acting, visit).await, reading.warnings)
}

/// What is wrong with the time of a visit that is told of now.
fn untimely(at: DateTime<Utc>, now: DateTime<Utc>, offline: TimeDelta) -> Problems {
    let mut problems = Problems::default();
    match in_time(at, now, offline) {
        Ok(()) => {}
        Err(Untimely::Early) => problems.add(
            "input.at",
            "this moment is yet to come: give the one at which the visit was made",
            "此时间尚未到来：请填写实际签到时间",
        ),
        Err(Untimely::Late) => {
            let hours = offline.num_hours();
            problems.add(
                "input.at",
                format!("this is more than {hours} hours ago: visits are sent within that time"),
                format!("此时间早于 {hours} 小时前：签到须在此时限内上传"),
            );
        }
    }
    problems
}
