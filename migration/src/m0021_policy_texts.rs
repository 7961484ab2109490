//! What is kept beside the rules as text: the expectations that a change must meet, the file that the policy
//! is laid out like, and the default rules that the town's own began with.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_pk_auto, text, timestamp_with_time_zone as moment,
};

use crate::columns::ConstrainedColumns;
use crate::listing::{create_all, drop_all, lookup};

const TABLE: &str = "policy_texts";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let version =
            ForeignKey::create().from_col("version").to("policy_versions", "version").take();
        manager
            .create_table(
                Table::create()
                    .table(TABLE)
                    .col(big_pk_auto("id"))
                    .one_of("kind", &["TESTS", "LAYOUT", "DEFAULTS"])
                    // The policy's version that it was kept with.
                    .col(big_integer("version"))
                    .foreign_key(&mut version.clone())
                    .col(text("text"))
                    .col(moment("kept_at"))
                    .take(),
            )
            .await?;
        create_all(manager, [lookup(TABLE, "latest_policy_texts", &["kind", "id"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &[TABLE]).await
    }
}
