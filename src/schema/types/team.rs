//! Teams: working groups and member units.

use super::area::AREA;
use super::user::USER;
use super::{boolean, case, check, compare, field, id, int, named, text, user};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of teams.
pub static TEAMS: Table = Table::new("teams", Protection::Scope(Object::Team));

/// `TeamKind`
pub static TEAM_KIND: EnumType = EnumType {
    name: "TeamKind",
    description: "What a team is for.",
    values: &[
        ("RECEPTION", "接待: receives people and matters."),
        ("MEDIATION", "调解: mediates disputes."),
        ("PATROL", "巡逻: patrols."),
        ("PUBLIC_PLACES", "公共场所: looks after public places."),
        ("FIRE_SAFETY", "消防: fire safety."),
        ("ROAD_SAFETY", "道路交通: road safety."),
        ("SCHOOL_SAFETY", "校园: safety of schools."),
        ("FOOD_AND_WATER_SAFETY", "食品与水域: safety of food and of waters."),
        ("EMERGENCY", "应急: emergencies."),
        ("LEGAL_AID", "法律援助: legal aid."),
        ("REPORTING", "信息上报: reports upwards."),
        ("SUPERVISION", "督办: sees to it that others keep their times."),
        ("OTHER", "其他: anything else."),
    ],
};

/// `Team`
pub static TEAM: ObjectType = ObjectType {
    name: "Team",
    description: "A working group with its leader and members, or a member unit. Through a \
                  reference its id, name, kind, area, unit and version show; the rest shows where \
                  the viewer may read the team itself.",
    table: &TEAMS,
    id_prefix: Some("team"),
    fields: &[
        id(),
        named("name", "String!", text("name"), "Its name, unique in its area."),
        named("kind", "TeamKind!", text("kind"), "What it is for."),
        named("area", "Area!", Source::Reference("area_id", &AREA), "The area that it works in."),
        named(
            "unit",
            "Boolean!",
            boolean("unit"),
            "A member unit (police station, justice office, school), not a working group.",
        ),
        field("leader", "User", Source::Reference("leader_id", &USER), "Who leads it."),
        field(
            "accountableLeader",
            "User",
            Source::Reference("accountable_leader_id", &USER),
            "Who answers for it in the centre (分管领导).",
        ),
        field("mandate", "String", text("mandate"), "What it was set up to do."),
        field(
            "members",
            "UserConnection!",
            Source::Connection(&user::CONNECTION, Link::Members),
            "Its active members, by name.",
        ),
        field(
            "cases",
            "CaseConnection!",
            Source::Connection(&case::CONNECTION, Link::Column("team_id")),
            "The cases that it has now and the viewer may read, the latest received first.",
        ),
        field(
            "checks",
            "CheckConnection!",
            Source::Connection(&check::CONNECTION, Link::Column("team_id")),
            "The safety checks that it has and the viewer may read, the latest planned first.",
        ),
        named(
            "openCaseCount",
            "Int!",
            Source::Count(&case::CASE, Link::Column("team_id"), "{t}.is_open"),
            "How many open cases it has that the viewer may read.",
        ),
        named(
            "overdueCaseCount",
            "Int!",
            Source::Count(
                &case::CASE,
                Link::Column("team_id"),
                "{t}.is_open and {t}.due_at < {now}",
            ),
            "How many open cases it has that are past their time and that the viewer may read.",
        ),
        named("version", "Int!", int("version"), "Raised with each change of the team."),
    ],
};

/// `TeamFilter`
pub static FILTER: FilterType = FilterType {
    name: "TeamFilter",
    description: "Which teams. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "team"), "Its id."),
        compare("area", Compares::Area, "The area that it works in."),
        compare("kind", Compares::Enum("kind", &TEAM_KIND), "What it is for."),
        compare("unit", Compares::Boolean("unit"), "Whether it is a member unit."),
        compare("name", Compares::Text("name"), "Its name."),
    ],
};

/// `TeamConnection`
pub static CONNECTION: Connection = Connection {
    node: &TEAM,
    name: "TeamConnection",
    edge: "TeamEdge",
    filter: Some(&FILTER),
    order: None,
    default_order: &[OrderKey::new("name", Scalar::Text)],
};
