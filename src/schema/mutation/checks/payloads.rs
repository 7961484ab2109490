//! What mutations of safety checks answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::check::CHECK;

/// `CheckPayload`
pub(super) static CHECK_PAYLOAD: Payload = Payload {
    name: "CheckPayload",
    description: "The check as it now stands.",
    fields: &[
        PayloadField {
            name: "checkId",
            ty: "ID!",
            description: "The check's id, also where it is out of the actor's sight.",
            source: PayloadSource::Id(Made::Record, "check"),
        },
        PayloadField {
            name: "check",
            ty: "Check",
            description: "The check as it now stands; null where it is out of the actor's sight.",
            source: PayloadSource::Row(Made::Record, &CHECK),
        },
    ],
};
