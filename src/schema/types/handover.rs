//! Transfer slips.

use super::case::CASES;
use super::team::TEAM;
use super::user::USER;
use super::{boolean, field, id, moment, text, words};
use crate::read::catalog::{ObjectType, Scalar, Source};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of slips, which are read with their cases.
static HANDOVERS: Table = Table::new("handovers", Protection::Through("case_id", &CASES));

/// `Handover`
pub static HANDOVER: ObjectType = ObjectType {
    name: "Handover",
    description: "A transfer slip (转办单): an opinion proposed, signed by one who may, then the team's to do.",
    table: &HANDOVERS,
    id_prefix: Some("handover"),
    fields: &[
        id(),
        field("number", "String!", text("number"), "Its number, counted by town and year."),
        field(
            "team",
            "Team!",
            Source::Reference("team_id", &TEAM),
            "The team that is to have the case.",
        ),
        field(
            "opinion",
            "String!",
            words("opinion", "masked_opinion"),
            "Why this team, and what it is to do.",
        ),
        field(
            "proposedBy",
            "User!",
            Source::Reference("proposed_by_id", &USER),
            "Who proposed it.",
        ),
        field("proposedAt", "DateTime!", moment("proposed_at"), "When it was proposed."),
        field(
            "signedBy",
            "User",
            Source::Reference("signed_by_id", &USER),
            "Who signed or refused it; never who proposed it.",
        ),
        field("signedAt", "DateTime", moment("signed_at"), "When it was signed or refused."),
        field(
            "agreed",
            "Boolean",
            boolean("agreed"),
            "Whether it was agreed to; null until it is signed.",
        ),
        field("answerBy", "DateTime", moment("answer_by"), "By when the team is to answer."),
        field(
            "lapsedAt",
            "DateTime",
            moment("lapsed_at"),
            "When it lapsed unsigned: the case was handed over by another, or closed.",
        ),
    ],
};

/// The order of a case's slips: as they were proposed.
pub const ORDER: &[OrderKey] = &[OrderKey::new("proposed_at", Scalar::DateTime)];
