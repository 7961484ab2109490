//! What mutations of shifts answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::shift::SHIFT;

/// `ShiftPayload`
pub(super) static SHIFT_PAYLOAD: Payload = Payload {
    name: "ShiftPayload",
    description: "The shift as it now stands.",
    fields: &[
        PayloadField {
            name: "shiftId",
            ty: "ID!",
            description: "The shift's id, also where it is out of the actor's sight now.",
            source: PayloadSource::Id(Made::Record, "shift"),
        },
        PayloadField {
            name: "shift",
            ty: "Shift",
            description: "The shift; null where it is out of the actor's sight now.",
            source: PayloadSource::Row(Made::Record, &SHIFT),
        },
    ],
};
