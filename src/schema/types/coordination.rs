//! Joint meetings.

use super::case::CASES;
use super::team::TEAM;
use super::user::USER;
use super::{field, id, moment, words};
use crate::read::catalog::{Link, ObjectType, Scalar, Source};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of meetings, which are read with their cases.
static COORDINATIONS: Table = Table::new("coordinations", Protection::Through("case_id", &CASES));

/// `Coordination`
pub static COORDINATION: ObjectType = ObjectType {
    name: "Coordination",
    description: "A joint meeting (联席会议) of the units that a hard case needs; planned, then held.",
    table: &COORDINATIONS,
    id_prefix: Some("coordination"),
    fields: &[
        id(),
        field("plannedFor", "DateTime!", moment("planned_for"), "When it was to be held."),
        field(
            "place",
            "String",
            words("place", "masked_place"),
            "Where. In lists of cases, numbers of persons in it are masked.",
        ),
        field("heldAt", "DateTime", moment("held_at"), "When it was held; null until then."),
        field("chair", "User", Source::Reference("chair_id", &USER), "Who held it."),
        field(
            "teams",
            "[Team!]!",
            Source::List(
                &TEAM,
                Link::Beside("coordination_teams", "coordination_id", "team_id"),
                &[OrderKey::new("name", Scalar::Text)],
            ),
            "Who was asked to come, by name.",
        ),
        field("minutes", "String", words("minutes", "masked_minutes"), "What was said."),
        field(
            "decisions",
            "[String!]!",
            Source::Words("decisions", "masked_decisions", Scalar::Json),
            "What was decided.",
        ),
    ],
};

/// The order of a case's meetings: as they were planned for.
pub const ORDER: &[OrderKey] = &[OrderKey::new("planned_for", Scalar::DateTime)];
