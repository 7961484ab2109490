//! Safety checks, as the program itself reads them.

use super::facts::{Parts, joined};
use super::{Description, Kept};
use crate::policy::Object;
use crate::read::sql::Dialect;

pub(super) static CHECK: Description = Description {
    object: Object::Check,
    table: "checks",
    letter: 'c',
    fact_columns: &[
        "status",
        "area_id",
        "team_id",
        "inspector_id",
        "created_by_id",
        "signed_by_id",
    ],
    facts,
    image: &[
        ("id", Kept::Id),
        ("number", Kept::Plain),
        ("kind", Kept::Plain),
        ("status", Kept::Plain),
        ("outcome", Kept::Plain),
        ("area_id", Kept::Id),
        ("province_id", Kept::Id),
        ("city_id", Kept::Id),
        ("district_id", Kept::Id),
        ("town_id", Kept::Id),
        ("community_id", Kept::Id),
        ("group_id", Kept::Id),
        ("place_id", Kept::Id),
        ("team_id", Kept::Id),
        ("inspector_id", Kept::Id),
        ("signed_by_id", Kept::Id),
        ("created_by_id", Kept::Id),
        ("planned_for", Kept::Plain),
        ("started_at", Kept::Plain),
        ("signed_at", Kept::Plain),
        ("checklist_id", Kept::Id),
        ("rechecks_id", Kept::Id),
        ("version", Kept::Plain),
        ("updated_at", Kept::Plain),
    ],
    words: &[],
};

/// As [`CheckFacts::parse`](crate::desk::check::facts::CheckFacts::parse) reads them.
fn facts(dialect: Dialect, alias: &str) -> String {
    let of = Parts { dialect, alias };
    joined([
        of.text("status"),
        of.path("area_id"),
        of.id("team_id"),
        of.id("inspector_id"),
        of.id("created_by_id"),
        of.id("signed_by_id"),
    ])
}
