//! What mutations of API tokens answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::api_token::API_TOKEN;

const TOKEN_ID: PayloadField = PayloadField {
    name: "tokenId",
    ty: "ID!",
    description: "The token's id.",
    source: PayloadSource::Id(Made::Record, "token"),
};

const THE_TOKEN: PayloadField = PayloadField {
    name: "token",
    ty: "ApiToken",
    description: "What is known of it; null where the actor may not read tokens there.",
    source: PayloadSource::Row(Made::Record, &API_TOKEN),
};

/// `CreateTokenPayload`
pub(super) static CREATE_TOKEN_PAYLOAD: Payload = Payload {
    name: "CreateTokenPayload",
    description: "The new token.",
    fields: &[
        TOKEN_ID,
        THE_TOKEN,
        PayloadField {
            name: "secret",
            ty: "String!",
            description: "What a program sends as bearer token. It is kept nowhere, and shown this once.",
            source: PayloadSource::Given,
        },
    ],
};

/// `TokenPayload`
pub(super) static TOKEN_PAYLOAD: Payload = Payload {
    name: "TokenPayload",
    description: "The token as it now stands.",
    fields: &[TOKEN_ID, THE_TOKEN],
};
