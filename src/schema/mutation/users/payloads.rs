//! What mutations of users answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::policy::PENDING_CHANGE;
use crate::schema::types::user::{ROLE_GRANT, USER};

const USER_ID: PayloadField = PayloadField {
    name: "userId",
    ty: "ID!",
    description: "The user's id.",
    source: PayloadSource::Id(Made::Record, "user"),
};

const THE_USER: PayloadField = PayloadField {
    name: "user",
    ty: "User",
    description: "The user as they now stand; null where they are out of the actor's sight now.",
    source: PayloadSource::Row(Made::Record, &USER),
};

/// Whoever acts on a user sees them, also afterwards.
const SEEN_USER: PayloadField = PayloadField {
    name: "user",
    ty: "User!",
    description: "The user as they now stand.",
    source: PayloadSource::Row(Made::Record, &USER),
};

/// `UserPayload`
pub(in crate::schema::mutation) static USER_PAYLOAD: Payload = Payload {
    name: "UserPayload",
    description: "The user as they now stand.",
    fields: &[
        USER_ID,
        THE_USER,
        PayloadField {
            name: "grant",
            ty: "RoleGrant",
            description: "The grant that was made or changed, as it now stands; null where none was, or where its user is out of the actor's sight now.",
            source: PayloadSource::Row(Made::Into, &ROLE_GRANT),
        },
        PayloadField {
            name: "pending",
            ty: "PendingChange",
            description: "Not granted yet: it waits for a second administrator. Null also for those who may not read the policy.",
            source: PayloadSource::Row(Made::Other, &PENDING_CHANGE),
        },
    ],
};

/// `CreateUserPayload`
pub(super) static PASSWORD_PAYLOAD: Payload = Payload {
    name: "CreateUserPayload",
    description: "The user, and the password that they sign in with once.",
    fields: &[
        SEEN_USER,
        PayloadField {
            name: "oneTimePassword",
            ty: "String!",
            description: "The password. It is kept nowhere and told this once: the user changes it at the next sign-in.",
            source: PayloadSource::Given,
        },
    ],
};

/// `DeactivateUserPayload`
pub(super) static DEACTIVATED_PAYLOAD: Payload = Payload {
    name: "DeactivateUserPayload",
    description: "The user as they now stand, and what waits to be taken over.",
    fields: &[
        SEEN_USER,
        PayloadField {
            name: "openCaseCount",
            ty: "Int!",
            description: "How many open cases the user handles, also those that the actor may not read: the number is all that is told of them.",
            source: PayloadSource::Given,
        },
        PayloadField {
            name: "openHazardCount",
            ty: "Int!",
            description: "How many hazards that are not closed the user is to put right, also those that the actor may not read.",
            source: PayloadSource::Given,
        },
    ],
};
