//! What the viewer may do.

use super::area::AREA;
use super::{named, text};
use crate::read::catalog::{ObjectType, Source};
use crate::read::table::{Protection, Table};

/// No table holds them: they are the viewer's own.
static PERMISSIONS: Table = Table::new("permissions", Protection::SignedIn);

/// `Permission`
pub static PERMISSION: ObjectType = ObjectType {
    name: "Permission",
    description: "Something that the viewer may do, by the grants and rules of now. What is wholly \
                  denied is not listed; a denial of a part of the area, or of records to which the \
                  viewer stands in another way as well, may still take some of it away.",
    table: &PERMISSIONS,
    id_prefix: None,
    fields: &[
        named("object", "String!", text("object"), "The kind of record, as rules call it."),
        named("action", "String!", text("action"), "What may be done, as rules call it."),
        named(
            "relation",
            "String!",
            text("relation"),
            "How the viewer must stand to a record: any, ordinary, own_team, handling or own_record.",
        ),
        named(
            "area",
            "Area",
            Source::Reference("area_id", &AREA),
            "Where, with all below. Null: everywhere.",
        ),
    ],
};
