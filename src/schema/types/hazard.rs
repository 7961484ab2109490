//! Hazards: what was found to be unsafe, until somebody looked again.

use super::area::AREA;
use super::attachment::{self, ATTACHMENT};
use super::case::CASE;
use super::check::{CHECK, CHECKS};
use super::patrol::PATROL_VISIT;
use super::place::{PLACE, PLACE_KIND};
use super::user::USER;
use super::{boolean, compare, field, hazard_event, id, int, moment, text, words};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType, Reference};
use crate::read::input::EnumType;
use crate::read::order::{OrderKey, OrderType};
use crate::read::subject::Subject;
use crate::read::table::{Protection, Table};

/// The table of hazards.
pub static HAZARDS: Table = Table::new("hazards", Protection::Scope(Object::Hazard));

/// `HazardStatus`
pub static HAZARD_STATUS: EnumType = EnumType {
    name: "HazardStatus",
    description: "Where a hazard stands.",
    values: &[
        ("FOUND", "已发现: found, and nothing done yet."),
        ("RECTIFYING", "整改中: being put right."),
        ("RECTIFIED", "已整改: put right, as whoever did it says."),
        ("VERIFIED", "已验收: closed by somebody else, who looked again."),
    ],
};

/// `HazardAction`
pub static HAZARD_ACTION: EnumType = EnumType {
    name: "HazardAction",
    description: "What the viewer may do with a hazard now.",
    values: &[
        ("START", "开始整改: startRectification begins to put it right."),
        ("REPORT_RECTIFIED", "整改完成: reportRectified says that it is put right."),
        ("VERIFY", "验收: verifyHazard closes it, by somebody else than whoever put it right."),
        ("REOPEN", "退回整改: reopenHazard says that it is not right."),
        ("EXTEND", "延期: extendHazard gives it more time."),
        ("MAKE_CASE", "转为事项: makeCaseOfHazard makes a case of it."),
        ("ATTACH", "附件: attachFile adds a file."),
    ],
};

/// `Hazard`
pub static HAZARD: ObjectType = ObjectType {
    name: "Hazard",
    description: "Something unsafe at a place (隐患): found, being rectified, rectified, and verified by \
                  somebody who looked again and is not the one who put it right.",
    table: &HAZARDS,
    id_prefix: Some("hazard"),
    fields: &[
        id(),
        field(
            "number",
            "String!",
            text("number"),
            "Its number, unique in the installation, counted by town and year.",
        ),
        field(
            "check",
            "Check",
            Source::Visible("check_id", &CHECK),
            "The check that found it; null where none did, or that one is out of sight.",
        ),
        field(
            "itemCode",
            "String",
            Source::OfVisible("check_id", &CHECK, "item_code", Scalar::Text),
            "The question of the checklist that it failed; null where its check is out of sight.",
        ),
        field(
            "case",
            "Case",
            Source::Visible("case_id", &CASE),
            "The case that showed it, or that was made of it; null where there is none, or it is out of sight.",
        ),
        field(
            "visit",
            "PatrolVisit",
            Source::Visible("visit_id", &PATROL_VISIT),
            "The visit of a patrol that showed it; null where none did, or it is out of sight.",
        ),
        field(
            "area",
            "Area!",
            Source::Reference("area_id", &AREA),
            "The area that its place lies in.",
        ),
        field("place", "Place!", Source::Reference("place_id", &PLACE), "Where it is."),
        field(
            "description",
            "String!",
            words("description", "masked_description"),
            "What is unsafe. In lists, numbers of persons in it are masked.",
        ),
        field("major", "Boolean!", boolean("major"), "Whether it is a major hazard (重大隐患)."),
        field("status", "HazardStatus!", text("status"), "Where it stands."),
        field(
            "responsible",
            "User",
            Source::Reference("responsible_id", &USER),
            "Who puts it right, where that is someone who works here.",
        ),
        field(
            "responsibleUnit",
            "String",
            words("responsible_unit", "masked_responsible_unit"),
            "Who puts it right, in words: a shop is no user.",
        ),
        field("foundAt", "DateTime!", moment("found_at"), "When it was found."),
        field("foundBy", "User", Source::Reference("found_by_id", &USER), "Who found it."),
        field("dueAt", "DateTime!", moment("due_at"), "By when it is to be put right."),
        field(
            "rectifiedAt",
            "DateTime",
            moment("rectified_at"),
            "When it was put right; null again after it was reopened.",
        ),
        field(
            "rectifiedBy",
            "User",
            Source::Reference("rectified_by_id", &USER),
            "Who reported that it was put right.",
        ),
        field("verifiedAt", "DateTime", moment("verified_at"), "When somebody looked again."),
        field(
            "verifiedBy",
            "User",
            Source::Reference("verified_by_id", &USER),
            "Who looked again.",
        ),
        field(
            "overdue",
            "Boolean!",
            Source::Expression(
                "({t}.rectified_at is null and {t}.due_at < {now})",
                Scalar::Boolean,
            ),
            "Not put right, and past dueAt now.",
        ),
        field(
            "raisedTo",
            "Area",
            Source::Reference("raised_to_id", &AREA),
            "The area above that it rose to when it was late.",
        ),
        field(
            "before",
            "[Attachment!]!",
            Source::List(&ATTACHMENT, Link::Column("before_hazard_id"), attachment::ORDER),
            "Photographs and papers of it as it was found, the first sent first.",
        ),
        field(
            "after",
            "[Attachment!]!",
            Source::List(&ATTACHMENT, Link::Column("after_hazard_id"), attachment::ORDER),
            "Those that show it put right, the first sent first.",
        ),
        field(
            "events",
            "HazardEventConnection!",
            Source::Connection(&hazard_event::CONNECTION, Link::Column("hazard_id")),
            "What happened to it, oldest first.",
        ),
        field(
            "allowedActions",
            "[HazardAction!]!",
            Source::AllowedActions(Subject::Hazard),
            "What the viewer may do with it now, by the policy and by its state. Whoever does it is judged by the very same function.",
        ),
        field("version", "Int!", int("version"), "Raised with each change of the hazard."),
    ],
};

/// The check that found it: one out of sight shows by no comparison.
pub const OF_CHECK: Reference = Reference("check_id", &CHECKS);

/// `HazardFilter`
pub static FILTER: FilterType = FilterType {
    name: "HazardFilter",
    description: "Which hazards. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "hazard"), "Its id."),
        compare("area", Compares::Area, "The area that its place lies in."),
        compare("place", Compares::Id("place_id", "place"), "Where it is."),
        compare(
            "check",
            Compares::OfVisible(OF_CHECK, &Compares::Id("check_id", "check")),
            "The check that found it.",
        ),
        compare("status", Compares::Enum("status", &HAZARD_STATUS), "Where it stands."),
        compare("major", Compares::Boolean("major"), "Whether it is a major hazard."),
        compare(
            "overdue",
            Compares::Truth("{t}.rectified_at is null and {t}.due_at < {now}"),
            "Not put right, and past dueAt now.",
        ),
        compare("responsible", Compares::Id("responsible_id", "user"), "Who puts it right."),
        compare(
            "raisedTo",
            Compares::AreaOf("raised_to_id"),
            "The area above that it rose to when it was late.",
        ),
        compare(
            "itemCode",
            Compares::OfVisible(OF_CHECK, &Compares::Text("item_code")),
            "The question that it failed.",
        ),
        compare(
            "placeKind",
            Compares::EnumOf(
                "(select place.kind from places place where place.id = {t}.place_id)",
                &PLACE_KIND,
            ),
            "What kind of place it is at.",
        ),
        compare("foundAt", Compares::DateTime("found_at"), "When it was found."),
        compare("dueAt", Compares::DateTime("due_at"), "By when it is to be put right."),
    ],
};

const FOUND_AT: OrderKey = OrderKey::new("found_at", Scalar::DateTime);

/// `HazardOrder`
pub static ORDER: OrderType = OrderType {
    name: "HazardOrder",
    description: "One key of an order of hazards.",
    field_type: "HazardOrderField",
    field_description: "What hazards can be ordered by.",
    fields: &[
        ("FOUND_AT", "When it was found.", FOUND_AT),
        ("DUE_AT", "By when it is to be put right.", OrderKey::new("due_at", Scalar::DateTime)),
        (
            "NUMBER",
            "Its number, by its letters and digits.",
            OrderKey::new("number", Scalar::Text).unique(),
        ),
    ],
};

/// `HazardConnection`
pub static CONNECTION: Connection = Connection {
    node: &HAZARD,
    name: "HazardConnection",
    edge: "HazardEdge",
    filter: Some(&FILTER),
    order: Some(&ORDER),
    default_order: &[FOUND_AT.descending()],
};

/// `HazardConnection` of a case, which takes neither filter nor order.
pub static OF_CASE: Connection = Connection {
    node: &HAZARD,
    name: "HazardConnection",
    edge: "HazardEdge",
    filter: None,
    order: None,
    default_order: &[FOUND_AT.descending()],
};
