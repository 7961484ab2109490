//! signInToShift and signOutOfShift.

use crate::schema::mutation::input::input;
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// A shift that the actor is on.
    SignInput {
        /// The shift.
        id: String = "id" "ID!",
    }
}

pub(super) async fn sign_in_to_shift(call: Call<'_>) -> Outcome {
    let (input, reading): (SignInput, _) = call.read()?;
    let (target, warnings) = reading.target("shift", &input.id, "id", None)?;
    done(call.store.sign_in_to_shift(call.acting, target).await, warnings)
}

pub(super) async fn sign_out_of_shift(call: Call<'_>) -> Outcome {
    let (input, reading): (SignInput, _) = call.read()?;
    let (target, warnings) = reading.target("shift", &input.id, "id", None)?;
    done(call.store.sign_out_of_shift(call.acting, target).await, warnings)
}
