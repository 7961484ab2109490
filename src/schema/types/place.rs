//! Places: what is checked.

use super::area::{AREA, LOCATION_COLUMNS, location};
use super::{check, compare, field, hazard, id, int, named, text};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of places.
pub static PLACES: Table = Table::new("places", Protection::Scope(Object::Place));

/// `PlaceKind`
pub static PLACE_KIND: EnumType = EnumType {
    name: "PlaceKind",
    description: "What a place is.",
    values: &[
        ("OFFICE", "办公场所: an office."),
        ("SCHOOL", "学校: a school or kindergarten."),
        ("RENTAL_HOUSING", "出租房: rented housing."),
        ("SHOP", "商铺: a shop."),
        ("RESTAURANT", "餐饮: a restaurant or canteen."),
        ("CONSTRUCTION_SITE", "工地: a construction site."),
        ("FACTORY", "工厂: a factory or workshop."),
        ("PUBLIC_VENUE", "公共场所: a venue open to the public."),
        ("ROAD", "道路: a road, bridge or crossing."),
        ("WATER", "水域: a river, pond or reservoir."),
        ("OTHER", "其他: anything else."),
    ],
};

static LOCATION: ObjectType = location(&PLACES);

/// `Place`
pub static PLACE: ObjectType = ObjectType {
    name: "Place",
    description: "What is checked: a school, a shop, a site, a road; never a person. Through a \
                  reference its id, code, name, kind and area show.",
    table: &PLACES,
    id_prefix: Some("place"),
    fields: &[
        id(),
        named("code", "String!", text("code"), "Its code, unique."),
        named("name", "String!", text("name"), "Its name."),
        named("kind", "PlaceKind!", text("kind"), "What it is."),
        named("area", "Area!", Source::Reference("area_id", &AREA), "The area that it lies in."),
        field(
            "location",
            "Location",
            Source::Embedded(&LOCATION, LOCATION_COLUMNS),
            "Where it is.",
        ),
        field(
            "checks",
            "CheckConnection!",
            Source::Connection(&check::CONNECTION, Link::Column("place_id")),
            "Its safety checks that the viewer may read, the latest planned first.",
        ),
        field(
            "lastCheckedOn",
            "Date",
            Source::Column("last_checked_on", Scalar::Date),
            "The day on which a check of it was last signed; null where none was.",
        ),
        field(
            "openHazardCount",
            "Int!",
            Source::Count(&hazard::HAZARD, Link::Column("place_id"), "{t}.status <> 'VERIFIED'"),
            "How many of its hazards that the viewer may read are not verified.",
        ),
        field(
            "hazards",
            "HazardConnection!",
            Source::Connection(&hazard::CONNECTION, Link::Column("place_id")),
            "Its hazards that the viewer may read, the latest found first.",
        ),
        named("version", "Int!", int("version"), "Raised with each change of the place."),
    ],
};

/// `PlaceFilter`
pub static FILTER: FilterType = FilterType {
    name: "PlaceFilter",
    description: "Which places. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "place"), "Its id."),
        compare("area", Compares::Area, "The area that it lies in."),
        compare("kind", Compares::Enum("kind", &PLACE_KIND), "What it is."),
        compare("name", Compares::Text("name"), "Its name."),
        compare(
            "lastCheckedOn",
            Compares::Date("last_checked_on"),
            "The day on which a check of it was last signed: `lt` or `isNull` find what was long not checked.",
        ),
    ],
};

/// `PlaceConnection`
pub static CONNECTION: Connection = Connection {
    node: &PLACE,
    name: "PlaceConnection",
    edge: "PlaceEdge",
    filter: Some(&FILTER),
    order: None,
    default_order: &[OrderKey::new("name", Scalar::Text)],
};
