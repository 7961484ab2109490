//! Patrols: routes of checkpoints, the visits that are owed and made, and what was missed. The record
//! is of places visited by those on duty; nobody else is in it.

use super::area::{AREA, LOCATION_COLUMNS, location};
use super::attachment::{self, ATTACHMENT};
use super::team::TEAM;
use super::user::USER;
use super::{compare, field, id, int, moment, named, text, words};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of routes.
pub static PATROL_ROUTES: Table = Table::new("patrol_routes", Protection::Scope(Object::Patrol));

/// The tables of their checkpoints and visits, which are read with them.
static CHECKPOINTS: Table =
    Table::new("checkpoints", Protection::Through("route_id", &PATROL_ROUTES));
/// See [`CHECKPOINTS`].
pub static PATROL_VISITS: Table =
    Table::new("patrol_visits", Protection::Through("route_id", &PATROL_ROUTES));

static LOCATION: ObjectType = location(&CHECKPOINTS);

const POSITION: &[OrderKey] = &[OrderKey::new("position", Scalar::Int)];

/// `PatrolRoute`
pub static PATROL_ROUTE: ObjectType = ObjectType {
    name: "PatrolRoute",
    description: "A route of checkpoints that is walked and signed for, point by point (巡逻路线). Through \
                  a reference its id, name, area and version show.",
    table: &PATROL_ROUTES,
    id_prefix: Some("patrol_route"),
    fields: &[
        id(),
        named("name", "String!", text("name"), "Its name, unique in its area."),
        named("area", "Area!", Source::Reference("area_id", &AREA), "The area that it lies in."),
        field("team", "Team", Source::Reference("team_id", &TEAM), "The team that walks it."),
        field(
            "checkpoints",
            "[Checkpoint!]!",
            Source::List(&CHECKPOINT, Link::Column("on_route_id"), POSITION),
            "The points that it has now, in the order in which they are walked.",
        ),
        field(
            "visitsPerDay",
            "Int!",
            int("visits_per_day"),
            "Visits that each checkpoint is owed in a day, from today on.",
        ),
        field(
            "coverage",
            "[PatrolCoverage!]!",
            Source::Days(&PATROL_COVERAGE),
            "What was owed and made, day by day, of at most 366 days.",
        ),
        field(
            "visits",
            "PatrolVisitConnection!",
            Source::Connection(&VISITS, Link::Column("route_id")),
            "The visits to its checkpoints, the latest made first.",
        ),
        named("version", "Int!", int("version"), "Raised with each change of the route."),
    ],
};

/// `Checkpoint`
pub static CHECKPOINT: ObjectType = ObjectType {
    name: "Checkpoint",
    description: "A point of a patrol route (签到点), which is visited and signed for.",
    table: &CHECKPOINTS,
    id_prefix: Some("checkpoint"),
    fields: &[
        id(),
        named("code", "String!", text("code"), "Its code, unique on its route."),
        named("name", "String!", text("name"), "Its name."),
        field(
            "location",
            "Location",
            Source::Embedded(&LOCATION, LOCATION_COLUMNS),
            "Where it is.",
        ),
        field(
            "route",
            "PatrolRoute",
            Source::Reference("on_route_id", &PATROL_ROUTE),
            "Its route; null where it was taken off it.",
        ),
    ],
};

/// `PatrolVisit`
pub static PATROL_VISIT: ObjectType = ObjectType {
    name: "PatrolVisit",
    description: "A visit to a checkpoint, signed for by whoever made it (签到).",
    table: &PATROL_VISITS,
    id_prefix: Some("visit"),
    fields: &[
        id(),
        field("route", "PatrolRoute!", Source::Part("route_id", &PATROL_ROUTE), "The route."),
        field(
            "checkpoint",
            "Checkpoint!",
            Source::Part("checkpoint_id", &CHECKPOINT),
            "The point.",
        ),
        field("by", "User!", Source::Reference("by_id", &USER), "Who made it."),
        field("at", "DateTime!", moment("at"), "When it was made; a phone may have been offline."),
        field("receivedAt", "DateTime!", moment("received_at"), "When word of it arrived here."),
        field(
            "note",
            "String",
            words("note", "masked_note"),
            "What was seen. In lists, numbers of persons in it are masked.",
        ),
        field(
            "attachments",
            "[Attachment!]!",
            Source::List(&ATTACHMENT, Link::Column("visit_id"), attachment::ORDER),
            "Photographs of it, the first sent first.",
        ),
    ],
};

/// The days of a route: the only rows that are in no table. `day` and `route_id` are their columns.
static ROUTE_DAYS: Table = Table::new("patrol_routes", Protection::Scope(Object::Patrol));

/// The visits that a checkpoint is owed on the day, each as one row.
macro_rules! owed {
    ($what:literal) => {
        concat!(
            "(select ",
            $what,
            " from checkpoints point join checkpoint_terms term on term.checkpoint_id = point.id \
             where point.route_id = {t}.route_id and term.from_day <= {t}.day \
             and (term.until_day is null or {t}.day < term.until_day))"
        )
    };
}

/// The visits that were made to a checkpoint on the day.
macro_rules! made {
    () => {
        "(select count(*) from patrol_visits made where made.checkpoint_id = point.id and made.day = {t}.day)"
    };
}

/// `PatrolCoverage`
pub static PATROL_COVERAGE: ObjectType = ObjectType {
    name: "PatrolCoverage",
    description: "What was owed and made on a route in a civil day.",
    table: &ROUTE_DAYS,
    id_prefix: None,
    fields: &[
        field("date", "Date!", Source::Column("day", Scalar::Date), "The day."),
        field(
            "owed",
            "Int!",
            Source::Expression(owed!("coalesce(sum(term.visits_per_day), 0)"), Scalar::Int),
            "Visits that were owed, of all checkpoints that the route had on that day.",
        ),
        field(
            "made",
            "Int!",
            Source::Expression(
                concat!(
                    "(select coalesce(sum(case when ",
                    made!(),
                    " < term.visits_per_day then ",
                    made!(),
                    " else term.visits_per_day end), 0) from checkpoints point \
                     join checkpoint_terms term on term.checkpoint_id = point.id \
                     where point.route_id = {t}.route_id and term.from_day <= {t}.day \
                     and (term.until_day is null or {t}.day < term.until_day))"
                ),
                Scalar::Int,
            ),
            "How many of those were made; a checkpoint that was visited more often than it was owed counts for what it was owed.",
        ),
        field(
            "missed",
            "[Checkpoint!]!",
            Source::List(
                &CHECKPOINT,
                Link::Such(
                    "{t}.route_id = {p}.route_id and exists (select 1 from checkpoint_terms term \
                     where term.checkpoint_id = {t}.id and term.from_day <= {p}.day \
                     and (term.until_day is null or {p}.day < term.until_day) \
                     and (select count(*) from patrol_visits made \
                     where made.checkpoint_id = {t}.id and made.day = {p}.day) < term.visits_per_day)",
                ),
                POSITION,
            ),
            "The checkpoints that were visited less often than they were owed, in the order of the route.",
        ),
    ],
};

/// The argument `area` of the list of routes.
pub static AREA_ARGUMENT: FilterType = FilterType {
    name: "PatrolRouteFilter",
    description: "Which routes.",
    is_argument: true,
    fields: &[compare("area", Compares::Area, "Only routes in this area.")],
};

/// `PatrolRouteConnection`
pub static CONNECTION: Connection = Connection {
    node: &PATROL_ROUTE,
    name: "PatrolRouteConnection",
    edge: "PatrolRouteEdge",
    filter: Some(&AREA_ARGUMENT),
    order: None,
    default_order: &[OrderKey::new("name", Scalar::Text)],
};

/// `PatrolVisitConnection`
static VISITS: Connection = Connection {
    node: &PATROL_VISIT,
    name: "PatrolVisitConnection",
    edge: "PatrolVisitEdge",
    filter: None,
    order: None,
    default_order: &[OrderKey::new("at", Scalar::DateTime).descending()],
};
