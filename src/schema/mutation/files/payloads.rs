//! What attachFile answers with.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::attachment::ATTACHMENT;

/// `AttachmentPayload`
pub(super) static ATTACHMENT_PAYLOAD: Payload = Payload {
    name: "AttachmentPayload",
    description: "The file as it is now tied to its record.",
    fields: &[
        PayloadField {
            name: "attachmentId",
            ty: "ID!",
            description: "The attachment's id, also where it is out of the actor's sight.",
            source: PayloadSource::Id(Made::Other, "attachment"),
        },
        PayloadField {
            name: "attachment",
            ty: "Attachment",
            description: "The attachment; null where it is out of the actor's sight.",
            source: PayloadSource::Row(Made::Other, &ATTACHMENT),
        },
    ],
};
