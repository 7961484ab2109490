//! Safety checks and their questions.

use super::area::AREA;
use super::attachment::{self, ATTACHMENT};
use super::checklist::CHECKLIST;
use super::place::PLACE;
use super::team::TEAM;
use super::user::USER;
use super::{boolean, compare, field, hazard, id, int, moment, text, words};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::input::EnumType;
use crate::read::order::{OrderKey, OrderType};
use crate::read::subject::Subject;
use crate::read::table::{Protection, Table};

/// The table of checks.
pub static CHECKS: Table = Table::new("checks", Protection::Scope(Object::Check));

/// The table of a check's questions, which are read with it.
pub static CHECK_ITEMS: Table = Table::new("check_items", Protection::Through("check_id", &CHECKS));

/// `CheckKind`
pub static CHECK_KIND: EnumType = EnumType {
    name: "CheckKind",
    description: "Why a check is made.",
    values: &[
        ("MONTHLY", "月度: planned for the month."),
        ("PRE_HOLIDAY", "节前: before a public holiday."),
        ("SPECIAL", "专项: for a reason of its own."),
        ("RECHECK", "复查: whether what was found is put right."),
    ],
};

/// `CheckStatus`
pub static CHECK_STATUS: EnumType = EnumType {
    name: "CheckStatus",
    description: "Where a check stands.",
    values: &[
        ("PLANNED", "计划: planned, and not begun."),
        ("IN_PROGRESS", "进行中: begun, and not signed."),
        ("SIGNED", "已签字: done, signed, and closed."),
        ("CANCELLED", "取消: not to be made after all."),
        ("MISSED", "未按期: planned, and not made in time."),
    ],
};

/// `CheckOutcome`
pub static CHECK_OUTCOME: EnumType = EnumType {
    name: "CheckOutcome",
    description: "What a signed check found.",
    values: &[
        ("PASSED", "合格: nothing to put right."),
        ("HAZARDS_FOUND", "发现隐患: at least one hazard."),
    ],
};

/// `CheckAction`
pub static CHECK_ACTION: EnumType = EnumType {
    name: "CheckAction",
    description: "What the viewer may do with a check now.",
    values: &[
        ("START", "开始检查: startCheck begins it."),
        ("SAVE_ANSWERS", "暂存: saveCheckAnswers keeps answers before it is signed."),
        ("SIGN", "签字: signCheck signs it, which closes it."),
        ("CANCEL", "取消: cancelCheck says why it is not to be made."),
        ("RECHECK", "复查: planCheck plans another that looks at it again."),
        ("ATTACH", "附件: attachFile adds a file."),
    ],
};

/// `Check`
pub static CHECK: ObjectType = ObjectType {
    name: "Check",
    description: "A planned, signed safety inspection of a place.",
    table: &CHECKS,
    id_prefix: Some("check"),
    fields: &[
        id(),
        field("number", "String!", text("number"), "Its number, unique in the installation."),
        field("kind", "CheckKind!", text("kind"), "Why it is made."),
        field("status", "CheckStatus!", text("status"), "Where it stands."),
        field(
            "outcome",
            "CheckOutcome",
            text("outcome"),
            "What it found; null until it is signed.",
        ),
        field(
            "area",
            "Area!",
            Source::Reference("area_id", &AREA),
            "The area that its place lies in.",
        ),
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
        field("place", "Place!", Source::Reference("place_id", &PLACE), "What is checked."),
        field("team", "Team", Source::Reference("team_id", &TEAM), "The team that makes it."),
        field("inspector", "User", Source::Reference("inspector_id", &USER), "Who makes it."),
        field(
            "plannedFor",
            "Date!",
            Source::Column("planned_for", Scalar::Date),
            "The day that it is planned for.",
        ),
        field("startedAt", "DateTime", moment("started_at"), "When it was begun."),
        field("signedAt", "DateTime", moment("signed_at"), "When it was signed."),
        field("signedBy", "User", Source::Reference("signed_by_id", &USER), "Who signed it."),
        field(
            "cancelReason",
            "String",
            words("cancel_reason", "masked_cancel_reason"),
            "Why it was cancelled. In lists, numbers of persons in it are masked.",
        ),
        field(
            "checklist",
            "Checklist!",
            Source::Reference("checklist_id", &CHECKLIST),
            "What it asks: the revision that it was planned with.",
        ),
        field(
            "items",
            "[CheckItem!]!",
            Source::List(&CHECK_ITEM, Link::Column("check_id"), ITEM_ORDER),
            "Its questions and their answers, in the order of the checklist.",
        ),
        field(
            "hazards",
            "HazardConnection!",
            Source::Connection(&hazard::CONNECTION, Link::Column("check_id")),
            "The hazards that it found and that the viewer may read, the latest found first.",
        ),
        field(
            "rechecks",
            "Check",
            Source::Visible("rechecks_id", &CHECK),
            "The check that this one looks at again; null where it looks at none, or that one is out of sight.",
        ),
        field(
            "attachments",
            "[Attachment!]!",
            Source::List(&ATTACHMENT, Link::Column("check_id"), attachment::ORDER),
            "The files tied to it, the first sent first.",
        ),
        field(
            "allowedActions",
            "[CheckAction!]!",
            Source::AllowedActions(Subject::Check),
            "What the viewer may do with it now, by the policy and by its state. Whoever does it is judged by the very same function.",
        ),
        field("version", "Int!", int("version"), "Raised with each change of the check."),
    ],
};

/// The order of a check's questions; their place in the checklist is unique in it.
const ITEM_ORDER: &[OrderKey] = &[OrderKey::new("position", Scalar::Int).unique()];

/// `CheckItem`
pub static CHECK_ITEM: ObjectType = ObjectType {
    name: "CheckItem",
    description: "A question of a check, and its answer.",
    table: &CHECK_ITEMS,
    id_prefix: None,
    fields: &[
        field("code", "String!", text("code"), "Its code in the checklist."),
        field("question", "String!", text("question"), "The question."),
        field("passed", "Boolean", boolean("passed"), "The answer. Null: not answered yet."),
        field(
            "note",
            "String",
            words("note", "masked_note"),
            "What was seen. In lists of checks, numbers of persons in it are masked.",
        ),
    ],
};

/// `CheckFilter`
pub static FILTER: FilterType = FilterType {
    name: "CheckFilter",
    description: "Which checks. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "check"), "Its id."),
        compare("area", Compares::Area, "The area that its place lies in."),
        compare("place", Compares::Id("place_id", "place"), "What is checked."),
        compare("kind", Compares::Enum("kind", &CHECK_KIND), "Why it is made."),
        compare("status", Compares::Enum("status", &CHECK_STATUS), "Where it stands."),
        compare("outcome", Compares::Enum("outcome", &CHECK_OUTCOME), "What it found."),
        compare("team", Compares::Id("team_id", "team"), "The team that makes it."),
        compare("inspector", Compares::Id("inspector_id", "user"), "Who makes it."),
        compare("plannedFor", Compares::Date("planned_for"), "The day that it is planned for."),
        compare("signedAt", Compares::DateTime("signed_at"), "When it was signed."),
    ],
};

const PLANNED_FOR: OrderKey = OrderKey::new("planned_for", Scalar::Date);

/// `CheckOrder`
pub static ORDER: OrderType = OrderType {
    name: "CheckOrder",
    description: "One key of an order of checks.",
    field_type: "CheckOrderField",
    field_description: "What checks can be ordered by.",
    fields: &[
        ("PLANNED_FOR", "The day that it is planned for.", PLANNED_FOR),
        (
            "SIGNED_AT",
            "When it was signed.",
            OrderKey::new("signed_at", Scalar::DateTime).nullable(),
        ),
        (
            "NUMBER",
            "Its number, by its letters and digits.",
            OrderKey::new("number", Scalar::Text).unique(),
        ),
    ],
};

/// `CheckConnection`
pub static CONNECTION: Connection = Connection {
    node: &CHECK,
    name: "CheckConnection",
    edge: "CheckEdge",
    filter: Some(&FILTER),
    order: Some(&ORDER),
    default_order: &[PLANNED_FOR.descending()],
};
