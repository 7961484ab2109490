//! The mutations of teams.

mod save;

use super::{Chapter, mutation};
use crate::policy::{Action, Object};
use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::team::TEAM;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![mutation!(
        "saveTeam",
        save::save_team,
        save::TeamInput,
        TEAM_PAYLOAD,
        "Makes or changes a team. One that moves to another area takes its open cases along, and is refused where it could not have them there. Who left it stays known as having been there."
    ).needing(&[&[(Object::Team, Action::Save)]])];
    Chapter { mutations, nested: Vec::new() }
}

/// `TeamPayload`
static TEAM_PAYLOAD: Payload = Payload {
    name: "TeamPayload",
    description: "The team as it now stands.",
    fields: &[
        PayloadField {
            name: "teamId",
            ty: "ID!",
            description: "The team's id, also where it is out of the actor's sight now.",
            source: PayloadSource::Id(Made::Record, "team"),
        },
        PayloadField {
            name: "team",
            ty: "Team",
            description: "The team; null where it is out of the actor's sight now.",
            source: PayloadSource::Row(Made::Record, &TEAM),
        },
    ],
};
