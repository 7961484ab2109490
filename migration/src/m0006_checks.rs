//! Safety checks with their questions and answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean_null, date, integer, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null,
};

use crate::columns::{ConstrainedColumns, bytewise, id, version};
use crate::listing::{Listing, create_all, drop_all, unique};

const KINDS: [&str; 4] = ["MONTHLY", "PRE_HOLIDAY", "SPECIAL", "RECHECK"];
const STATUSES: [&str; 5] = ["PLANNED", "IN_PROGRESS", "SIGNED", "CANCELLED", "MISSED"];
const OUTCOMES: [&str; 2] = ["PASSED", "HAZARDS_FOUND"];

const BY_PLANNED_FOR: Listing = Listing::descending("checks", "planned_for");
const BY_SIGNED_AT: Listing = Listing::descending("checks", "signed_at");
const BY_NUMBER: Listing = Listing::ascending("checks", "number");

/// The relations of a check to a place, a team or a user that have lists of their own.
const HOLDERS: [(&str, &str); 5] = [
    ("place", "place_id"),
    ("team", "team_id"),
    ("inspector", "inspector_id"),
    ("signer", "signed_by_id"),
    ("creator", "created_by_id"),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        checks(manager).await?;
        check_items(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["check_items", "checks"]).await
    }
}

async fn checks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("checks")
                .col(id())
                .col(bytewise(backend, "number"))
                .one_of("kind", &KINDS)
                .one_of("status", &STATUSES)
                .may_be_one_of("outcome", &OUTCOMES)
                .references("area_id", "areas")
                .levels()
                .references("place_id", "places")
                .may_reference("team_id", "teams")
                .may_reference("inspector_id", "users")
                .may_reference("signed_by_id", "users")
                .may_reference("created_by_id", "users")
                .col(date("planned_for"))
                .col(moment_null("signed_at"))
                .col(version())
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    create_all(manager, [BY_PLANNED_FOR, BY_SIGNED_AT].map(Listing::everywhere)).await?;
    let listed = [BY_PLANNED_FOR, BY_SIGNED_AT, BY_NUMBER];
    create_all(manager, listed.into_iter().flat_map(Listing::of_each_level)).await?;
    create_all(manager, HOLDERS.map(|(holder, column)| BY_PLANNED_FOR.of(holder, column))).await?;
    create_all(manager, [unique("checks", "checks_by_number", &["number"])]).await
}

async fn check_items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("check_items")
                .references("check_id", "checks")
                .col(integer("position"))
                .col(bytewise(backend, "code"))
                .col(text("question"))
                .col(boolean_null("passed"))
                .col(text_null("note"))
                .primary_key(Index::create().col("check_id").col("position"))
                .take(),
        )
        .await
}
