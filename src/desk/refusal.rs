//! Why a change of a record was not made. Nothing of it was.

use crate::error::Problem;
use crate::policy::{Action, Object};

/// Why a change was refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// There is no such record, or it is out of the actor's sight.
    NotFound,
    /// The record is in sight, but the policy does not let the actor do this to it.
    Forbidden(Object, Action),
    /// Somebody was there before.
    Conflict {
        /// What kind of record it is.
        object: Object,
        /// The version that it has now.
        present: i32,
    },
    /// The idempotency key was used for another input.
    KeyReused,
    /// The record is in a state in which this cannot be done.
    WrongState {
        /// What kind of record it is.
        object: Object,
        /// The names of what can be done.
        allowed: Vec<&'static str>,
    },
    /// Too many guesses, or too many at once.
    RateLimited {
        /// After how many seconds to try again.
        retry_after: u64,
    },
    /// The actor has as many exports as one user may have.
    TooManyExports {
        /// Whether they are files that are kept; else they wait, or are written.
        kept: bool,
        /// How many one may have.
        limit: u64,
        /// After how many seconds one of them may be over.
        retry_after: u64,
    },
    /// What is wrong with the input, all of it.
    Invalid(Vec<Problem>),
}
