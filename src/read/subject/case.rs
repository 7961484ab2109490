//! Cases, as the program itself reads them.

use super::facts::{Parts, joined};
use super::{Description, Kept};
use crate::policy::Object;
use crate::read::sql::Dialect;

pub(super) static CASE: Description = Description {
    object: Object::Case,
    table: "cases",
    letter: 'a',
    fact_columns: &[
        "id",
        "status",
        "severity",
        "emergency",
        "confidential",
        "area_id",
        "desk_id",
        "team_id",
        "handler_id",
        "first_handler_id",
        "overseer_id",
        "received_by_id",
    ],
    facts,
    image: &[
        ("id", Kept::Id),
        ("number", Kept::Plain),
        ("category_id", Kept::Id),
        ("source", Kept::Plain),
        ("severity", Kept::Plain),
        ("emergency", Kept::Boolean),
        ("confidential", Kept::Boolean),
        ("status", Kept::Plain),
        ("is_open", Kept::Boolean),
        ("area_id", Kept::Id),
        ("province_id", Kept::Id),
        ("city_id", Kept::Id),
        ("district_id", Kept::Id),
        ("town_id", Kept::Id),
        ("community_id", Kept::Id),
        ("group_id", Kept::Id),
        ("desk_id", Kept::Id),
        ("latitude", Kept::Plain),
        ("longitude", Kept::Plain),
        ("received_at", Kept::Plain),
        ("due_at", Kept::Plain),
        ("closed_at", Kept::Plain),
        ("updated_at", Kept::Plain),
        ("received_by_id", Kept::Id),
        ("first_handler_id", Kept::Id),
        ("handler_id", Kept::Id),
        ("overseer_id", Kept::Id),
        ("team_id", Kept::Id),
        ("satisfaction", Kept::Plain),
        ("reopen_count", Kept::Plain),
        ("version", Kept::Plain),
    ],
    words: &[("title", "masked_title")],
};

/// As [`CaseFacts::parse`](crate::desk::facts::CaseFacts::parse) reads them.
fn facts(dialect: Dialect, alias: &str) -> String {
    let of = Parts { dialect, alias };
    let slips = format!(
        "handovers slip where slip.case_id = {alias}.id and slip.signed_at is null \
                 and slip.lapsed_at is null"
    );
    let to_answer = format!(
        "exists (select 1 from supervisions notice \
         where notice.case_id = {alias}.id and notice.answered_at is null)"
    );
    let reachable = format!(
        "exists (select 1 from reporters known \
         where known.case_id = {alias}.id and known.reachable)"
    );
    joined([
        of.text("status"),
        of.text("severity"),
        of.flag("emergency"),
        of.flag("confidential"),
        of.path("area_id"),
        of.path("desk_id"),
        of.id("team_id"),
        of.id("handler_id"),
        of.id("first_handler_id"),
        of.id("overseer_id"),
        of.id("received_by_id"),
        of.ids("slip.proposed_by_id", &slips),
        of.bit(&to_answer),
        of.bit(&reachable),
    ])
}
