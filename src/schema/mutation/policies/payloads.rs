//! What mutations of the policy answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::policy::PENDING_CHANGE;

/// `PolicyPayload`
pub(super) static POLICY_PAYLOAD: Payload = Payload {
    name: "PolicyPayload",
    description: "The policy as it is now, or the change of it that waits.",
    fields: &[
        PayloadField {
            name: "version",
            ty: "Int!",
            description: "The policy's version now.",
            source: PayloadSource::Given,
        },
        PayloadField {
            name: "policy",
            ty: "Policy",
            description: "The policy as it is now; null for those who may not read it.",
            source: PayloadSource::Given,
        },
        PayloadField {
            name: "warnings",
            ty: "[String!]!",
            description: "What should be known of the change, such as whom a deny also binds.",
            source: PayloadSource::Given,
        },
        PayloadField {
            name: "pending",
            ty: "PendingChange",
            description: "Not applied yet: it waits for a second administrator.",
            source: PayloadSource::Row(Made::Other, &PENDING_CHANGE),
        },
    ],
};

/// `PendingChangePayload`
pub(super) static PENDING_CHANGE_PAYLOAD: Payload = Payload {
    name: "PendingChangePayload",
    description: "The change that was decided.",
    fields: &[
        PayloadField {
            name: "changeId",
            ty: "ID!",
            description: "The change's id.",
            source: PayloadSource::Id(Made::Record, "pending_change"),
        },
        PayloadField {
            name: "change",
            ty: "PendingChange",
            description: "The change, which waits no longer.",
            source: PayloadSource::Row(Made::Record, &PENDING_CHANGE),
        },
    ],
};
