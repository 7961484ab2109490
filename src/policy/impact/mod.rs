//! What a change of the policy does, before it is made: which users, through which of their roles,
//! gain or lose what, and over how many records.
//!
//! # What is counted
//! - **Users** are those who are active, with the grants that are valid at the moment. A user is
//!   *affected* if, for some object and action, the set of what they may do it to changes.
//! - **Records** are those that there are. Whether their status lets something be done to them just
//!   now is not asked, nor whether the same user holds another right that a mutation wants besides.
//!   The reporter of a case is counted as the case, a token as the user whose it is.
//! - **Areas** are counted in their stead where something is done to no record that there is already:
//!   the gates `stats`, `export`, `policy` and `audit`, and what makes a new record. What both makes
//!   and changes records, as `save` does, counts the records, and its users by either.
//! - A **line** is for one role, object and action. Its role is one that the user was granted, not
//!   one which that contains. A user with several grants is judged by all of them together: what
//!   another grant gives anyway is neither gained nor lost. What is lost is lost through a role of the
//!   user's that denies it afterwards, and, where nothing allows it any longer, through each that
//!   did; what is gained is what the change taken back would lose. So every loss and gain is in
//!   some line, and in several where several roles bring it about.
//!
//! # How
//! A role's rules are the same for all who hold it, so casbin is asked for roles and not for users
//! ([`Reaching`]). Areas stand in the order of their paths ([`Ground`]), so that a grant or rule holds
//! on a range of them; between two bounds of a user's ranges the answer is the same for each record
//! that the user has nothing to do with, and a [`Census`] says how many those are. Records that some
//! user handles, wrote or has in their team correct the count one by one ([`Tally::correct`]).

mod census;
mod correction;
mod cover;
mod ground;
mod question;
mod reach;
mod relations;
mod summary;
mod tally;

pub use census::Census;
pub use ground::{Ground, NOWHERE, Place};
pub use question::{AskedAt, Question};
pub use reach::Reaching;
pub use relations::Relations;
pub use summary::{Summary, either};
pub use tally::{Findings, Found, Tally, Tied};

use std::ops::Range;

use uuid::Uuid;

use super::vocabulary::{Action, Object};

/// An active user and the grants that are valid.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The user.
    pub user: Uuid,
    /// The roles, without prefix, each with the places where it is held.
    pub held: Vec<(String, Range<Place>)>,
}

/// What a change of the policy would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impact {
    /// How many users gain or lose anything.
    pub users_affected: usize,
    /// What is gained, by role, object and action.
    pub gains: Vec<Line>,
    /// What is lost, by role, object and action.
    pub losses: Vec<Line>,
}

/// What users gain, or lose, through one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The role that they were granted, without prefix.
    pub role: String,
    /// What it is done to.
    pub object: Object,
    /// What is done.
    pub action: Action,
    /// How many users gain or lose it.
    pub user_count: usize,
    /// How many records, or areas, at least one of them gains or loses; each is counted once.
    pub record_count: i64,
    /// The first few of the users, by name.
    pub users: Vec<Uuid>,
}
