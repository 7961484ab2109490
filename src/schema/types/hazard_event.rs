//! What happens to a hazard.

use super::area::AREA;
use super::attachment::ATTACHMENT;
use super::hazard::HAZARDS;
use super::user::USER;
use super::{field, id, moment, text, words};
use crate::read::catalog::{Connection, ObjectType, Scalar, Source};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of events, which are read with their hazards.
static HAZARD_EVENTS: Table =
    Table::new("hazard_events", Protection::Through("hazard_id", &HAZARDS));

/// `HazardEventKind`
pub static HAZARD_EVENT_KIND: EnumType = EnumType {
    name: "HazardEventKind",
    description: "What happened to a hazard.",
    values: &[
        ("FOUND", "It was found and numbered."),
        ("STARTED", "Somebody began to put it right."),
        ("RECTIFIED", "It was reported as put right."),
        ("VERIFIED", "Somebody else looked again, and it is right."),
        ("REOPENED", "Somebody looked again, and it is not right."),
        ("EXTENDED", "There is more time to put it right."),
        ("MADE_CASE", "A case was made of it."),
        ("ATTACHED", "A file was added."),
        ("BECAME_OVERDUE", "Its time was up before it was put right."),
        ("RAISED", "It was late for so long that it rose to the level above."),
    ],
};

/// `HazardEvent`
pub static HAZARD_EVENT: ObjectType = ObjectType {
    name: "HazardEvent",
    description: "One step of a hazard. Fields that do not belong to its kind are null.",
    table: &HAZARD_EVENTS,
    id_prefix: Some("hazard_event"),
    fields: &[
        id(),
        field("kind", "HazardEventKind!", text("kind"), "What happened."),
        field("at", "DateTime!", moment("at"), "When it happened."),
        field(
            "actor",
            "User",
            Source::Reference("actor_id", &USER),
            "Who did it; null where the clock or an import did.",
        ),
        field("fromStatus", "HazardStatus", text("from_status"), "Where it stood before."),
        field("toStatus", "HazardStatus", text("to_status"), "Where it stood after."),
        field(
            "note",
            "String",
            words("note", "masked_note"),
            "What was said of it. In lists, numbers of persons in it are masked.",
        ),
        field("dueBefore", "DateTime", moment("due_before"), "When its time was up before."),
        field("dueAfter", "DateTime", moment("due_after"), "When its time is up after."),
        field(
            "raisedTo",
            "Area",
            Source::Reference("raised_to_id", &AREA),
            "The area above that it rose to.",
        ),
        field(
            "attachment",
            "Attachment",
            Source::Reference("attachment_id", &ATTACHMENT),
            "The file that was added.",
        ),
    ],
};

/// `HazardEventConnection`
pub static CONNECTION: Connection = Connection {
    node: &HAZARD_EVENT,
    name: "HazardEventConnection",
    edge: "HazardEventEdge",
    filter: None,
    order: None,
    default_order: &[OrderKey::new("at", Scalar::DateTime)],
};
