//! The audit trail, as whoever watches over the installation reads it.

use super::area::AREA;
use super::user::USER;
use super::{boolean, compare, field, id, moment, text};
use crate::policy::Object;
use crate::read::catalog::{Connection, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The entries that are sealed, each where its area lies now. One that has none lies nowhere: only
/// whoever may read the trail everywhere reads it.
pub static ENTRIES: Table = Table::new("sealed_entries", Protection::Scope(Object::Audit));

/// `AuditEntry`
pub static AUDIT_ENTRY: ObjectType = ObjectType {
    name: "AuditEntry",
    description: "What somebody did, or was refused, on the audit trail. Entries are never changed; \
                  each is sealed within a second or two, by a hash over it and the entry before, and \
                  then shows.",
    table: &ENTRIES,
    id_prefix: Some("audit"),
    fields: &[
        id(),
        field(
            "sequence",
            "Long!",
            Source::Column("sequence", Scalar::Int),
            "Its place in the chain of seals, from 1 without a gap.",
        ),
        field("at", "DateTime!", moment("at"), "When."),
        field(
            "actor",
            "User",
            Source::Reference("actor_id", &USER),
            "Who; null for the program itself and for the operator's commands.",
        ),
        field(
            "object",
            "String!",
            text("object"),
            "To what kind of record, in the policy's words: case, reporter, user, policy, …",
        ),
        field(
            "action",
            "String!",
            text("action"),
            "What, in the policy's words or the program's: read, assign, grant, apply, …",
        ),
        field(
            "recordId",
            "ID",
            Source::RecordId(
                "object",
                &[("reporter", "case"), ("patrol", "patrol_route")],
                "record_id",
            ),
            "Which record, by its global id: of a reporter the case; null where there is none. \
             Whether it is in the reader's sight is another question.",
        ),
        field(
            "area",
            "Area",
            Source::Reference("area_id", &AREA),
            "The area that the record lay in then.",
        ),
        field(
            "allowed",
            "Boolean!",
            boolean("allowed"),
            "False: it was refused by the policy. Of reporters, users, grants, tokens, exports and the \
             policy itself, what was refused is noted too.",
        ),
        field("reason", "String", text("reason"), "The reason that was given, where one was."),
        field(
            "hash",
            "String!",
            text("hash"),
            "Its seal, in hexadecimal digits; see `wardbook verify`.",
        ),
    ],
};

/// `AuditFilter`
pub static FILTER: FilterType = FilterType {
    name: "AuditFilter",
    description: "Which entries. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("actor", Compares::Id("actor_id", "user"), "Who."),
        compare("object", Compares::Text("object"), "To what kind of record."),
        compare("action", Compares::Text("action"), "What was done."),
        compare(
            "record",
            Compares::AnyId("record_id"),
            "To which record, by its global id: who read which reporter is asked by the case's id.",
        ),
        compare("area", Compares::Area, "The area that the record lay in."),
        compare("at", Compares::DateTime("at"), "When."),
    ],
};

/// `AuditEntryConnection`
pub static CONNECTION: Connection = Connection {
    node: &AUDIT_ENTRY,
    name: "AuditEntryConnection",
    edge: "AuditEntryEdge",
    filter: Some(&FILTER),
    order: None,
    default_order: &[OrderKey::new("at", Scalar::DateTime).descending()],
};
