//! Teams with their members, and the places that are checked.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, double_null, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null,
};

use crate::columns::{ConstrainedColumns, bytewise, id, version};
use crate::listing::{Listing, create_all, drop_all, lookup, unique};

const TEAM_KINDS: [&str; 13] = [
    "RECEPTION",
    "MEDIATION",
    "PATROL",
    "PUBLIC_PLACES",
    "FIRE_SAFETY",
    "ROAD_SAFETY",
    "SCHOOL_SAFETY",
    "FOOD_AND_WATER_SAFETY",
    "EMERGENCY",
    "LEGAL_AID",
    "REPORTING",
    "SUPERVISION",
    "OTHER",
];

const PLACE_KINDS: [&str; 11] = [
    "OFFICE",
    "SCHOOL",
    "RENTAL_HOUSING",
    "SHOP",
    "RESTAURANT",
    "CONSTRUCTION_SITE",
    "FACTORY",
    "PUBLIC_VENUE",
    "ROAD",
    "WATER",
    "OTHER",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        teams(manager).await?;
        team_members(manager).await?;
        places(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["places", "team_members", "teams"]).await
    }
}

async fn teams(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("teams")
                .col(id())
                .col(bytewise(backend, "name"))
                .one_of("kind", &TEAM_KINDS)
                .references("area_id", "areas")
                .levels()
                .col(boolean("unit"))
                .may_reference("leader_id", "users")
                .may_reference("accountable_leader_id", "users")
                .col(text_null("mandate"))
                .col(version())
                .col(moment("created_at"))
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    let by_name = Listing::ascending("teams", "name");
    create_all(manager, by_name.of_each_level()).await?;
    create_all(
        manager,
        [by_name.everywhere(), unique("teams", "teams_once_at_area", &["area_id", "name"])],
    )
    .await
}

async fn team_members(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("team_members")
                .references("team_id", "teams")
                .references("user_id", "users")
                .col(moment("joined_at"))
                .col(moment_null("left_at"))
                .primary_key(Index::create().col("team_id").col("user_id"))
                .take(),
        )
        .await?;
    create_all(manager, [lookup("team_members", "team_members_of_user", &["user_id"])]).await
}

async fn places(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("places")
                .col(id())
                .col(bytewise(backend, "code"))
                .col(bytewise(backend, "name"))
                .one_of("kind", &PLACE_KINDS)
                .references("area_id", "areas")
                .levels()
                .col(text_null("address"))
                .col(double_null("latitude"))
                .col(double_null("longitude"))
                .col(version())
                .col(moment("created_at"))
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    let by_name = Listing::ascending("places", "name");
    create_all(manager, by_name.of_each_level()).await?;
    create_all(manager, [by_name.everywhere(), unique("places", "places_by_code", &["code"])]).await
}
