//! What mutations of hazards answer with.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::hazard::HAZARD;
use crate::schema::types::hazard_event::HAZARD_EVENT;

/// `HazardPayload`
pub(super) static HAZARD_PAYLOAD: Payload = Payload {
    name: "HazardPayload",
    description: "The hazard as it now stands; null where the action took it out of the actor's \
                  sight. The action is done all the same.",
    fields: &[
        PayloadField {
            name: "hazardId",
            ty: "ID!",
            description: "The hazard's id, also where the action took it out of sight.",
            source: PayloadSource::Id(Made::Record, "hazard"),
        },
        PayloadField {
            name: "hazard",
            ty: "Hazard",
            description: "The hazard as it now stands; null where it is out of the actor's sight.",
            source: PayloadSource::Row(Made::Record, &HAZARD),
        },
        PayloadField {
            name: "event",
            ty: "HazardEvent",
            description: "What was added to its timeline, the last of it; null where the hazard is out of sight.",
            source: PayloadSource::Row(Made::Event, &HAZARD_EVENT),
        },
    ],
};
