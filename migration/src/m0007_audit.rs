//! Who did what, and when.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, text_null, timestamp_with_time_zone as moment, uuid_null};

use crate::columns::{ConstrainedColumns, id};
use crate::listing::{create_all, drop_all, lookup};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit_entries")
                    .col(id())
                    .col(moment("at"))
                    .may_reference("actor_id", "users")
                    .col(text("action"))
                    .col(text("object"))
                    .col(uuid_null("record_id"))
                    .may_reference("area_id", "areas")
                    .col(text_null("detail"))
                    .take(),
            )
            .await?;
        let table = "audit_entries";
        create_all(
            manager,
            [
                lookup(table, "audit_entries_by_at", &["at", "id"]),
                lookup(table, "audit_entries_of_area_by_at", &["area_id", "at", "id"]),
                lookup(table, "audit_entries_of_actor_by_at", &["actor_id", "at", "id"]),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["audit_entries"]).await
    }
}
