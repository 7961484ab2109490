//! approveChange and rejectChange.

use crate::schema::mutation::input::input;
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// A change that waits.
    ApproveChangeInput {
        /// The change.
        id: String = "id" "ID!",
    }
}

input! {
    /// A change that waits, and why it is given up.
    RejectChangeInput {
        /// The change.
        id: String = "id" "ID!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn approve_change(call: Call<'_>) -> Outcome {
    let (input, reading): (ApproveChangeInput, _) = call.read()?;
    let (target, warnings) = reading.target("pending_change", &input.id, "id", None)?;
    let approved = call.store.approve_change(call.acting, target.record, target.problems).await;
    done(approved, warnings)
}

pub(super) async fn reject_change(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RejectChangeInput, _) = call.read()?;
    let reason = reading.reason(&input.reason);
    let (target, warnings) = reading.target("pending_change", &input.id, "id", None)?;
    let (id, problems) = (target.record, target.problems);
    done(call.store.reject_change(call.acting, id, reason, problems).await, warnings)
}
