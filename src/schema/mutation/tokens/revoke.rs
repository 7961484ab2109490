//! revokeToken.

use crate::schema::mutation::input::input;
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// The token that is to end.
    RevokeTokenInput {
        /// The token.
        id: String = "id" "ID!",
    }
}

pub(super) async fn revoke_token(call: Call<'_>) -> Outcome {
    let (input, reading): (RevokeTokenInput, _) = call.read()?;
    let (target, warnings) = reading.target("token", &input.id, "id", None)?;
    done(call.store.revoke_token(call.acting, target).await, warnings)
}
