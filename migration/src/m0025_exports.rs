//! Exports: files of records that users have made for themselves, in the background.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid_null,
};

use crate::columns::{ConstrainedColumns, id};
use crate::listing::{Listing, create_all, drop_all, lookup};

const STATUSES: [&str; 5] = ["WAITING", "RUNNING", "READY", "FAILED", "CANCELLED"];

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
                    .table("exports")
                    .col(id())
                    .references("user_id", "users")
                    // The API token that asked, by its hash: the file holds no more than it may read.
                    .col(text_null("token_hash"))
                    .col(moment("created_at"))
                    .one_of("object", &["case", "hazard"])
                    .one_of("format", &["CSV", "XLSX", "NDJSON", "PARQUET"])
                    .one_of("locale", &["en", "zh"])
                    // The names of columns as a JSON array, and the filter and the order as an object.
                    .col(text("columns"))
                    .col(text("asked"))
                    .one_of("status", &STATUSES)
                    .col(big_integer("rows_done").default(0))
                    .col(big_integer_null("rows_total"))
                    .col(big_integer_null("byte_length"))
                    .col(text_null("error"))
                    .col(moment_null("expires_at"))
                    // Who writes it, and until when nobody else takes it over.
                    .col(uuid_null("run"))
                    .col(moment_null("leased_until"))
                    // Whether there may be bytes of it.
                    .col(boolean("kept").default(false))
                    .take(),
            )
            .await?;
        let of_user = Listing::descending("exports", "created_at").of("user", "user_id");
        let by_status = lookup("exports", "exports_by_status", &["status", "created_at", "id"]);
        create_all(manager, [of_user, by_status]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["exports"]).await
    }
}
