//! Subscriptions: what subscribers are told of, in the order of the outbox, each as the policy lets
//! them see it at that moment.
//!
//! One [`Feed`] for a process follows the outbox and hands each [`Change`](feed::Change) to all
//! subscribers. A subscriber is a plan (made anew when their grants change) and a place: what lies
//! behind that place is first read from the outbox, and then comes from the feed. Changes of records
//! of another kind than theirs pass them by. What is read of a change is read once for all whose
//! statement is the same.

mod cursor;
mod feed;
mod stream;
mod told;

pub use feed::Feed;
pub use stream::{Subscribed, Told};
pub(super) use stream::{SubscriptionPlan, Watched, text};

use crate::read::catalog::{Connection, Made, Payload, PayloadField, PayloadSource};
use crate::read::compile::filter_argument;
use crate::read::input::{EnumType, InputField};
use crate::read::subject::Subject;
use crate::schema::types::case::{self, CASE};
use crate::schema::types::case_event::CASE_EVENT;
use crate::schema::types::hazard::{self, HAZARD};
use crate::schema::types::hazard_event::HAZARD_EVENT;

/// `ChangeKind`
pub(super) static CHANGE_KIND: EnumType = EnumType {
    name: "ChangeKind",
    description: "What a change means for a list that the subscriber keeps.",
    values: &[
        ("UPSERTED", "It is in the list, new or changed."),
        (
            "OUT_OF_SIGHT",
            "It is no longer in the subscriber's sight, or no longer matches the filter: drop it from the list. Where a filter has a `search`, it is also told of a case that was amended and which the search may not have found before.",
        ),
    ],
};

const CURSOR: PayloadField = PayloadField {
    name: "cursor",
    ty: "String!",
    description: "Give the last one seen as since, and nothing in between is missed.",
    source: PayloadSource::Given,
};

const KIND: PayloadField = PayloadField {
    name: "kind",
    ty: "ChangeKind!",
    description: "What it means for a list that the subscriber keeps.",
    source: PayloadSource::Given,
};

/// `CaseChange`
pub(super) static CASE_CHANGE: Payload = Payload {
    name: "CaseChange",
    description: "Something has happened to a case.",
    fields: &[
        CURSOR,
        KIND,
        PayloadField {
            name: "caseId",
            ty: "ID!",
            description: "The case.",
            source: PayloadSource::Id(Made::Record, "case"),
        },
        PayloadField {
            name: "case",
            ty: "Case",
            description: "The case as it now stands; null where it is out of sight, or no longer matches the filter. Numbers of persons in its words are masked.",
            source: PayloadSource::Row(Made::Record, &CASE),
        },
        PayloadField {
            name: "event",
            ty: "CaseEvent",
            description: "What has happened; null where the case is.",
            source: PayloadSource::Row(Made::Event, &CASE_EVENT),
        },
    ],
};

/// `HazardChange`
pub(super) static HAZARD_CHANGE: Payload = Payload {
    name: "HazardChange",
    description: "Something has happened to a hazard.",
    fields: &[
        CURSOR,
        KIND,
        PayloadField {
            name: "hazardId",
            ty: "ID!",
            description: "The hazard.",
            source: PayloadSource::Id(Made::Record, "hazard"),
        },
        PayloadField {
            name: "hazard",
            ty: "Hazard",
            description: "The hazard as it now stands; null where it is out of sight, or no longer matches the filter. Numbers of persons in its words are masked.",
            source: PayloadSource::Row(Made::Record, &HAZARD),
        },
        PayloadField {
            name: "event",
            ty: "HazardEvent",
            description: "What has happened; null where the hazard is.",
            source: PayloadSource::Row(Made::Event, &HAZARD_EVENT),
        },
    ],
};

/// What can be subscribed to: its name, what it tells, of records of which kind, and the list of
/// them that its filter is of.
pub(super) struct Subscription {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) payload: &'static Payload,
    pub(super) subject: Subject,
    pub(super) connection: &'static Connection,
}

/// The subscriptions, in the order of the schema.
pub(super) static SUBSCRIPTIONS: &[Subscription] = &[
    Subscription {
        name: "caseChanged",
        description: "Tells of every change of cases in sight that satisfy the filter, or did so before: over graphql-transport-ws at /graphql/ws, or as server-sent events from /graphql with `Accept: text/event-stream`.",
        payload: &CASE_CHANGE,
        subject: Subject::Case,
        connection: &case::CONNECTION,
    },
    Subscription {
        name: "hazardChanged",
        description: "Tells of every change of hazards in sight that satisfy the filter, or did so before, as caseChanged does of cases.",
        payload: &HAZARD_CHANGE,
        subject: Subject::Hazard,
        connection: &hazard::CONNECTION,
    },
];

impl Subscription {
    /// Its argument `filter`.
    pub(super) fn filter(&self) -> Option<InputField> {
        self.connection.filter.map(filter_argument)
    }

    /// Its arguments.
    pub(super) fn arguments(&self) -> Vec<InputField> {
        self.filter().into_iter().chain([since_argument()]).collect()
    }
}

fn since_argument() -> InputField {
    InputField {
        name: "since",
        description: "The cursor of the last change that was seen: all that came after it is told first. Cursors are kept for a week, and then are CURSOR_EXPIRED.",
        ty: "String".to_owned(),
    }
}
