//! Areas: the tree that everything hangs on.

use super::{case, check, compare, field, id, named, team, text, words};
use crate::policy::Object;
use crate::read::catalog::{Connection, Field, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of areas.
pub static AREAS: Table = Table::new("areas", Protection::Scope(Object::Area));

/// `AreaLevel`
pub static AREA_LEVEL: EnumType = EnumType {
    name: "AreaLevel",
    description: "The level of an area in the one tree. Levels may be skipped; they never rise.",
    values: &[
        ("PROVINCE", "省: a province, or a municipality of that rank."),
        ("CITY", "市: a prefecture-level city."),
        ("DISTRICT", "区、县: a district or county."),
        ("TOWN", "镇、街道: a town or subdistrict, with its governance centre."),
        ("COMMUNITY", "社区、村: a community or village."),
        ("GROUP", "网格、村民小组: a grid or villagers' group, walked by its leader."),
    ],
};

/// `Area`
pub static AREA: ObjectType = ObjectType {
    name: "Area",
    description: "A node of the tree of areas. Through a reference from a record that the viewer \
                  may read, its id, code, path, level and names always show; the rest shows where \
                  the viewer may read the area itself.",
    table: &AREAS,
    id_prefix: Some("area"),
    fields: &[
        id(),
        named(
            "code",
            "String!",
            text("code"),
            "Its code: 1 to 32 letters, digits and hyphens, unique.",
        ),
        named(
            "path",
            "String!",
            text("path"),
            "The codes from the root to this area, each followed by `/`, with one before the first.",
        ),
        named("level", "AreaLevel!", text("level"), "Its level."),
        named("name", "String!", text("name"), "Its name."),
        named("nameEn", "String", text("name_en"), "Its name in English, where it has one."),
        field(
            "parent",
            "Area",
            Source::Reference("parent_id", &AREA),
            "The area just above; null at a root of the tree.",
        ),
        field(
            "ancestors",
            "[Area!]!",
            Source::List(&AREA, Link::Above, &[BY_PATH]),
            "The areas above, the widest first.",
        ),
        field(
            "hasChildren",
            "Boolean!",
            Source::Exists(&AREA, Link::Column("parent_id")),
            "Whether there are areas just below it; false where the viewer may not read the area.",
        ),
        field(
            "children",
            "AreaConnection!",
            Source::Connection(&CHILDREN, Link::Column("parent_id")),
            "The areas just below it, by path.",
        ),
        field(
            "cases",
            "CaseConnection!",
            Source::Connection(&case::CONNECTION, Link::Within),
            "The cases in it and below it that the viewer may read, the latest received first.",
        ),
        field(
            "checks",
            "CheckConnection!",
            Source::Connection(&check::CONNECTION, Link::Within),
            "The safety checks in it and below it, the latest planned first.",
        ),
        field(
            "teams",
            "TeamConnection!",
            Source::Connection(&team::CONNECTION, Link::Within),
            "The teams and units in it and below it, by name.",
        ),
        named(
            "caseSummary",
            "CaseSummary!",
            Source::Aggregate(&CASE_SUMMARY, Link::Within, "{t}.is_open"),
            "The tiles of a dashboard, for the area and all below it: counts of what the viewer may read.",
        ),
        field(
            "centre",
            "Location",
            Source::Embedded(&CENTRE, &["latitude", "longitude"]),
            "Where a map should show it.",
        ),
        field(
            "boundary",
            "JSON",
            Source::Column("boundary", Scalar::Json),
            "Its boundary as a GeoJSON geometry, where it was imported with one.",
        ),
    ],
};

const BY_PATH: OrderKey = OrderKey::new("path", Scalar::Text).unique();

/// `Location` of an area: it has no address.
static CENTRE: ObjectType = ObjectType {
    name: "Location",
    description: LOCATION_DESCRIPTION,
    table: &AREAS,
    id_prefix: None,
    fields: &[
        named("address", "String", Source::Expression("null", Scalar::Text), ADDRESS),
        named("latitude", "Float", Source::Column("latitude", Scalar::Float), LATITUDE),
        named("longitude", "Float", Source::Column("longitude", Scalar::Float), LONGITUDE),
    ],
};

const LOCATION_DESCRIPTION: &str = "Where something is, in words, on the map, or both.";
const ADDRESS: &str = "In words, as somebody would tell the way. In lists of cases, numbers of persons in it are masked.";
const LATITUDE: &str = "Degrees north of the equator (WGS 84).";
const LONGITUDE: &str = "Degrees east of Greenwich (WGS 84).";

const LOCATION_FIELDS: &[Field] = &[
    named("address", "String", text("address"), ADDRESS),
    named("latitude", "Float", Source::Column("latitude", Scalar::Float), LATITUDE),
    named("longitude", "Float", Source::Column("longitude", Scalar::Float), LONGITUDE),
];

/// `Location` of a case, whose address is what somebody typed.
pub(super) static LOCATION_OF_CASE: ObjectType = ObjectType {
    name: "Location",
    description: LOCATION_DESCRIPTION,
    table: &case::CASES,
    id_prefix: None,
    fields: &[
        named("address", "String", words("address", "masked_address"), ADDRESS),
        named("latitude", "Float", Source::Column("latitude", Scalar::Float), LATITUDE),
        named("longitude", "Float", Source::Column("longitude", Scalar::Float), LONGITUDE),
    ],
};

/// The columns of a [`location`].
pub(super) const LOCATION_COLUMNS: &[&str] = &["address", "latitude", "longitude"];

/// `Location` of the rows of a table.
pub(in crate::schema) const fn location(table: &'static Table) -> ObjectType {
    ObjectType {
        name: "Location",
        description: LOCATION_DESCRIPTION,
        table,
        id_prefix: None,
        fields: LOCATION_FIELDS,
    }
}

/// `CaseSummary`
pub static CASE_SUMMARY: ObjectType = ObjectType {
    name: "CaseSummary",
    description: "Counts of open cases, as a dashboard's tiles show them: only of what the viewer \
                  may read.",
    table: &case::CASES,
    id_prefix: None,
    fields: &[
        named(
            "openCount",
            "Int!",
            int_expression("count(*)"),
            "Cases that are received, triaged, assigned or in progress.",
        ),
        named(
            "overdueCount",
            "Int!",
            int_expression("count(*) filter (where {t}.due_at < {now})"),
            "Open cases whose time was up before now.",
        ),
        named(
            "dueSoonCount",
            "Int!",
            int_expression("count(*) filter (where {t}.due_at >= {now} and {t}.due_at < {soon})"),
            "Open cases whose time is up within 24 hours from now.",
        ),
        named(
            "emergencyCount",
            "Int!",
            int_expression("count(*) filter (where {t}.emergency = true)"),
            "Open cases marked as emergencies.",
        ),
    ],
};

const fn int_expression(template: &'static str) -> Source {
    Source::Expression(template, Scalar::Int)
}

/// `AreaFilter`
pub static FILTER: FilterType = FilterType {
    name: "AreaFilter",
    description: "Which areas. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "area"), "Its id."),
        compare("level", Compares::Enum("level", &AREA_LEVEL), "Its level."),
        compare("code", Compares::Text("code"), "Its code."),
        compare("name", Compares::Text("name"), "Its name."),
        compare("within", Compares::Path, "In this area or anywhere below it."),
    ],
};

/// `AreaConnection`
pub static CONNECTION: Connection = connection(Some(&FILTER));

/// `AreaConnection` of an area's children, which takes no filter.
static CHILDREN: Connection = connection(None);

const fn connection(filter: Option<&'static FilterType>) -> Connection {
    Connection {
        node: &AREA,
        name: "AreaConnection",
        edge: "AreaEdge",
        filter,
        order: None,
        default_order: &[BY_PATH],
    }
}
