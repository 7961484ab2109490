//! What decides what may be done with a shift, as one value.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Times;
use super::action::allowed_actions;
use crate::desk::leave::Facts;
use crate::policy::{Grants, Object, Record};

/// How whoever asks stands to a shift that they are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// They have signed in.
    pub is_in: bool,
    /// They have signed out.
    pub is_out: bool,
}

/// How a shift stands to somebody at a moment, as far as what they may do with it goes by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftFacts {
    /// The path of the area that it is for.
    pub area_path: String,
    /// The team whose shift it is.
    pub team: Option<Uuid>,
    /// Who leads it.
    pub leader: Option<Uuid>,
    /// Its time.
    pub times: Times,
    /// The moment.
    pub now: DateTime<Utc>,
    /// How they have signed; none where they are not on it.
    pub own: Option<Signed>,
}

impl Record for ShiftFacts {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        match column {
            "team_id" => self.team,
            "leader_id" => self.leader,
            _ => None,
        }
    }
}

impl Facts for ShiftFacts {
    fn object(&self) -> Object {
        Object::Shift
    }

    fn area_path(&self) -> &str {
        &self.area_path
    }

    fn allowed_actions(&self, grants: &Grants) -> Vec<&'static str> {
        allowed_actions(grants, self).into_iter().map(|action| action.as_str()).collect()
    }
}
