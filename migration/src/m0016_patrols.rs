//! Patrol routes with their checkpoints, what visits each was owed when, and the visits.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date, date_null, double_null, integer, text_null, timestamp_with_time_zone as moment, uuid_null,
};

use crate::columns::{ConstrainedColumns, add, bytewise, id, remove, version};
use crate::listing::{Listing, create_all, drop_all, lookup, unique};

const TABLES: [&str; 4] = ["patrol_visits", "checkpoint_terms", "checkpoints", "patrol_routes"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        routes(manager).await?;
        checkpoints(manager).await?;
        visits(manager).await?;
        add(manager, "hazards", uuid_null("visit_id").extra("REFERENCES patrol_visits (id)"))
            .await?;
        add(manager, "files", uuid_null("visit_id").extra("REFERENCES patrol_visits (id)")).await?;
        let of_visit = lookup("files", "files_of_visit", &["visit_id", "uploaded_at", "id"])
            .and_where(Expr::col("visit_id").is_not_null())
            .take();
        create_all(manager, [of_visit]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("files_of_visit").table("files").to_owned();
        manager.drop_index(index).await?;
        remove(manager, "files", "visit_id").await?;
        remove(manager, "hazards", "visit_id").await?;
        drop_all(manager, &TABLES).await
    }
}

async fn routes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("patrol_routes")
                .col(id())
                .col(bytewise(backend, "name"))
                .references("area_id", "areas")
                .levels()
                .may_reference("team_id", "teams")
                .col(integer("visits_per_day"))
                .may_reference("created_by_id", "users")
                .col(version())
                .col(moment("created_at"))
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    let by_name = Listing::ascending("patrol_routes", "name");
    create_all(manager, by_name.of_each_level()).await?;
    create_all(
        manager,
        [
            by_name.everywhere(),
            by_name.of("team", "team_id"),
            unique("patrol_routes", "patrol_routes_once_at_area", &["area_id", "name"]),
        ],
    )
    .await
}

async fn checkpoints(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("checkpoints")
                .col(id())
                .references("route_id", "patrol_routes")
                .col(integer("position"))
                .col(bytewise(backend, "code"))
                .col(bytewise(backend, "name"))
                .col(text_null("address"))
                .col(double_null("latitude"))
                .col(double_null("longitude"))
                // Its route, or null once it is on it no longer; what was visited there stays.
                .may_reference("on_route_id", "patrol_routes")
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            unique("checkpoints", "checkpoints_of_route", &["route_id", "code"]),
            lookup("checkpoints", "checkpoints_on_route", &["on_route_id", "position"]),
        ],
    )
    .await?;
    // How many visits a day a checkpoint is owed, from one civil day until before another.
    manager
        .create_table(
            Table::create()
                .table("checkpoint_terms")
                .references("checkpoint_id", "checkpoints")
                .col(date("from_day"))
                .col(date_null("until_day"))
                .col(integer("visits_per_day"))
                .primary_key(Index::create().col("checkpoint_id").col("from_day"))
                .take(),
        )
        .await
}

async fn visits(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("patrol_visits")
                .col(id())
                .references("route_id", "patrol_routes")
                .references("checkpoint_id", "checkpoints")
                .references("by_id", "users")
                // When it was made, and the civil day that this was.
                .col(moment("at"))
                .col(date("day"))
                .col(moment("received_at"))
                .col(text_null("note"))
                .col(text_null("masked_note"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            lookup("patrol_visits", "patrol_visits_of_route", &["route_id", "at", "id"]),
            lookup("patrol_visits", "patrol_visits_of_day", &["checkpoint_id", "day"]),
            unique("patrol_visits", "patrol_visits_once", &["checkpoint_id", "by_id", "at"]),
        ],
    )
    .await
}
