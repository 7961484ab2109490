//! Which records an object and action are about, where they are kept, and where the policy is asked
//! about them.

use crate::desk::action::TRANSITIONS;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};

/// A table whose rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// Whose relations tell how a user stands to a row.
    pub(super) object: Object,
    pub(super) table: &'static str,
    /// The column of its area; none where it has none.
    pub(super) area: Option<&'static str>,
    /// The column of the desk that is responsible, where that may be elsewhere.
    pub(super) desk: Option<&'static str>,
    /// The column that tells whether it is confidential.
    pub(super) confidential: Option<&'static str>,
}

/// The records of an object; none of a gate.
pub(super) fn records_of(object: Object) -> Option<Kept> {
    let placed = |object, table| {
        let area = Some("area_id");
        Some(Kept { object, table, area, desk: None, confidential: None })
    };
    match object {
        Object::Area => placed(object, "areas").map(|kept| Kept { area: Some("id"), ..kept }),
        Object::Case | Object::Reporter => placed(Object::Case, "cases").map(|kept| Kept {
            desk: Some("desk_id"),
            confidential: Some("confidential"),
            ..kept
        }),
        Object::Team => placed(object, "teams"),
        Object::Category => placed(object, "categories").map(|kept| Kept { area: None, ..kept }),
        Object::Place => placed(object, "places"),
        Object::Check => placed(object, "checks"),
        Object::Hazard => placed(object, "hazards"),
        Object::Patrol => placed(object, "patrol_routes"),
        Object::Shift => placed(object, "shifts"),
        Object::User | Object::Token => placed(Object::User, "users"),
        Object::Stats | Object::Export | Object::Policy | Object::Audit => None,
    }
}

/// What is done to records that are there, makes new ones, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) to_kept: bool,
    pub(super) makes_new: bool,
}

/// What an action does; a gate is taken for what makes something new.
pub(super) fn done(object: Object, action: Action) -> Done {
    let only_new = match object {
        Object::Token => false,
        Object::Check => action == Action::Plan,
        Object::Hazard => action == Action::Report,
        _ => records_of(object).is_none() || action == Action::Create,
    };
    Done { to_kept: !only_new, makes_new: only_new || action == Action::Save }
}

/// Where the policy is asked for leave to do this to a record.
pub(super) fn asked(object: Object, action: Action) -> Asked {
    let mut rows = TRANSITIONS.iter();
    let row = rows.find(|row| row.object == object && row.needs.contains(&action));
    row.map_or(Asked::AtArea, |row| row.asked)
}
