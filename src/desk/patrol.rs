//! Patrols: who may keep a route and sign for its points, and until when a visit is taken.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::leave::Facts;
use crate::policy::{Action, Grants, Object, Record, Standing};

/// By how much the clock of a phone may be ahead.
pub const AHEAD: TimeDelta = TimeDelta::minutes(2);

/// How long a phone may have been offline, unless the installation says otherwise.
pub const OFFLINE: TimeDelta = TimeDelta::hours(48);

/// What may be done with a route, by the names that messages give it, and what the policy calls it.
const ACTIONS: [(&str, Action); 2] = [("SAVE", Action::Save), ("VISIT", Action::Visit)];

/// A route, as far as what may be done with it goes by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatrolFacts {
    /// The path of the area that it lies in.
    pub area_path: String,
    /// The team that walks it.
    pub team: Option<Uuid>,
}

impl Record for PatrolFacts {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        if column == "team_id" { self.team } else { None }
    }
}

impl Facts for PatrolFacts {
    fn object(&self) -> Object {
        Object::Patrol
    }

    fn area_path(&self) -> &str {
        &self.area_path
    }

    fn allowed_actions(&self, grants: &Grants) -> Vec<&'static str> {
        let is_allowed =
            |action| grants.allows((Object::Patrol, action), self, &self.area_path, Standing::Full);
        ACTIONS.iter().filter(|(_, action)| is_allowed(*action)).map(|(name, _)| *name).collect()
    }
}

/// Why a visit is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untimely {
    /// It is yet to be made.
    Early,
    /// It was made longer ago than a phone may be offline.
    Late,
}

/// Whether word of a visit comes in time: it has been made, give or take the clock of a phone, and no
/// longer ago than `offline`.
///
/// # Errors
/// What is wrong with the time.
pub fn in_time(at: DateTime<Utc>, now: DateTime<Utc>, offline: TimeDelta) -> Result<(), Untimely> {
    if at > now + AHEAD {
        return Err(Untimely::Early);
    }
    if at < now - offline { Err(Untimely::Late) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_taken_from_two_minutes_ahead_until_the_bound() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
        let second = TimeDelta::seconds(1);
        assert_eq!(in_time(now + AHEAD, now, OFFLINE), Ok(()));
        assert_eq!(in_time(now + AHEAD + second, now, OFFLINE), Err(Untimely::Early));
        assert_eq!(in_time(now - OFFLINE, now, OFFLINE), Ok(()));
        assert_eq!(in_time(now - OFFLINE - second, now, OFFLINE), Err(Untimely::Late));
    }
}
