//! The timeline of a case.

use super::area::AREA;
use super::attachment::ATTACHMENT;
use super::case::CASES;
use super::coordination::COORDINATION;
use super::handover::HANDOVER;
use super::reply::{FOLLOW_UP, REPLY};
use super::supervision::SUPERVISION;
use super::team::TEAM;
use super::user::USER;
use super::{compare, field, id, moment, text, words};
use crate::read::catalog::{Connection, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of events, which are read with their cases.
pub static CASE_EVENTS: Table = Table::new("case_events", Protection::Through("case_id", &CASES));

/// `CaseEventKind`
pub static CASE_EVENT_KIND: EnumType = EnumType {
    name: "CaseEventKind",
    description: "What happened to a case.",
    values: &[
        ("REGISTERED", "It was received and numbered."),
        ("IMPORTED", "It was brought over from another system."),
        ("AMENDED", "Its words or its place were corrected."),
        (
            "REPORTER_AMENDED",
            "What is known of its reporter was corrected; the event shows nothing of it.",
        ),
        ("TRIAGED", "It was judged, and its clock set."),
        ("HANDOVER_PROPOSED", "A transfer slip was proposed."),
        ("HANDOVER_REFUSED", "A transfer slip was not signed."),
        ("ASSIGNED", "It was handed to a team."),
        ("ACCEPTED", "The team took it up."),
        ("RETURNED", "The team gave it back."),
        ("COORDINATION_PLANNED", "A joint meeting was planned."),
        ("COORDINATED", "A joint meeting was held."),
        ("ESCALATED", "It went to a desk above."),
        ("SUPERVISED", "A supervision notice was served."),
        ("SUPERVISION_ANSWERED", "A supervision notice was answered."),
        ("EXTENDED", "Its time was extended."),
        ("MEDIATED", "It was mediated."),
        ("EMERGENCY_STEP", "A step of an emergency was taken."),
        ("RESOLVED", "It was resolved."),
        ("RESOLUTION_REJECTED", "Its resolution was not accepted."),
        ("DECLINED", "The desk is not competent, and said who is."),
        ("REPLIED", "The reporter had an answer."),
        ("FOLLOWED_UP", "The reporter was asked how satisfied they are."),
        ("ARCHIVED", "It was archived."),
        ("REOPENED", "It was taken up again."),
        ("MERGED", "It was merged into another case."),
        ("WITHDRAWN", "It was withdrawn at the reporter's wish."),
        ("NOTED", "A note was added."),
        ("ATTACHED", "A file was added."),
        ("BECAME_OVERDUE", "Its time was up."),
    ],
};

/// `CaseEvent`
pub static CASE_EVENT: ObjectType = ObjectType {
    name: "CaseEvent",
    description: "One step of a case's timeline. Fields that do not belong to its kind are null.",
    table: &CASE_EVENTS,
    id_prefix: Some("event"),
    fields: &[
        id(),
        field("kind", "CaseEventKind!", text("kind"), "What happened."),
        field("at", "DateTime!", moment("at"), "When it happened."),
        field(
            "actor",
            "User",
            Source::Reference("actor_id", &USER),
            "Who did it; null where the clock or an import did.",
        ),
        field("fromStatus", "CaseStatus", text("from_status"), "Where the case stood before."),
        field("toStatus", "CaseStatus", text("to_status"), "Where the case stood after."),
        field(
            "team",
            "Team",
            Source::Reference("team_id", &TEAM),
            "The team that it went to or came from.",
        ),
        field("desk", "Area", Source::Reference("desk_id", &AREA), "The desk that it went to."),
        field("dueBefore", "DateTime", moment("due_before"), "When its time was up before."),
        field("dueAfter", "DateTime", moment("due_after"), "When its time is up after."),
        field(
            "note",
            "String",
            words("note", "masked_note"),
            "What was said of it. In lists of cases, numbers of persons in it are masked.",
        ),
        field(
            "handler",
            "User",
            Source::Reference("handler_id", &USER),
            "Who was to handle it from then on.",
        ),
        field(
            "amendedFrom",
            "JSON",
            Source::Words("amended_from", "masked_amended_from", Scalar::Json),
            "What an amendment changed, as it was before: an object of the fields that were changed.",
        ),
        field(
            "handover",
            "Handover",
            Source::Part("handover_id", &HANDOVER),
            "The slip that was proposed, signed or refused.",
        ),
        field(
            "supervision",
            "Supervision",
            Source::Part("supervision_id", &SUPERVISION),
            "The notice that was served or answered.",
        ),
        field(
            "coordination",
            "Coordination",
            Source::Part("coordination_id", &COORDINATION),
            "The meeting that was planned or held.",
        ),
        field("reply", "Reply", Source::Part("reply_id", &REPLY), "What the reporter was told."),
        field(
            "followUp",
            "FollowUp",
            Source::Part("follow_up_id", &FOLLOW_UP),
            "How satisfied the reporter was.",
        ),
        field(
            "attachment",
            "Attachment",
            Source::Reference("attachment_id", &ATTACHMENT),
            "The file that was added; null where it is out of the viewer's sight.",
        ),
    ],
};

/// `CaseEventConnection`
pub static CONNECTION: Connection = Connection {
    node: &CASE_EVENT,
    name: "CaseEventConnection",
    edge: "CaseEventEdge",
    filter: None,
    order: None,
    default_order: &[OrderKey::new("at", Scalar::DateTime)],
};

/// `CaseEventFilter`
pub static FILTER: FilterType = FilterType {
    name: "CaseEventFilter",
    description: "Which events. All fields given must hold of one event.",
    is_argument: false,
    fields: &[
        compare("kind", Compares::Enum("kind", &CASE_EVENT_KIND), "What happened."),
        compare("at", Compares::DateTime("at"), "When."),
        compare("actor", Compares::Id("actor_id", "user"), "Who did it."),
    ],
};
