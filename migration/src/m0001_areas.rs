//! The tree of areas, on which everything hangs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    double_null, json_null, text_null, timestamp_with_time_zone as moment,
};

use crate::columns::{ConstrainedColumns, bytewise, id};
use crate::listing::{create_all, drop_all, lookup, unique};

const LEVELS: [&str; 6] = ["PROVINCE", "CITY", "DISTRICT", "TOWN", "COMMUNITY", "GROUP"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager
            .create_table(
                Table::create()
                    .table("areas")
                    .col(id())
                    .col(bytewise(backend, "code"))
                    .col(bytewise(backend, "path"))
                    .one_of("level", &LEVELS)
                    .col(bytewise(backend, "name"))
                    .col(text_null("name_en"))
                    .may_reference("parent_id", "areas")
                    .levels()
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(json_null("boundary"))
                    .col(moment("created_at"))
                    .col(moment("updated_at"))
                    .take(),
            )
            .await?;
        create_all(
            manager,
            [
                unique("areas", "areas_by_code", &["code"]),
                unique("areas", "areas_by_path", &["path"]),
                lookup("areas", "areas_of_parent_by_path", &["parent_id", "path"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["areas"]).await
    }
}
