//! What mutations of patrols answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::patrol::{PATROL_ROUTE, PATROL_VISIT};

/// `PatrolRoutePayload`
pub(super) static PATROL_ROUTE_PAYLOAD: Payload = Payload {
    name: "PatrolRoutePayload",
    description: "The route as it now stands.",
    fields: &[
        PayloadField {
            name: "routeId",
            ty: "ID!",
            description: "The route's id, also where it is out of the actor's sight now.",
            source: PayloadSource::Id(Made::Record, "patrol_route"),
        },
        PayloadField {
            name: "route",
            ty: "PatrolRoute",
            description: "The route; null where it is out of the actor's sight now.",
            source: PayloadSource::Row(Made::Record, &PATROL_ROUTE),
        },
    ],
};

/// `PatrolVisitPayload`
pub(super) static PATROL_VISIT_PAYLOAD: Payload = Payload {
    name: "PatrolVisitPayload",
    description: "The visit as it is kept.",
    fields: &[
        PayloadField {
            name: "visitId",
            ty: "ID!",
            description: "The visit's id, also where its route is out of the actor's sight now.",
            source: PayloadSource::Id(Made::Record, "visit"),
        },
        PayloadField {
            name: "visit",
            ty: "PatrolVisit",
            description: "The visit; null where its route is out of the actor's sight now.",
            source: PayloadSource::Row(Made::Record, &PATROL_VISIT),
        },
    ],
};
