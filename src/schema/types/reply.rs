//! What a reporter was told, and how satisfied they were.

use super::case::CASES;
use super::user::USER;
use super::{field, id, int, moment, text, words};
use crate::read::catalog::{ObjectType, Scalar, Source};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of replies, which are read with their cases.
static REPLIES: Table = Table::new("replies", Protection::Through("case_id", &CASES));

/// The table of follow-ups, which are read with their cases.
static FOLLOW_UPS: Table = Table::new("follow_ups", Protection::Through("case_id", &CASES));

/// `ReplyChannel`
pub static REPLY_CHANNEL: EnumType = EnumType {
    name: "ReplyChannel",
    description: "How a reporter is told.",
    values: &[
        ("PHONE", "电话: by telephone."),
        ("IN_PERSON", "当面: face to face."),
        ("WRITTEN", "书面: in writing, as MAJOR cases are."),
        ("MESSAGE", "短信: by a message."),
    ],
};

/// `Reply`
pub static REPLY: ObjectType = ObjectType {
    name: "Reply",
    description: "What the reporter was told.",
    table: &REPLIES,
    id_prefix: Some("reply"),
    fields: &[
        id(),
        field("at", "DateTime!", moment("at"), "When."),
        field("by", "User", Source::Reference("by_id", &USER), "Who told them."),
        field("channel", "ReplyChannel!", text("channel"), "How."),
        field(
            "text",
            "String!",
            words("text", "masked_text"),
            "What they were told. In lists of cases, numbers of persons in it are masked.",
        ),
    ],
};

/// `FollowUp`
pub static FOLLOW_UP: ObjectType = ObjectType {
    name: "FollowUp",
    description: "How satisfied the reporter was when asked.",
    table: &FOLLOW_UPS,
    id_prefix: Some("follow_up"),
    fields: &[
        id(),
        field("at", "DateTime!", moment("at"), "When they were asked."),
        field("by", "User", Source::Reference("by_id", &USER), "Who asked."),
        field(
            "satisfaction",
            "Int",
            int("satisfaction"),
            "1 (not at all satisfied) to 5; null where the reporter would not say.",
        ),
        field(
            "note",
            "String!",
            words("note", "masked_note"),
            "In words. In lists of cases, numbers of persons in it are masked.",
        ),
    ],
};

/// The order of a case's replies and follow-ups: as they were made.
pub const ORDER: &[OrderKey] = &[OrderKey::new("at", Scalar::DateTime)];
