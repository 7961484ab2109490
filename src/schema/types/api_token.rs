//! API tokens: what is known of them, never what they are.

use super::area::AREA;
use super::user::{USER, USERS};
use super::{field, id, moment, text};
use crate::policy::Object;
use crate::read::catalog::{Link, ObjectType, Scalar, Source};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of tokens.
pub static API_TOKENS: Table =
    Table::new("api_tokens", Protection::OfOwner("user_id", &USERS, Object::Token));

/// `ApiToken`
pub static API_TOKEN: ObjectType = ObjectType {
    name: "ApiToken",
    description: "A token that a program acts by for somebody who works here: it may never do more \
                  than they may themselves at that moment. What the token is was shown when it was made.",
    table: &API_TOKENS,
    id_prefix: Some("token"),
    fields: &[
        id(),
        field("name", "String!", text("name"), "What people call it."),
        field("user", "User!", Source::Reference("user_id", &USER), "Whom it acts for."),
        field(
            "createdBy",
            "User",
            Source::Reference("created_by", &USER),
            "Who made it; null where the operator did.",
        ),
        field("createdAt", "DateTime!", moment("created_at"), "When it was made."),
        field(
            "expiresAt",
            "DateTime!",
            moment("expires_at"),
            "Good until just before this moment.",
        ),
        field("revokedAt", "DateTime", moment("revoked_at"), "When it was revoked, if it was."),
        field(
            "lastUsedAt",
            "DateTime",
            moment("last_used_at"),
            "When it was last used, to the hour; null where it never was.",
        ),
        field(
            "scope",
            "[String!]",
            Source::Column("scope", Scalar::Json),
            "What it may do at most, as object:action, object:* or read-only; null: whatever need not be named.",
        ),
        field(
            "areas",
            "[Area!]!",
            Source::List(&AREA, Link::Beside("api_token_areas", "token_id", "area_id"), BY_PATH),
            "The areas that it is confined to; of none: wherever its owner may.",
        ),
    ],
};

const BY_PATH: &[OrderKey] = &[OrderKey::new("path", Scalar::Text)];

/// The order of somebody's tokens.
pub const ORDER: &[OrderKey] = &[OrderKey::new("created_at", Scalar::DateTime)];
