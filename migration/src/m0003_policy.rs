//! The policy's rules and the changes that brought them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, text, text_null,
    timestamp_with_time_zone as moment,
};

use crate::columns::ConstrainedColumns;
use crate::listing::{create_all, drop_all, lookup};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        policy_versions(manager).await?;
        casbin_rules(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["casbin_rules", "policy_versions"]).await
    }
}

async fn policy_versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("policy_versions")
                .col(big_integer("version").primary_key())
                .col(moment("applied_at"))
                .may_reference("applied_by", "users")
                .col(text("reason"))
                .take(),
        )
        .await
}

async fn casbin_rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create()
        .table("casbin_rules")
        .col(big_pk_auto("id"))
        .col(integer("position"))
        .one_of("ptype", &["p", "g"])
        .take();
    for value in ["v0", "v1", "v2", "v3", "v4", "v5"] {
        table.col(text_null(value));
    }
    table
        .may_reference("area_id", "areas")
        .col(text_null("comment"))
        .col(big_integer("added_in"))
        .foreign_key(&mut version_key("added_in"))
        .col(big_integer_null("removed_in"))
        .foreign_key(&mut version_key("removed_in"));
    manager.create_table(table).await?;
    let present = lookup("casbin_rules", "present_casbin_rules_by_position", &["position", "id"])
        .and_where(Expr::col("removed_in").is_null())
        .take();
    create_all(manager, [present]).await
}

fn version_key(column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to("policy_versions", "version").take()
}
