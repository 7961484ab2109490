//! The mutations of the policy.

mod apply;
pub(in crate::schema) mod change;
mod decide;
mod payloads;

use super::input::Input;
use super::{Chapter, Mutation, mutation};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let nested = vec![
        change::PolicyRuleInput::object(),
        change::RoleInput::object(),
        change::RoleInheritanceInput::object(),
        change::PolicyChangeInput::object(),
    ];
    let mutations = vec![
        mutation!(
            "applyPolicy",
            apply::apply_policy,
            apply::ApplyPolicyInput,
            payloads::POLICY_PAYLOAD,
            "Changes the policy, all of it or nothing. It needs `policy apply` at the domain of each rule, and everywhere for roles and what they contain. A change of a rule of one's own role waits for a second administrator."
        ),
        Mutation {
            is_spread: true,
            ..mutation!(
                "rollBackPolicy",
                apply::roll_back_policy,
                apply::RollBackPolicyInput,
                payloads::POLICY_PAYLOAD,
                "Makes a new version of the policy whose content is that of an earlier one; it is judged like any change."
            )
        },
        Mutation {
            is_spread: true,
            ..mutation!(
                "approveChange",
                decide::approve_change,
                decide::ApproveChangeInput,
                payloads::PENDING_CHANGE_PAYLOAD,
                "Makes a waiting change, as it comes out under the policy of now. Somebody else than its author does it, who could make it themselves."
            )
        },
        Mutation {
            is_spread: true,
            ..mutation!(
                "rejectChange",
                decide::reject_change,
                decide::RejectChangeInput,
                payloads::PENDING_CHANGE_PAYLOAD,
                "Gives a waiting change up: by whoever could make it themselves, or by its author."
            )
        },
    ];
    Chapter { mutations, nested }
}
