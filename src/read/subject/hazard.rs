//! Hazards, as the program itself reads them.

use super::facts::{Parts, joined};
use super::{Description, Kept};
use crate::policy::Object;
use crate::read::sql::Dialect;

pub(super) static HAZARD: Description = Description {
    object: Object::Hazard,
    table: "hazards",
    letter: 'h',
    fact_columns: &[
        "status",
        "area_id",
        "responsible_id",
        "found_by_id",
        "rectified_by_id",
        "case_id",
    ],
    facts,
    image: &[
        ("id", Kept::Id),
        ("number", Kept::Plain),
        ("check_id", Kept::Id),
        ("item_code", Kept::Plain),
        ("case_id", Kept::Id),
        ("visit_id", Kept::Id),
        ("area_id", Kept::Id),
        ("province_id", Kept::Id),
        ("city_id", Kept::Id),
        ("district_id", Kept::Id),
        ("town_id", Kept::Id),
        ("community_id", Kept::Id),
        ("group_id", Kept::Id),
        ("place_id", Kept::Id),
        ("major", Kept::Boolean),
        ("status", Kept::Plain),
        ("responsible_id", Kept::Id),
        ("found_at", Kept::Plain),
        ("found_by_id", Kept::Id),
        ("due_at", Kept::Plain),
        ("rectified_at", Kept::Plain),
        ("rectified_by_id", Kept::Id),
        ("verified_at", Kept::Plain),
        ("verified_by_id", Kept::Id),
        ("raised_to_id", Kept::Id),
        ("raised_at", Kept::Plain),
        ("version", Kept::Plain),
        ("updated_at", Kept::Plain),
    ],
    words: &[],
};

/// As [`HazardFacts::parse`](crate::desk::hazard::facts::HazardFacts::parse) reads them.
fn facts(dialect: Dialect, alias: &str) -> String {
    let of = Parts { dialect, alias };
    joined([
        of.text("status"),
        of.path("area_id"),
        of.id("responsible_id"),
        of.id("found_by_id"),
        of.id("rectified_by_id"),
        of.id("case_id"),
    ])
}
