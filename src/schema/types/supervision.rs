//! Supervision notices.

use super::case::CASES;
use super::team::TEAM;
use super::user::USER;
use super::{field, id, moment, text, words};
use crate::read::catalog::{ObjectType, Scalar, Source};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of notices, which are read with their cases.
static SUPERVISIONS: Table = Table::new("supervisions", Protection::Through("case_id", &CASES));

/// `Supervision`
pub static SUPERVISION: ObjectType = ObjectType {
    name: "Supervision",
    description: "A supervision notice (督办通知书): served on the team that is late, with a new date to answer by.",
    table: &SUPERVISIONS,
    id_prefix: Some("supervision"),
    fields: &[
        id(),
        field("number", "String!", text("number"), "Its number, counted by town and year."),
        field("issuedAt", "DateTime!", moment("issued_at"), "When it was served."),
        field("issuedBy", "User!", Source::Reference("issued_by_id", &USER), "Who served it."),
        field(
            "team",
            "Team",
            Source::Reference("team_id", &TEAM),
            "The team that had the case; null where its desk had it.",
        ),
        field("reason", "String!", words("reason", "masked_reason"), "Why it was served."),
        field("answerBy", "DateTime!", moment("answer_by"), "By when it is to be answered."),
        field("answeredAt", "DateTime", moment("answered_at"), "When it was answered."),
        field("answer", "String", words("answer", "masked_answer"), "The answer."),
    ],
};

/// The order of a case's notices: as they were served.
pub const ORDER: &[OrderKey] = &[OrderKey::new("issued_at", Scalar::DateTime)];
