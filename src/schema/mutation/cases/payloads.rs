//! What mutations answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource, PlainType};
use crate::schema::types::case::CASE;
use crate::schema::types::case_event::CASE_EVENT;
use crate::schema::types::handover::HANDOVER;
use crate::schema::types::supervision::SUPERVISION;

const CASE_ID: PayloadField = PayloadField {
    name: "caseId",
    ty: "ID!",
    description: "The case's id, also where the action took it out of sight.",
    source: PayloadSource::Id(Made::Record, "case"),
};

const THE_CASE: PayloadField = PayloadField {
    name: "case",
    ty: "Case",
    description: "The case as it now stands; null where the action took it out of the actor's sight.",
    source: PayloadSource::Row(Made::Record, &CASE),
};

const EVENT: PayloadField = PayloadField {
    name: "event",
    ty: "CaseEvent",
    description: "What was added to its timeline, the last of it; null where the case is out of sight.",
    source: PayloadSource::Row(Made::Event, &CASE_EVENT),
};

/// `CasePayload`
pub(in crate::schema) static CASE_PAYLOAD: Payload = Payload {
    name: "CasePayload",
    description: "The record as it now stands; null where the action took it out of the actor's \
                  sight. The action is done all the same.",
    fields: &[CASE_ID, THE_CASE, EVENT],
};

/// `HandoverPayload`
pub(super) static HANDOVER_PAYLOAD: Payload = Payload {
    name: "HandoverPayload",
    description: "The slip, and the case as it now stands.",
    fields: &[
        PayloadField {
            name: "handover",
            ty: "Handover",
            description: "The slip; null where the case is out of sight.",
            source: PayloadSource::Row(Made::Other, &HANDOVER),
        },
        CASE_ID,
        THE_CASE,
        EVENT,
    ],
};

/// `SupervisionPayload`
pub(super) static SUPERVISION_PAYLOAD: Payload = Payload {
    name: "SupervisionPayload",
    description: "The notice, and the case as it now stands.",
    fields: &[
        PayloadField {
            name: "supervision",
            ty: "Supervision",
            description: "The notice; null where the case is out of sight.",
            source: PayloadSource::Row(Made::Other, &SUPERVISION),
        },
        CASE_ID,
        THE_CASE,
        EVENT,
    ],
};

/// `MergePayload`
pub(super) static MERGE_PAYLOAD: Payload = Payload {
    name: "MergePayload",
    description: "The case that was merged, and the one that it is answered with.",
    fields: &[
        CASE_ID,
        THE_CASE,
        PayloadField {
            name: "into",
            ty: "Case",
            description: "The case that it is answered with.",
            source: PayloadSource::Row(Made::Into, &CASE),
        },
        EVENT,
    ],
};

/// `ReporterPayload`
pub(super) static REPORTER_PAYLOAD: Payload = Payload {
    name: "ReporterPayload",
    description: "Who brought a case, and whom it concerns. That it was read is in the audit trail.",
    fields: &[
        PayloadField {
            name: "reporter",
            ty: "Reporter",
            description: "Who brought it; null where that is not known.",
            source: PayloadSource::Given,
        },
        PayloadField {
            name: "parties",
            ty: "[Party!]!",
            description: "Whom it concerns, as they were added.",
            source: PayloadSource::Given,
        },
    ],
};

/// `ReporterChangePayload`
pub(super) static REPORTER_CHANGE_PAYLOAD: Payload = Payload {
    name: "ReporterChangePayload",
    description: "Shows nothing of them: reading is readReporter's.",
    fields: &[
        CASE_ID,
        PayloadField {
            name: "partyId",
            ty: "ID",
            description: "The party that was added; null where the reporter was amended.",
            source: PayloadSource::Id(Made::Other, "party"),
        },
    ],
};

/// Object types that no table has.
pub(in crate::schema) static PLAIN: &[PlainType] = &[
    PlainType {
        name: "Reporter",
        description: "Who brought a case.",
        fields: &[
            ("name", "String", "The name."),
            ("phone", "String", "The telephone number."),
            ("email", "String", "The address for electronic mail."),
            ("anonymous", "Boolean!", "Whether they would not be named to anybody."),
        ],
    },
    PlainType {
        name: "Party",
        description: "Somebody whom a case concerns.",
        fields: &[
            ("id", "ID!", "Its id, good for nothing but telling parties apart."),
            ("name", "String!", "The name."),
            ("phone", "String", "The telephone number."),
            ("role", "String!", "What part they have in the matter."),
        ],
    },
];
