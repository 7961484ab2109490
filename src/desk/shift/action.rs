//! What somebody may do with a shift now: the clock, the roster and the policy together.

use super::facts::ShiftFacts;
use crate::desk::leave::{Denial, is_allowed};
use crate::desk::names::names;
use crate::desk::transition::Asked;
use crate::policy::{Action, Grants, Object};

names! {
    /// What is done with a shift.
    ShiftAction {
        /// Who is on it, and when, is changed.
        Save = "SAVE",
        /// Somebody takes another's place.
        Replace = "REPLACE",
        /// Somebody who is on it comes.
        SignIn = "SIGN_IN",
        /// Somebody who came goes.
        SignOut = "SIGN_OUT",
        /// Somebody who is on it writes something down.
        Log = "LOG",
    }
}

impl ShiftAction {
    /// What the policy calls it.
    #[must_use]
    pub fn needs(self) -> Action {
        match self {
            Self::Save => Action::Save,
            Self::Replace => Action::Replace,
            Self::SignIn | Self::SignOut => Action::Sign,
            Self::Log => Action::Log,
        }
    }

    /// Whether it is for those alone who are on the shift.
    fn is_of_roster(self) -> bool {
        matches!(self, Self::SignIn | Self::SignOut | Self::Log)
    }
}

/// Whether a user may do this with a shift that they can see.
///
/// # Errors
/// Why not; the policy and the roster are asked before the clock.
pub fn may(grants: &Grants, facts: &ShiftFacts, action: ShiftAction) -> Result<(), Denial> {
    let needed = action.needs();
    if !is_allowed(grants, facts, Object::Shift, needed, Asked::AtArea)
        || (action.is_of_roster() && facts.own.is_none())
    {
        return Err(Denial::Forbidden(Object::Shift, needed));
    }
    let (times, now) = (facts.times, facts.now);
    let is_in = facts.own.is_some_and(|own| own.is_in);
    let is_out = facts.own.is_some_and(|own| own.is_out);
    let in_time = match action {
        ShiftAction::Save | ShiftAction::Replace => now < times.ends_at,
        ShiftAction::SignIn => !is_in && times.opens_at() <= now && now <= times.ends_at,
        ShiftAction::SignOut => is_in && !is_out && now < times.settles_at(),
        ShiftAction::Log => times.opens_at() <= now && now < times.settles_at(),
    };
    if in_time { Ok(()) } else { Err(Denial::WrongState) }
}

/// All that a user may do with a shift that they can see.
#[must_use]
pub fn allowed_actions(grants: &Grants, facts: &ShiftFacts) -> Vec<ShiftAction> {
    ShiftAction::ALL.iter().copied().filter(|action| may(grants, facts, *action).is_ok()).collect()
}
