//! The mutations of patrols.

mod payloads;
mod route;
mod visit;

use super::input::Input;
use super::{Chapter, mutation};
use crate::policy::{Action, Object};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let nested = vec![route::CheckpointInput::object()];
    let mutations = vec![
        mutation!(
            "savePatrolRoute",
            route::save_patrol_route,
            route::PatrolRouteInput,
            payloads::PATROL_ROUTE_PAYLOAD,
            "Makes or changes a patrol route. What was owed on days that are over stays owed, and what was visited stays."
        ).needing(&[&[(Object::Patrol, Action::Save)]]),
        mutation!(
            "recordPatrolVisit",
            visit::record_patrol_visit,
            visit::RecordPatrolVisitInput,
            payloads::PATROL_VISIT_PAYLOAD,
            "Signs for a visit to a checkpoint; whoever signs was there. The same visit again, by the same user at the same moment, is answered with the first."
        ).needing(&[&[(Object::Patrol, Action::Visit)]]),
    ];
    Chapter { mutations, nested }
}
