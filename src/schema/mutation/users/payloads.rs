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

/// `GrantRolePayload`
pub(super) static GRANT_PAYLOAD: Payload = Payload {
    name: "GrantRolePayload",
    description: "The grant, or the change that waits for a second administrator: one of the two.",
    fields: &[
        PayloadField {
            name: "grantId",
            ty: "ID",
            description: "The grant's id; null where it waits.",
            source: PayloadSource::Id(Made::Record, "grant"),
        },
        PayloadField {
            name: "grant",
            ty: "RoleGrant",
            description: "The grant as it now stands; null where it waits, or where its user is out of the actor's sight now.",
            source: PayloadSource::Row(Made::Record, &ROLE_GRANT),
        },
        PayloadField {
            name: "user",
            ty: "User",
            description: "The user; null where they are out of the actor's sight now.",
            source: PayloadSource::Row(Made::Into, &USER),
        },
        PayloadField {
            name: "pending",
            ty: "PendingChange",
            description: "Not granted yet: it waits for a second administrator. Null also for those who may not read the policy.",
            source: PayloadSource::Row(Made::Other, &PENDING_CHANGE),
        },
    ],
};

/// `RevokeGrantPayload`
pub(super) static REVOKED_PAYLOAD: Payload = Payload {
    name: "RevokeGrantPayload",
    description: "Whose grant was taken back.",
    fields: &[USER_ID, THE_USER],
};

/// `UserPayload`
pub(super) static USER_PAYLOAD: Payload = Payload {
    name: "UserPayload",
    description: "The user as they now stand.",
    fields: &[USER_ID, THE_USER],
};

/// `OneTimePasswordPayload`
pub(super) static PASSWORD_PAYLOAD: Payload = Payload {
    name: "OneTimePasswordPayload",
    description: "The user, and the password that they sign in with once.",
    fields: &[
        USER_ID,
        THE_USER,
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
        USER_ID,
        THE_USER,
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
