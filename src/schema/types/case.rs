//! Cases: the matters that somebody brought or that were found.

use super::area::{AREA, LOCATION_COLUMNS, LOCATION_OF_CASE};
use super::attachment::{self, ATTACHMENT};
use super::case_words::{CASE_SEVERITY, CASE_SOURCE, CASE_STATUS};
use super::category::CATEGORY;
use super::team::TEAM;
use super::user::USER;
use super::{
    boolean, case_event, clock, compare, coordination, emergency, field, handover, hazard, id, int,
    mediation, moment, reply, supervision, text, words,
};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::order::{OrderKey, OrderType, RELEVANCE};
use crate::read::subject::Subject;
use crate::read::table::{Protection, Table};

/// The table of cases.
pub static CASES: Table = Table::new("cases", Protection::Scope(Object::Case));

/// How the parts of a case are related to it.
const OF_CASE: Link = Link::Column("case_id");

/// `Case`
pub static CASE: ObjectType = ObjectType {
    name: "Case",
    description: "A matter that somebody brought or that was found: a complaint, a dispute, a \
                  request. Who brought it stands apart, and no list or filter shows it.",
    table: &CASES,
    id_prefix: Some("case"),
    fields: &[
        id(),
        field("number", "String!", text("number"), "Its number, unique in the installation."),
        field(
            "title",
            "String!",
            words("title", "masked_title"),
            "The matter in a line. In lists, numbers of persons in it are masked.",
        ),
        field(
            "description",
            "String!",
            words("description", "masked_description"),
            "The matter in full; empty where nothing was written. In lists, numbers of persons in it are masked.",
        ),
        field(
            "category",
            "Category",
            Source::Reference("category_id", &CATEGORY),
            "What it is about.",
        ),
        field("source", "CaseSource!", text("source"), "How it came in."),
        field(
            "severity",
            "CaseSeverity!",
            text("severity"),
            "How much it asks for, and so how long it may take.",
        ),
        field(
            "emergency",
            "Boolean!",
            boolean("emergency"),
            "Whether emergency clocks run: first response in 20 minutes, convening in 30, reported up in 2 hours.",
        ),
        field(
            "confidential",
            "Boolean!",
            boolean("confidential"),
            "Whether only those handling it, their team, and the town's centre and above may read it.",
        ),
        field("status", "CaseStatus!", text("status"), "Where it stands."),
        field(
            "open",
            "Boolean!",
            boolean("is_open"),
            "Whether it is received, triaged, assigned or in progress.",
        ),
        field("area", "Area!", Source::Reference("area_id", &AREA), "Where the matter is."),
        field(
            "town",
            "Area",
            Source::Reference("town_id", &AREA),
            "The town that its area lies in or is.",
        ),
        field(
            "community",
            "Area",
            Source::Reference("community_id", &AREA),
            "The community that its area lies in or is.",
        ),
        field("group", "Area", Source::Reference("group_id", &AREA), "The grid that its area is."),
        field(
            "desk",
            "Area!",
            Source::Reference("desk_id", &AREA),
            "Whose desk is responsible now: the case's own area, or one above it after an escalation.",
        ),
        field(
            "location",
            "Location",
            Source::Embedded(&LOCATION_OF_CASE, LOCATION_COLUMNS),
            "Where exactly it is.",
        ),
        field("receivedAt", "DateTime!", moment("received_at"), "When it was received."),
        field(
            "dueAt",
            "DateTime",
            moment("due_at"),
            "When its time is up: the midnight that ends its last day.",
        ),
        field(
            "closedAt",
            "DateTime",
            moment("closed_at"),
            "When it was resolved, declined, withdrawn or merged; null again after a resolution was rejected or the case reopened.",
        ),
        field("updatedAt", "DateTime!", moment("updated_at"), "When anything of it last changed."),
        field(
            "overdue",
            "Boolean!",
            Source::Expression(
                "coalesce({t}.is_open and {t}.due_at < {now}, false)",
                Scalar::Boolean,
            ),
            "Open, and past dueAt now.",
        ),
        field("receivedBy", "User", Source::Reference("received_by_id", &USER), "Who received it."),
        field(
            "firstHandler",
            "User",
            Source::Reference("first_handler_id", &USER),
            "Answerable from receipt to the end (首办责任人): the leader of the shift on duty, else whoever received it.",
        ),
        field(
            "overseer",
            "User",
            Source::Reference("overseer_id", &USER),
            "Follows it to the end for the centre (专人全程跟踪督办).",
        ),
        field("handler", "User", Source::Reference("handler_id", &USER), "Who works on it now."),
        field(
            "team",
            "Team",
            Source::Reference("team_id", &TEAM),
            "The team or unit that has it now.",
        ),
        field(
            "hasReporter",
            "Boolean!",
            Source::Expression(
                "exists (select 1 from reporters known where known.case_id = {t}.id)",
                Scalar::Boolean,
            ),
            "Whether it is known who brought it. Who that is shows nowhere here.",
        ),
        field(
            "satisfaction",
            "Int",
            int("satisfaction"),
            "How satisfied the reporter was when last asked: 1 (not at all) to 5.",
        ),
        field(
            "resolution",
            "String",
            words("resolution", "masked_resolution"),
            "What was done; null while it is not resolved.",
        ),
        field(
            "replies",
            "[Reply!]!",
            Source::List(&reply::REPLY, OF_CASE, reply::ORDER),
            "What the reporter was told, oldest first.",
        ),
        field(
            "followUps",
            "[FollowUp!]!",
            Source::List(&reply::FOLLOW_UP, OF_CASE, reply::ORDER),
            "How satisfied the reporter was when asked, oldest first.",
        ),
        field(
            "clocks",
            "[Clock!]!",
            Source::List(&clock::CLOCK, OF_CASE, clock::ORDER),
            "The times that it must keep, or kept, in the order in which they began.",
        ),
        field(
            "handovers",
            "[Handover!]!",
            Source::List(&handover::HANDOVER, OF_CASE, handover::ORDER),
            "Its transfer slips, oldest first.",
        ),
        field(
            "supervisions",
            "[Supervision!]!",
            Source::List(&supervision::SUPERVISION, OF_CASE, supervision::ORDER),
            "The supervision notices served because of it, oldest first.",
        ),
        field(
            "coordinations",
            "[Coordination!]!",
            Source::List(&coordination::COORDINATION, OF_CASE, coordination::ORDER),
            "The joint meetings about it, in the order in which they were planned for.",
        ),
        field(
            "mediation",
            "Mediation",
            Source::OnePart(&mediation::MEDIATION, "case_id"),
            "Its mediation file; null where nobody has mediated.",
        ),
        field(
            "emergencyLog",
            "[EmergencyEntry!]!",
            Source::List(&emergency::EMERGENCY_ENTRY, OF_CASE, emergency::ORDER),
            "The steps of the emergency, in the order in which they were taken.",
        ),
        field(
            "mergedInto",
            "Case",
            Source::Visible("merged_into_id", &CASE),
            "The case that it is answered with; null where it was not merged, or that one is out of sight.",
        ),
        field(
            "allowedActions",
            "[CaseAction!]!",
            Source::AllowedActions(Subject::Case),
            "What the viewer may do with it now: by the policy, and by where it stands.",
        ),
        field("reopenCount", "Int!", int("reopen_count"), "How often it was reopened."),
        field("version", "Int!", int("version"), "Raised with each change of the case."),
        field(
            "events",
            "CaseEventConnection!",
            Source::Connection(&case_event::CONNECTION, Link::Column("case_id")),
            "Its timeline, oldest first: `last: 3` are the latest three.",
        ),
        field(
            "attachments",
            "[Attachment!]!",
            Source::List(&ATTACHMENT, Link::Column("case_id"), attachment::ORDER),
            "The files tied to it, the first sent first; personal ones only for those who may read its reporter.",
        ),
        field(
            "hazards",
            "HazardConnection!",
            Source::Connection(&hazard::OF_CASE, Link::Column("case_id")),
            "The hazards that it showed or that it was made of, and that the viewer may read, the latest found first.",
        ),
    ],
};

/// `CaseFilter`
pub static FILTER: FilterType = FilterType {
    name: "CaseFilter",
    description: "Which cases. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "case"), "Its id."),
        compare("area", Compares::Area, "Where the matter is."),
        compare("desk", Compares::AreaOf("desk_id"), "Whose desk is responsible now."),
        compare("status", Compares::Enum("status", &CASE_STATUS), "Where it stands."),
        compare("open", Compares::Boolean("is_open"), "Whether it is open."),
        compare("severity", Compares::Enum("severity", &CASE_SEVERITY), "How much it asks for."),
        compare("source", Compares::Enum("source", &CASE_SOURCE), "How it came in."),
        compare("category", Compares::Category("category_id"), "What it is about."),
        compare("team", Compares::Id("team_id", "team"), "The team that has it now."),
        compare("handler", Compares::Id("handler_id", "user"), "Who works on it now."),
        compare(
            "firstHandler",
            Compares::Id("first_handler_id", "user"),
            "Who is answerable from receipt to the end.",
        ),
        compare("number", Compares::Text("number"), "Its number."),
        compare("title", Compares::Words("title", "masked_title"), "The matter in a line."),
        compare("receivedAt", Compares::DateTime("received_at"), "When it was received."),
        compare("dueAt", Compares::DateTime("due_at"), "When its time is up."),
        compare("closedAt", Compares::DateTime("closed_at"), "When it was closed."),
        compare("updatedAt", Compares::DateTime("updated_at"), "When anything of it last changed."),
        compare(
            "overdue",
            Compares::Truth("{t}.is_open and {t}.due_at < {now}"),
            "Open, and past dueAt now.",
        ),
        compare(
            "closedLate",
            Compares::Truth("{t}.closed_at > {t}.due_at"),
            "closedAt after dueAt.",
        ),
        compare("emergency", Compares::Boolean("emergency"), "Whether it is an emergency."),
        compare("confidential", Compares::Boolean("confidential"), "Whether it is confidential."),
        compare(
            "satisfaction",
            Compares::Int("satisfaction"),
            "How satisfied the reporter was: 1 to 5.",
        ),
        compare("reopenCount", Compares::Int("reopen_count"), "How often it was reopened."),
        compare("within", Compares::Location, "Where it is on earth."),
        compare(
            "search",
            Compares::FullText,
            "Full text: all these words stand in its title, its description or its notes, Chinese ones anywhere in a sentence, others as whole words whatever the case of their letters. 200 characters and 16 words at most, two letters or signs at least. Nobody finds a case by a number of a person.",
        ),
        compare(
            "event",
            Compares::Having(&case_event::CASE_EVENTS, "case_id", &case_event::FILTER),
            "It has such an event: one that satisfies all that is given.",
        ),
    ],
};

const RECEIVED_AT: OrderKey = OrderKey::new("received_at", Scalar::DateTime);

/// `CaseOrder`
pub static ORDER: OrderType = OrderType {
    name: "CaseOrder",
    description: "One key of an order of cases.",
    field_type: "CaseOrderField",
    field_description: "What cases can be ordered by.",
    fields: &[
        ("RECEIVED_AT", "When it was received.", RECEIVED_AT),
        ("DUE_AT", "When its time is up.", OrderKey::new("due_at", Scalar::DateTime).nullable()),
        (
            "CLOSED_AT",
            "When it was closed.",
            OrderKey::new("closed_at", Scalar::DateTime).nullable(),
        ),
        (
            "UPDATED_AT",
            "When anything of it last changed.",
            OrderKey::new("updated_at", Scalar::DateTime),
        ),
        (
            "NUMBER",
            "Its number, by its letters and digits.",
            OrderKey::new("number", Scalar::Text).unique(),
        ),
        (
            "RELEVANCE",
            "How well it answers to the filter's `search`: DESC has those with the words in their titles first, then in their descriptions, then in their notes, and of each the latest received first.",
            OrderKey::new(RELEVANCE, Scalar::Int),
        ),
    ],
};

/// `CaseConnection`
pub static CONNECTION: Connection = Connection {
    node: &CASE,
    name: "CaseConnection",
    edge: "CaseEdge",
    filter: Some(&FILTER),
    order: Some(&ORDER),
    default_order: &[RECEIVED_AT.descending()],
};
