//! The times that a case must keep.

use super::case::CASES;
use super::{field, moment, text};
use crate::read::catalog::{ObjectType, Scalar, Source};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of clocks, which are read with their cases.
static CLOCKS: Table = Table::new("clocks", Protection::Through("case_id", &CASES));

/// `ClockKind`
pub static CLOCK_KIND: EnumType = EnumType {
    name: "ClockKind",
    description: "What a clock is for. The limits are the field's own rules.",
    values: &[
        (
            "RESOLUTION",
            "办结时限: the case is to be done; SIMPLE the same day, ORDINARY within 7 days, MAJOR within 30, unless its category says otherwise.",
        ),
        (
            "FOLLOW_UP",
            "回访时限: the reporter is to be asked how satisfied they are, within 7 days after the reply.",
        ),
        (
            "FIRST_RESPONSE",
            "先期处置: in an emergency, somebody is to be there or to have taken it up within 20 minutes.",
        ),
        (
            "CONVENE",
            "会商时限: in an emergency, those who are needed are brought together within 30 minutes.",
        ),
        ("REPORT_UP", "上报时限: in an emergency, the level above knows within 2 hours."),
    ],
};

/// `Clock`
pub static CLOCK: ObjectType = ObjectType {
    name: "Clock",
    description: "A time to keep. An earlier clock stays when a case is reopened.",
    table: &CLOCKS,
    id_prefix: None,
    fields: &[
        field("kind", "ClockKind!", text("kind"), "What it is for."),
        field("startedAt", "DateTime!", moment("started_at"), "When it began."),
        field("dueAt", "DateTime!", moment("due_at"), "When its time is up."),
        field(
            "metAt",
            "DateTime",
            moment("met_at"),
            "When what it waits for happened; null until then.",
        ),
        field(
            "missed",
            "Boolean!",
            Source::Expression(
                "({t}.missed_at is not null or coalesce({t}.met_at, {t}.ended_at, {now}) > {t}.due_at)",
                Scalar::Boolean,
            ),
            "Whether its time was up before what it waits for happened, or before it was given more.",
        ),
    ],
};

/// The order of a case's clocks: as they began.
pub const ORDER: &[OrderKey] = &[OrderKey::new("started_at", Scalar::DateTime)];
