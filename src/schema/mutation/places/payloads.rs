//! What mutations of places answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::place::PLACE;

/// `PlacePayload`
pub(super) static PLACE_PAYLOAD: Payload = Payload {
    name: "PlacePayload",
    description: "The place as it now stands.",
    fields: &[
        PayloadField {
            name: "placeId",
            ty: "ID!",
            description: "The place's id, also where the action took it out of sight.",
            source: PayloadSource::Id(Made::Record, "place"),
        },
        PayloadField {
            name: "place",
            ty: "Place",
            description: "The place as it now stands; null where the action took it out of the actor's sight.",
            source: PayloadSource::Row(Made::Record, &PLACE),
        },
    ],
};
