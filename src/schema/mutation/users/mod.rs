//! The mutations of users and of what they hold.

mod account;
mod grant;
pub(super) mod payloads;

use super::{Chapter, Mutation, mutation};
use crate::policy::{Action, Object};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![
        mutation!(
            "grantRole",
            grant::grant_role,
            grant::GrantRoleInput,
            payloads::USER_PAYLOAD,
            "Grants somebody a role at an area or everywhere, perhaps for a time. The same role at the same area again changes its times. Who may: `user grant` at the user's own area, throughout the areas of all that they hold, and throughout the grant's own; with a role that gives power over users, the policy, the audit trail or tokens also `policy apply` there. A grant to oneself waits for a second administrator, or is refused."
        ).needing(&[&[(Object::User, Action::Grant)]]),
        Mutation {
            is_spread: true,
            ..mutation!(
                "revokeGrant",
                grant::revoke_grant,
                grant::RevokeGrantInput,
                payloads::USER_PAYLOAD,
                "Takes a role back; within a second it is held no longer. That of the last who may apply policies and grant roles everywhere is refused, and so is one's own that denies something."
            ).needing(&[&[(Object::User, Action::Grant)]])
        },
        mutation!(
            "createUser",
            account::create_user,
            account::CreateUserInput,
            payloads::PASSWORD_PAYLOAD,
            "Makes a user, who holds no role yet. The password is told once, and must be changed at the first sign-in."
        ).needing(&[&[(Object::User, Action::Create)]]),
        Mutation {
            is_spread: true,
            ..mutation!(
                "resetPassword",
                account::reset_password,
                account::ResetPasswordInput,
                payloads::PASSWORD_PAYLOAD,
                "Gives a user a new password, which is told once and must be changed at the next sign-in, and ends their sessions. Who may: `user reset` at the user's own area and throughout the areas of all that they hold; where that gives power over users, the policy, the audit trail or tokens also `policy apply`. Nobody resets their own."
            ).needing(&[&[(Object::User, Action::Reset)]])
        },
        Mutation {
            is_spread: true,
            ..mutation!(
                "deactivateUser",
                account::deactivate_user,
                account::ActivityInput,
                payloads::DEACTIVATED_PAYLOAD,
                "Lets a user sign in no longer, ends all that they do within a second, and says what waits to be taken over. Oneself, and the last who may apply policies and grant roles everywhere, are refused."
            ).needing(&[&[(Object::User, Action::Deactivate)]])
        },
        Mutation {
            is_spread: true,
            ..mutation!(
                "reactivateUser",
                account::reactivate_user,
                account::ActivityInput,
                payloads::USER_PAYLOAD,
                "Lets a user sign in again, with the password and the grants that they had."
            ).needing(&[&[(Object::User, Action::Deactivate)]])
        },
    ];
    Chapter { mutations, nested: Vec::new() }
}
