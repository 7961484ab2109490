//! Two texts of a case that the program itself reads: its facts, by which actions are judged, and
//! its image, by which it is told later whether the case stood in somebody's sight and filter.

use super::catalog::Scalar;
use super::sql::Dialect;

/// The columns of a case that its facts are made of.
pub(super) const FACT_COLUMNS: &[&str] = &[
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
];

/// How a column of an image is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Id,
    Plain,
    Boolean,
}

/// The columns of an image: what scopes and filters of cases go by. Words are masked in it.
const IMAGE: &[(&str, Kept)] = &[
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
];

/// The facts of the case `alias`, as [`CaseFacts::parse`](crate::desk::facts::CaseFacts::parse)
/// reads them.
#[must_use]
pub fn facts(dialect: Dialect, alias: &str) -> String {
    let bit = |condition: &str| format!("case when {condition} then '1' else '0' end");
    let id = |column: &str| {
        format!("coalesce({}, '')", dialect.hex_of_uuid(&format!("{alias}.{column}")))
    };
    let path = |column: &str| {
        format!("(select area.path from areas area where area.id = {alias}.{column})")
    };
    let proposers = format!(
        "coalesce((select string_agg({}, ',') from handovers slip \
         where slip.case_id = {alias}.id and slip.signed_at is null \
         and slip.lapsed_at is null), '')",
        dialect.hex_of_uuid("slip.proposed_by_id"),
    );
    let to_answer = format!(
        "exists (select 1 from supervisions notice \
         where notice.case_id = {alias}.id and notice.answered_at is null)"
    );
    let reachable = format!(
        "exists (select 1 from reporters known \
         where known.case_id = {alias}.id and known.reachable)"
    );
    [
        format!("{alias}.status"),
        format!("{alias}.severity"),
        bit(&format!("{alias}.emergency")),
        bit(&format!("{alias}.confidential")),
        path("area_id"),
        path("desk_id"),
        id("team_id"),
        id("handler_id"),
        id("first_handler_id"),
        id("overseer_id"),
        id("received_by_id"),
        proposers,
        bit(&to_answer),
        bit(&reachable),
    ]
    .join(" || '|' || ")
}

/// The image of the case `alias`, as JSON text; its key `facts` holds the facts.
#[must_use]
pub fn image(dialect: Dialect, alias: &str) -> String {
    let columns = IMAGE.iter().map(|(column, kept)| {
        let value = format!("{alias}.{column}");
        let value = match (dialect, kept) {
            (Dialect::Sqlite, Kept::Id) => dialect.scalar(&value, Scalar::Uuid),
            // SQLite's own 0 and 1, and texts of moments, come back as they are kept.
            _ => value,
        };
        ((*column).to_owned(), value)
    });
    let title = format!("coalesce({alias}.masked_title, {alias}.title)");
    let facts = ("facts".to_owned(), facts(dialect, alias));
    let entries: Vec<_> = columns.chain([("title".to_owned(), title), facts]).collect();
    dialect.json_text(&dialect.object(&entries))
}

/// Rows like those of cases, one for the image that `bound` stands for: what scopes and filters go
/// by is there, the rest null.
#[must_use]
pub fn row_of_image(dialect: Dialect, bound: &str) -> String {
    match dialect {
        Dialect::Postgres => {
            format!("(select * from jsonb_populate_record(null::cases, ({bound})::jsonb))")
        }
        Dialect::Sqlite => {
            let columns = IMAGE.iter().map(|(column, kept)| {
                let value = format!("json_extract({bound}, '$.{column}')");
                match kept {
                    // Of nothing it would make an id without a byte.
                    Kept::Id => format!(
                        "case when {value} = '' then null else unhex({value}) end as {column}"
                    ),
                    Kept::Plain | Kept::Boolean => format!("{value} as {column}"),
                }
            });
            let title = format!("json_extract({bound}, '$.title') as title");
            let masked = "null as masked_title".to_owned();
            let columns: Vec<_> = columns.chain([title, masked]).collect();
            format!("(select {})", columns.join(", "))
        }
    }
}
