//! Files that were sent, and the case that each is tied to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid_null,
};

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
                    .table("files")
                    .col(id())
                    .col(text("file_name"))
                    // Null where nothing needs masking.
                    .col(text_null("masked_name"))
                    .col(text("media_type"))
                    .col(big_integer("byte_length"))
                    // In hexadecimal digits, of the bytes that are kept and served.
                    .col(text("sha256"))
                    .col(boolean("has_thumbnail").default(false))
                    .references("uploaded_by_id", "users")
                    .col(moment("uploaded_at"))
                    // Null until the file is tied to a record; until then it may be swept.
                    .may_reference("case_id", "cases")
                    .col(boolean("personal").default(false))
                    .col(moment_null("attached_at"))
                    .take(),
            )
            .await?;
        let orphans = lookup("files", "orphan_files_by_age", &["uploaded_at"])
            .and_where(Expr::col("attached_at").is_null())
            .take();
        create_all(
            manager,
            [orphans, lookup("files", "files_of_case", &["case_id", "uploaded_at", "id"])],
        )
        .await?;
        let column = uuid_null("attachment_id").extra("REFERENCES files (id)").take();
        let mut event = Table::alter().table("case_events").to_owned();
        manager.alter_table(event.add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut event = Table::alter().table("case_events").to_owned();
        manager.alter_table(event.drop_column("attachment_id").to_owned()).await?;
        drop_all(manager, &["files"]).await
    }
}
