//! API tokens, which programs act by for somebody who works here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{ConstrainedColumns, id};
use crate::listing::{create_all, drop_all, lookup, unique};

/// The changes that raise the authorization's version: a table, and the statements on it that do.
/// Noting when a token was used does not.
const WATCHED: [(&str, &[&str]); 3] = [
    (
        "api_tokens",
        &["insert", "update of token_hash, user_id, scope, expires_at, revoked_at", "delete"],
    ),
    ("api_token_areas", &["insert", "update", "delete"]),
    ("users", &["update of password_must_change"]),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tokens(manager).await?;
        areas(manager).await?;
        let backend = manager.get_database_backend();
        let connection = manager.get_connection();
        for (table, event) in watched() {
            connection.execute_unprepared(&trigger(backend, table, event)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (table, event) in watched() {
            let name = name(table, event);
            let drop = match manager.get_database_backend() {
                DbBackend::Postgres => format!("drop trigger {name} on {table}"),
                _ => format!("drop trigger {name}"),
            };
            connection.execute_unprepared(&drop).await?;
        }
        drop_all(manager, &["api_token_areas", "api_tokens"]).await
    }
}

async fn tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("api_tokens")
                .col(id())
                .col(text("name"))
                .references("user_id", "users")
                .may_reference("created_by", "users")
                .col(moment("created_at"))
                .col(moment("expires_at"))
                .col(moment_null("revoked_at"))
                .col(moment_null("last_used_at"))
                // The words of it as a JSON array; null is all that need not be named.
                .col(text_null("scope"))
                // The SHA-256 of its random bits, in hexadecimal.
                .col(text("token_hash"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            unique("api_tokens", "api_tokens_by_token_hash", &["token_hash"]),
            lookup("api_tokens", "api_tokens_of_user", &["user_id", "created_at", "id"]),
        ],
    )
    .await
}

async fn areas(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let token = ForeignKey::create()
        .from_col("token_id")
        .to("api_tokens", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    manager
        .create_table(
            Table::create()
                .table("api_token_areas")
                .col(uuid("token_id"))
                .references("area_id", "areas")
                .primary_key(Index::create().col("token_id").col("area_id"))
                .foreign_key(&mut token.clone())
                .take(),
        )
        .await
}

fn watched() -> impl Iterator<Item = (&'static str, &'static str)> {
    WATCHED.into_iter().flat_map(|(table, events)| events.iter().map(move |event| (table, *event)))
}

fn trigger(backend: DbBackend, table: &str, event: &str) -> String {
    let name = name(table, event);
    match backend {
        DbBackend::Postgres => format!(
            "create trigger {name} after {event} on {table} \
             for each statement execute function raise_authorization_version()"
        ),
        _ => format!(
            "create trigger {name} after {event} on {table} for each row \
             begin update authorization_version set version = version + 1; end"
        ),
    }
}

fn name(table: &str, event: &str) -> String {
    let verb = event.split(' ').next().unwrap_or(event);
    let what = if table == "users" { "users_password" } else { table };
    format!("{what}_{verb}_raises_authorization")
}
