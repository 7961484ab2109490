//! What whoever is signed in does about their own account.

mod password;

use super::users::payloads::USER_PAYLOAD;
use super::{Chapter, Mutation, mutation};

/// The one mutation that a one-time password is good for.
pub(in crate::schema) const CHANGE_PASSWORD: &str = "changePassword";

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![Mutation {
        is_alone: true,
        is_spread: true,
        ..mutation!(
            "changePassword",
            password::change_password,
            password::ChangePasswordInput,
            USER_PAYLOAD,
            "Changes one's own password and ends one's other sessions. This one goes on by its refresh token: access tokens of before are good no longer. Not by an API token."
        )
    }];
    Chapter { mutations, nested: Vec::new() }
}
