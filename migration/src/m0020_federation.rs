//! Whom an issuer of identities vouches for, which grants its claims gave, and sign-ins by it that
//! are under way.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, integer, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid,
};

use crate::columns::{ConstrainedColumns, bytewise, id};
use crate::listing::{create_all, drop_all, lookup, unique};

const TABLES: [&str; 4] =
    ["sign_in_codes", "sign_in_attempts", "federated_grants", "federated_identities"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        identities(manager).await?;
        grants(manager).await?;
        attempts(manager).await?;
        codes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &TABLES).await
    }
}

async fn identities(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let table = "federated_identities";
    manager
        .create_table(
            Table::create()
                .table(table)
                .col(id())
                .references("user_id", "users")
                .col(bytewise(backend, "issuer"))
                .col(bytewise(backend, "subject"))
                .col(moment("linked_at"))
                .col(moment_null("signed_in_at"))
                .take(),
        )
        .await?;
    let once = unique(table, "federated_identities_by_subject", &["issuer", "subject"]);
    let of_user = lookup(table, "federated_identities_of_user", &["user_id"]);
    create_all(manager, [once, of_user]).await
}

/// A grant that an administrator takes away takes its mark with it.
async fn grants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = "federated_grants";
    let grant = ForeignKey::create()
        .from_col("grant_id")
        .to("grants", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    manager
        .create_table(
            Table::create()
                .table(table)
                .col(uuid("grant_id").primary_key())
                .references("identity_id", "federated_identities")
                .foreign_key(&mut grant.clone())
                .take(),
        )
        .await?;
    create_all(manager, [lookup(table, "federated_grants_of_identity", &["identity_id"])]).await
}

async fn attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("sign_in_attempts")
                .col(blob("hash").primary_key())
                .col(moment("expires_at"))
                .take(),
        )
        .await
}

async fn codes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("sign_in_codes")
                .col(blob("hash").primary_key())
                .references("user_id", "users")
                .col(integer("token_version"))
                .col(moment("expires_at"))
                .col(moment("session_expires_at"))
                .take(),
        )
        .await
}
