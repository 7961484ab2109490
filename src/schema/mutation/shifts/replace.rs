//! replaceOnShift.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::shifts::Replacement;

input! {
    /// A stand-in on a shift.
    ReplaceOnShiftInput {
        /// The shift.
        shift_id: String = "shiftId" "ID!",
        /// The version of it that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// Who is on it and cannot be.
        user_id: String = "userId" "ID!",
        /// Who stands in: a colleague who could sign in to it, and is not on it already.
        stand_in_id: String = "standInId" "ID!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn replace_on_shift(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ReplaceOnShiftInput, _) = call.read()?;
    let user = reading.id(&input.user_id, "user", "userId");
    let stand_in = reading.id(&input.stand_in_id, "user", "standInId");
    let reason = reading.words(&input.reason, "reason", input::NOTE);
    let version = Some(input.expected_version);
    let (target, warnings) = reading.target("shift", &input.shift_id, "shiftId", version)?;
    let replacement = Replacement { target, user, stand_in, reason };
    done(call.store.replace_on_shift(call.acting, replacement).await, warnings)
}
