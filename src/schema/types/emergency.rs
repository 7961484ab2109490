//! The steps of an emergency.

use super::case::CASES;
use super::user::USER;
use super::{field, moment, text, words};
use crate::read::catalog::{ObjectType, Scalar, Source};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of steps, which are read with their cases.
static ENTRIES: Table = Table::new("emergency_entries", Protection::Through("case_id", &CASES));

/// `EmergencyStep`
pub static EMERGENCY_STEP: EnumType = EnumType {
    name: "EmergencyStep",
    description: "A step of an emergency.",
    values: &[
        ("ARRIVED", "到场: somebody is there; stops the clock of the first response."),
        ("CONVENED", "会商: those who are needed were brought together; stops its clock."),
        ("REPORTED_UP", "上报: the level above was told; stops its clock."),
        ("STOOD_DOWN", "解除: the emergency is over; clocks that still run are ended."),
        (
            "REVIEWED",
            "复盘: what happened was looked at again; may come after the case was closed.",
        ),
    ],
};

/// `EmergencyEntry`
pub static EMERGENCY_ENTRY: ObjectType = ObjectType {
    name: "EmergencyEntry",
    description: "A step of an emergency that was taken.",
    table: &ENTRIES,
    id_prefix: None,
    fields: &[
        field("step", "EmergencyStep!", text("step"), "Which step."),
        field("at", "DateTime!", moment("at"), "When it was taken."),
        field("by", "User!", Source::Reference("by_id", &USER), "Who recorded it."),
        field(
            "note",
            "String!",
            words("note", "masked_note"),
            "In words. In lists of cases, numbers of persons in it are masked.",
        ),
    ],
};

/// The order of an emergency's steps: as they were taken.
pub const ORDER: &[OrderKey] = &[OrderKey::new("at", Scalar::DateTime)];
