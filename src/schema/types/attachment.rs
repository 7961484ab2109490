//! Attachments: the files that are tied to a record.

use super::case::CASES;
use super::check::CHECKS;
use super::hazard::HAZARDS;
use super::patrol::PATROL_VISITS;
use super::user::USER;
use super::{boolean, field, id, moment, text, words};
use crate::policy::Object;
use crate::read::catalog::{ObjectType, Scalar, Source, Variant};
use crate::read::order::OrderKey;
use crate::read::table::{Holder, Personal, Protection, Table};

/// The table of files. One that is tied to no record yet is nobody's attachment, and in nobody's sight.
pub static FILES: Table = Table::new("files", Protection::Attached(HOLDERS));

/// The records that files are tied to. Only a case has persons who may be named.
const HOLDERS: &[Holder] = &[
    Holder {
        column: "case_id",
        table: &CASES,
        personal: Some(Personal { flag: "personal", object: Object::Reporter }),
    },
    Holder { column: "check_id", table: &CHECKS, personal: None },
    Holder { column: "before_hazard_id", table: &HAZARDS, personal: None },
    Holder { column: "after_hazard_id", table: &HAZARDS, personal: None },
    Holder { column: "visit_id", table: &PATROL_VISITS, personal: None },
];

/// `Attachment`
pub static ATTACHMENT: ObjectType = ObjectType {
    name: "Attachment",
    description: "A file that was tied to a record: a photograph, a document, a recording.",
    table: &FILES,
    id_prefix: Some("attachment"),
    fields: &[
        id(),
        field(
            "fileName",
            "String!",
            words("file_name", "masked_name"),
            "What it is called, made safe to keep. In lists of cases, numbers of persons in it are masked.",
        ),
        field(
            "mediaType",
            "String!",
            text("media_type"),
            "What it is, such as image/jpeg, as its bytes have it.",
        ),
        field(
            "byteLength",
            "Long!",
            Source::Column("byte_length", Scalar::Int),
            "How many bytes it has.",
        ),
        field("sha256", "String!", text("sha256"), "The SHA-256 of its bytes, in hexadecimal."),
        field("uploadedBy", "User", Source::Reference("uploaded_by_id", &USER), "Who sent it."),
        field("uploadedAt", "DateTime!", moment("uploaded_at"), "When it was sent."),
        field(
            "personal",
            "Boolean!",
            boolean("personal"),
            "Names the reporter or a party: shown only to those who may read the reporter.",
        ),
        field(
            "url",
            "String!",
            Source::FileUrl(Variant::Whole),
            "Where this viewer gets it, for a few minutes: signed, since an img element sends no bearer token.",
        ),
        field(
            "thumbnailUrl",
            "String",
            Source::FileUrl(Variant::Thumbnail),
            "Where this viewer gets a small picture of it, for a few minutes; null where it is no picture.",
        ),
    ],
};

/// The order of a record's attachments: as they were sent.
pub const ORDER: &[OrderKey] = &[OrderKey::new("uploaded_at", Scalar::DateTime)];
