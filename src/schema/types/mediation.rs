//! Mediation files.

use super::attachment::ATTACHMENT;
use super::case::CASES;
use super::user::USER;
use super::{boolean, field, id, moment, text, words};
use crate::read::catalog::{Link, ObjectType, Scalar, Source};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of mediations, which are read with their cases.
static MEDIATIONS: Table = Table::new("mediations", Protection::Through("case_id", &CASES));

/// The table of sittings, which are read with their mediations.
static SESSIONS: Table =
    Table::new("mediation_sessions", Protection::Through("mediation_id", &MEDIATIONS));

/// `MediationMethod`
pub static MEDIATION_METHOD: EnumType = EnumType {
    name: "MediationMethod",
    description: "By whose law a dispute is mediated.",
    values: &[
        ("PEOPLES", "人民调解: by a people's mediation committee."),
        ("JUDICIAL", "司法调解: by a court."),
        ("ADMINISTRATIVE", "行政调解: by an authority."),
    ],
};

/// `Mediation`
pub static MEDIATION: ObjectType = ObjectType {
    name: "Mediation",
    description: "The mediation file of a case: its sittings, and the agreement that was reached.",
    table: &MEDIATIONS,
    id_prefix: Some("mediation"),
    fields: &[
        id(),
        field("number", "String!", text("number"), "Its number, counted by town and year."),
        field("method", "MediationMethod!", text("method"), "By whose law."),
        field(
            "sessions",
            "[MediationSession!]!",
            Source::List(
                &MEDIATION_SESSION,
                Link::Column("mediation_id"),
                &[OrderKey::new("held_at", Scalar::DateTime)],
            ),
            "Its sittings, oldest first.",
        ),
        field(
            "agreementReached",
            "Boolean",
            boolean("agreement_reached"),
            "Whether an agreement was reached; null until that is known.",
        ),
        field(
            "agreement",
            "Attachment",
            Source::Reference("agreement_id", &ATTACHMENT),
            "The agreement; null where there is none, or it is out of the viewer's sight.",
        ),
    ],
};

/// `MediationSession`
pub static MEDIATION_SESSION: ObjectType = ObjectType {
    name: "MediationSession",
    description: "A sitting of a mediation.",
    table: &SESSIONS,
    id_prefix: None,
    fields: &[
        field("heldAt", "DateTime!", moment("held_at"), "When it was held."),
        field(
            "mediators",
            "[User!]!",
            Source::List(
                &USER,
                Link::Beside("mediation_session_mediators", "session_id", "user_id"),
                &[OrderKey::new("display_name", Scalar::Text)],
            ),
            "Who mediated, by name.",
        ),
        field("record", "String!", words("record", "masked_record"), "What was said."),
    ],
};
