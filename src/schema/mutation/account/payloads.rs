//! What is answered about one's own account, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::user::USER;

/// `UserPayload`
pub(super) static USER_PAYLOAD: Payload = Payload {
    name: "UserPayload",
    description: "The user as they now stand.",
    fields: &[
        PayloadField {
            name: "userId",
            ty: "ID!",
            description: "The user's id.",
            source: PayloadSource::Id(Made::Record, "user"),
        },
        PayloadField {
            name: "user",
            ty: "User",
            description: "The user; null where the actor may not read users there.",
            source: PayloadSource::Row(Made::Record, &USER),
        },
    ],
};
