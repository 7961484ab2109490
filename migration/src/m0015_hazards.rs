//! Hazards with what happened to them, and files that are tied to a check or a hazard.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid_null,
};

use crate::columns::{ConstrainedColumns, add, bytewise, id, remove, version};
use crate::listing::{Listing, create_all, drop_all, lookup, unique};

const STATUSES: [&str; 4] = ["FOUND", "RECTIFYING", "RECTIFIED", "VERIFIED"];

const EVENTS: [&str; 10] = [
    "FOUND",
    "STARTED",
    "RECTIFIED",
    "VERIFIED",
    "REOPENED",
    "EXTENDED",
    "MADE_CASE",
    "ATTACHED",
    "BECAME_OVERDUE",
    "RAISED",
];

const BY_FOUND_AT: Listing = Listing::descending("hazards", "found_at");
const BY_DUE_AT: Listing = Listing::ascending("hazards", "due_at");
const BY_NUMBER: Listing = Listing::ascending("hazards", "number");

/// The relations of a hazard that have lists of their own.
const HOLDERS: [(&str, &str); 6] = [
    ("place", "place_id"),
    ("check", "check_id"),
    ("case", "case_id"),
    ("responsible", "responsible_id"),
    ("finder", "found_by_id"),
    ("raised", "raised_to_id"),
];

/// The records beside a case that a file can be tied to; of a hazard, as it was found and as it was
/// put right.
const FILE_COLUMNS: [(&str, &str); 3] = [
    ("check_id", "REFERENCES checks (id)"),
    ("before_hazard_id", "REFERENCES hazards (id)"),
    ("after_hazard_id", "REFERENCES hazards (id)"),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        hazards(manager).await?;
        events(manager).await?;
        for (column, references) in FILE_COLUMNS {
            add(manager, "files", uuid_null(column).extra(references)).await?;
            let of = lookup("files", index_of(column), &[column, "uploaded_at", "id"])
                .and_where(Expr::col(column).is_not_null())
                .take();
            create_all(manager, [of]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (column, _) in FILE_COLUMNS {
            let index = Index::drop().name(index_of(column)).table("files").to_owned();
            manager.drop_index(index).await?;
            remove(manager, "files", column).await?;
        }
        drop_all(manager, &["hazard_events", "hazards"]).await
    }
}

fn index_of(column: &'static str) -> &'static str {
    match column {
        "check_id" => "files_of_check",
        "before_hazard_id" => "files_of_hazard_before",
        _ => "files_of_hazard_after",
    }
}

async fn hazards(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("hazards")
                .col(id())
                .col(bytewise(backend, "number"))
                .may_reference("check_id", "checks")
                .col(text_null("item_code"))
                .may_reference("case_id", "cases")
                .references("area_id", "areas")
                .levels()
                .references("place_id", "places")
                .col(text("description"))
                .col(text_null("masked_description"))
                .col(boolean("major"))
                .one_of("status", &STATUSES)
                .may_reference("responsible_id", "users")
                .col(text_null("responsible_unit"))
                .col(text_null("masked_responsible_unit"))
                .col(moment("found_at"))
                .may_reference("found_by_id", "users")
                .col(moment("due_at"))
                .col(moment_null("rectified_at"))
                .may_reference("rectified_by_id", "users")
                .col(moment_null("verified_at"))
                .may_reference("verified_by_id", "users")
                .col(moment_null("overdue_noted_at"))
                .may_reference("raised_to_id", "areas")
                .col(moment_null("raised_at"))
                .col(moment_null("raise_from"))
                .col(version())
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    let listed = [BY_FOUND_AT, BY_DUE_AT, BY_NUMBER];
    create_all(manager, [BY_FOUND_AT, BY_DUE_AT].map(Listing::everywhere)).await?;
    create_all(manager, listed.into_iter().flat_map(Listing::of_each_level)).await?;
    create_all(manager, HOLDERS.map(|(holder, column)| BY_FOUND_AT.of(holder, column))).await?;
    let late = lookup("hazards", "hazards_not_put_right_by_due", &["due_at"])
        .and_where(Expr::col("rectified_at").is_null())
        .take();
    // The sweeper looks for these every other second.
    let to_note = lookup("hazards", "hazards_to_note_overdue", &["due_at"])
        .and_where(Expr::col("rectified_at").is_null())
        .and_where(Expr::col("overdue_noted_at").is_null())
        .take();
    let to_raise = lookup("hazards", "hazards_to_raise", &["due_at"])
        .and_where(Expr::col("raise_from").is_not_null())
        .take();
    let by_number = unique("hazards", "hazards_by_number", &["number"]);
    create_all(manager, [by_number, late, to_note, to_raise]).await
}

async fn events(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("hazard_events")
                .col(id())
                .references("hazard_id", "hazards")
                .one_of("kind", &EVENTS)
                .col(moment("at"))
                .may_reference("actor_id", "users")
                .may_be_one_of("from_status", &STATUSES)
                .may_be_one_of("to_status", &STATUSES)
                .col(text_null("note"))
                .col(text_null("masked_note"))
                .col(moment_null("due_before"))
                .col(moment_null("due_after"))
                .may_reference("raised_to_id", "areas")
                .may_reference("attachment_id", "files")
                .take(),
        )
        .await?;
    let of_hazard = lookup("hazard_events", "hazard_events_of_hazard", &["hazard_id", "at", "id"]);
    create_all(manager, [of_hazard]).await
}
