//! Why a change of a case was not made. Nothing of it was.

use super::action::CaseAction;
use crate::error::Problem;
use crate::policy::{Action, Object};

/// Why a change was refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// There is no such record, or it is out of the actor's sight.
    NotFound,
    /// The record is in sight, but the policy does not let the actor do this to it.
    Forbidden(Object, Action),
    /// Somebody was there before; the record has this version now.
    Conflict(i32),
    /// The idempotency key was used for another input.
    KeyReused,
    /// The case is in a state in which this cannot be done; these things can.
    WrongState(Vec<CaseAction>),
    /// What is wrong with the input, all of it.
    Invalid(Vec<Problem>),
}
