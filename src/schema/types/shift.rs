//! Duty: shifts with a leader and members, who each sign in and out, the log that they keep, and the
//! gaps that the clock finds.

use super::area::AREA;
use super::case::CASE;
use super::team::TEAM;
use super::user::USER;
use super::{compare, field, id, int, moment, text, words};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of shifts.
pub static SHIFTS: Table = Table::new("shifts", Protection::Scope(Object::Shift));

static SHIFT_MEMBERS: Table = Table::new("shift_members", Protection::Through("shift_id", &SHIFTS));
/// A gap is listed with its shift, and shows to whoever sees the shift beside it too: that somebody
/// is on two shifts at once tells of the other one.
static SHIFT_GAPS: Table = Table::new("shift_gaps", Protection::Through("beside_id", &SHIFTS));
static DUTY_LOG: Table = Table::new("duty_log_entries", Protection::Through("shift_id", &SHIFTS));

/// `ShiftKind`
pub static SHIFT_KIND: EnumType = EnumType {
    name: "ShiftKind",
    description: "What a shift is for.",
    values: &[
        ("DUTY", "值班: the desk by day."),
        ("NIGHT", "夜班: the desk by night."),
        ("RECEPTION_DAY", "领导接访日: a leader receives whoever comes."),
        ("PATROL", "巡逻: walking the routes."),
        ("STANDBY", "备勤: ready to be called."),
    ],
};

/// `ShiftRole`
pub static SHIFT_ROLE: EnumType = EnumType {
    name: "ShiftRole",
    description: "What somebody is on a shift.",
    values: &[
        ("LEADER", "带班领导: leads it, and is the first handler of what comes in."),
        ("DIRECTOR", "值班主任: runs it."),
        ("STAFF", "值班人员: works on it."),
    ],
};

/// `ShiftGapKind`
pub static SHIFT_GAP_KIND: EnumType = EnumType {
    name: "ShiftGapKind",
    description: "What was missing on a shift, as the clock found it.",
    values: &[
        (
            "NOBODY_SIGNED_IN",
            "无人签到: it had begun, and for more than 15 minutes nobody was there.",
        ),
        (
            "LEADER_ABSENT",
            "带班领导缺岗: it had begun, and for more than 15 minutes its leader was not there.",
        ),
        ("SIGNED_IN_LATE", "迟到: somebody came more than 15 minutes late."),
        ("NOT_SIGNED_OUT", "未签退: somebody had not signed out 15 minutes after its end."),
        ("OVERLAP", "重班: somebody is on two shifts at once."),
    ],
};

/// `Shift`
pub static SHIFT: ObjectType = ObjectType {
    name: "Shift",
    description: "A time in which some are on duty (值班), with a leader.",
    table: &SHIFTS,
    id_prefix: Some("shift"),
    fields: &[
        id(),
        field("kind", "ShiftKind!", text("kind"), "What it is for."),
        field("area", "Area!", Source::Reference("area_id", &AREA), "The area that it is for."),
        field("team", "Team", Source::Reference("team_id", &TEAM), "The team whose shift it is."),
        field(
            "leader",
            "User!",
            Source::Reference("leader_id", &USER),
            "Who leads it; a stand-in, where one leads in another's place.",
        ),
        field("startsAt", "DateTime!", moment("starts_at"), "When it begins."),
        field("endsAt", "DateTime!", moment("ends_at"), "When it ends."),
        field(
            "roster",
            "[ShiftMember!]!",
            Source::List(&SHIFT_MEMBER, Link::Column("shift_id"), POSITION),
            "Who is on it, the leader first; behind them whoever was replaced after signing in.",
        ),
        field(
            "log",
            "[DutyLogEntry!]!",
            Source::List(&DUTY_LOG_ENTRY, Link::Column("shift_id"), BY_AT),
            "What was written down, oldest first.",
        ),
        field(
            "gaps",
            "[ShiftGap!]!",
            Source::List(&SHIFT_GAP, Link::Column("shift_id"), BY_FROM),
            "Where somebody was not where they should have been, as the clock has found it so far; of overlaps those alone with shifts in sight.",
        ),
        field("version", "Int!", int("version"), "Raised with each change of the shift."),
    ],
};

const POSITION: &[OrderKey] = &[OrderKey::new("position", Scalar::Int).unique()];
const BY_AT: &[OrderKey] = &[OrderKey::new("at", Scalar::DateTime)];
const BY_FROM: &[OrderKey] = &[OrderKey::new("from_at", Scalar::DateTime)];

/// `ShiftMember`
pub static SHIFT_MEMBER: ObjectType = ObjectType {
    name: "ShiftMember",
    description: "Somebody who is on a shift.",
    table: &SHIFT_MEMBERS,
    id_prefix: None,
    fields: &[
        field("user", "User!", Source::Reference("user_id", &USER), "Who."),
        field("role", "ShiftRole!", text("role"), "What they are on it."),
        field(
            "standInFor",
            "User",
            Source::Reference("stand_in_for_id", &USER),
            "In whose place they stand (替班); null where they were planned.",
        ),
        field(
            "standInReason",
            "String",
            words("reason", "masked_reason"),
            "Why they stand in. In lists, numbers of persons in it are masked.",
        ),
        field("signedInAt", "DateTime", moment("signed_in_at"), "When they signed in."),
        field("signedOutAt", "DateTime", moment("signed_out_at"), "When they signed out."),
    ],
};

/// `ShiftGap`
pub static SHIFT_GAP: ObjectType = ObjectType {
    name: "ShiftGap",
    description: "A time in which somebody was not where they should have been.",
    table: &SHIFT_GAPS,
    id_prefix: None,
    fields: &[
        field("kind", "ShiftGapKind!", text("kind"), "What was missing."),
        field(
            "user",
            "User",
            Source::Reference("user_id", &USER),
            "Who; null where nobody at all was there.",
        ),
        field("from", "DateTime", moment("from_at"), "Since when."),
        field("to", "DateTime", moment("to_at"), "Until when; null while it lasts."),
    ],
};

/// `DutyLogEntry`
pub static DUTY_LOG_ENTRY: ObjectType = ObjectType {
    name: "DutyLogEntry",
    description: "What somebody on duty wrote down (值班日志).",
    table: &DUTY_LOG,
    id_prefix: Some("duty_log"),
    fields: &[
        id(),
        field("at", "DateTime!", moment("at"), "When."),
        field("by", "User!", Source::Reference("by_id", &USER), "Who."),
        field(
            "text",
            "String!",
            words("text", "masked_text"),
            "The words. In lists of shifts, numbers of persons in them are masked.",
        ),
        field(
            "case",
            "Case",
            Source::Visible("case_id", &CASE),
            "The case that it is about; null where it is about none, or that one is out of sight.",
        ),
    ],
};

/// `ShiftFilter`
pub static FILTER: FilterType = FilterType {
    name: "ShiftFilter",
    description: "Which shifts. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("area", Compares::Area, "The area that it is for."),
        compare("kind", Compares::Enum("kind", &SHIFT_KIND), "What it is for."),
        compare(
            "user",
            Compares::Beside("shift_members", "shift_id", "user_id", "user"),
            "Who is on it.",
        ),
        compare("startsAt", Compares::DateTime("starts_at"), "When it begins."),
        compare("endsAt", Compares::DateTime("ends_at"), "When it ends."),
        compare(
            "at",
            Compares::During("starts_at", "ends_at"),
            "On duty at this moment: begun, and not ended.",
        ),
    ],
};

/// `ShiftConnection`
pub static CONNECTION: Connection = Connection {
    node: &SHIFT,
    name: "ShiftConnection",
    edge: "ShiftEdge",
    filter: Some(&FILTER),
    order: None,
    default_order: &[OrderKey::new("starts_at", Scalar::DateTime).descending()],
};
