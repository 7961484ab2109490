//! The mutations of API tokens.

mod create;
mod payloads;
mod revoke;

use super::{Chapter, Mutation, mutation};
use crate::policy::{Action, Object};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![
        Mutation {
            // It is shown once, and to nobody who looks over a batch.
            is_alone: true,
            needs: &[&[(Object::Token, Action::Create)]],
            ..mutation!(
                "createToken",
                create::create_token,
                create::CreateTokenInput,
                payloads::CREATE_TOKEN_PAYLOAD,
                "Makes a token that a program acts by for a user; what the token is shows this once. It may never do more than the user may at the moment."
            )
        },
        Mutation {
            is_spread: true,
            needs: &[&[(Object::Token, Action::Revoke)]],
            ..mutation!(
                "revokeToken",
                revoke::revoke_token,
                revoke::RevokeTokenInput,
                payloads::TOKEN_PAYLOAD,
                "Ends a token; within a second nobody is let in by it."
            )
        },
    ];
    Chapter { mutations, nested: Vec::new() }
}
