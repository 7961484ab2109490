//! recordPatrolVisit.

use chrono::{DateTime, SubsecRound, Utc};

use crate::desk::patrol::{Untimely, in_time};
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
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
    let at = input.at.trunc_subsecs(6);
    let offline = call.visits_late_by;
    match in_time(at, reading.now, offline) {
        Ok(()) => {}
        Err(Untimely::Early) => reading.wrong(
            "at",
            "this moment is yet to come: give the one at which the visit was made",
            "此时间尚未到来：请填写实际签到时间",
        ),
        Err(Untimely::Late) => {
            let hours = offline.num_hours();
            reading.wrong(
                "at",
                format!("this is more than {hours} hours ago: visits are sent within that time"),
                format!("此时间早于 {hours} 小时前：签到须在此时限内上传"),
            );
        }
    }
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let key = call.key(Some(&input.idempotency_key), &mut reading);
    let (target, warnings) =
        reading.target("checkpoint", &input.checkpoint_id, "checkpointId", None)?;
    let visit = Visit { target, at, note, key };
    done(call.store.record_patrol_visit(call.acting, visit).await, warnings)
}
