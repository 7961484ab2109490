//! Those who sign in, the roles granted to them, and what signing in leaves behind.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, boolean, integer, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid,
};

use crate::columns::{ConstrainedColumns, bytewise, id};
use crate::listing::{Listing, create_all, drop_all, lookup, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        users(manager).await?;
        grants(manager).await?;
        refresh_tokens(manager).await?;
        login_failures(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["login_failures", "refresh_tokens", "grants", "users"]).await
    }
}

async fn users(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("users")
                .col(id())
                .col(bytewise(backend, "username"))
                .col(bytewise(backend, "display_name"))
                .col(text_null("work_phone"))
                .col(boolean("active"))
                .may_reference("area_id", "areas")
                .levels()
                .col(text_null("password_hash"))
                .col(boolean("password_must_change"))
                .col(integer("token_version"))
                .col(moment("created_at"))
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            unique("users", "users_by_username", &["username"]),
            Listing::ascending("users", "display_name").everywhere(),
        ],
    )
    .await
}

async fn grants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("grants")
                .col(id())
                .references("user_id", "users")
                .col(text("role"))
                .may_reference("area_id", "areas")
                .col(moment_null("valid_from"))
                .col(moment_null("valid_until"))
                .may_reference("granted_by", "users")
                .col(moment("created_at"))
                .take(),
        )
        .await?;
    // Nulls are distinct in a unique index: a grant everywhere needs one of its own.
    let once_at_area = unique("grants", "grants_once_at_area", &["user_id", "role", "area_id"])
        .and_where(Expr::col("area_id").is_not_null())
        .take();
    let once_everywhere = unique("grants", "grants_once_everywhere", &["user_id", "role"])
        .and_where(Expr::col("area_id").is_null())
        .take();
    let of_user = lookup("grants", "grants_of_user", &["user_id"]);
    create_all(manager, [once_at_area, once_everywhere, of_user]).await
}

async fn refresh_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("refresh_tokens")
                .col(id())
                .references("user_id", "users")
                .col(uuid("family_id"))
                .col(blob("token_hash"))
                .col(moment("issued_at"))
                .col(moment("expires_at"))
                .col(moment_null("used_at"))
                .col(moment_null("revoked_at"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            unique("refresh_tokens", "refresh_tokens_by_token_hash", &["token_hash"]),
            lookup("refresh_tokens", "refresh_tokens_of_family", &["family_id"]),
            lookup("refresh_tokens", "refresh_tokens_of_user", &["user_id"]),
        ],
    )
    .await
}

async fn login_failures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("login_failures")
                .col(text("key").primary_key())
                .col(integer("failures"))
                .col(moment("last_at"))
                .col(moment_null("blocked_until"))
                .take(),
        )
        .await
}
