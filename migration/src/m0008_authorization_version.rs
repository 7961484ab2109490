//! One number that every change of what the policy goes by raises, whoever makes the change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer};
use sea_orm_migration::sea_orm::DbBackend;

use crate::listing::drop_all;

/// The changes that raise the version: a table, and the statements on it that do.
const WATCHED: [(&str, &[&str]); 5] = [
    ("users", &["update of active, token_version, area_id", "delete"]),
    ("grants", &["insert", "update", "delete"]),
    ("team_members", &["insert", "update", "delete"]),
    ("casbin_rules", &["insert", "update", "delete"]),
    ("areas", &["update of path, level, parent_id", "delete"]),
];

// It names the schema itself and takes its owner's rights, so that it works for every client,
// whatever search path and rights that has.
const POSTGRES_FUNCTION: &str = "
    create function raise_authorization_version() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        execute format(
            'update %I.authorization_version set version = version + 1', tg_table_schema
        );
        return null;
    end $$";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_table(manager).await?;
        let connection = manager.get_connection();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                connection.execute_unprepared(POSTGRES_FUNCTION).await?;
                for (table, events) in WATCHED {
                    connection.execute_unprepared(&postgres_trigger(table, events)).await?;
                }
            }
            _ => {
                for (table, events) in WATCHED {
                    for event in events {
                        connection.execute_unprepared(&sqlite_trigger(table, event)).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                connection
                    .execute_unprepared("drop function raise_authorization_version cascade")
                    .await?;
            }
            _ => {
                for (table, events) in WATCHED {
                    for event in events {
                        let drop = format!("drop trigger {}", sqlite_trigger_name(table, event));
                        connection.execute_unprepared(&drop).await?;
                    }
                }
            }
        }
        drop_all(manager, &["authorization_version"]).await
    }
}

async fn create_table(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("authorization_version")
                .col(integer("id").primary_key().check(Expr::col("id").eq(1)))
                .col(big_integer("version"))
                .take(),
        )
        .await?;
    let first = Query::insert()
        .into_table("authorization_version")
        .columns(["id", "version"])
        .values_panic([1.into(), 1.into()])
        .take();
    manager.execute(first).await
}

fn postgres_trigger(table: &str, events: &[&str]) -> String {
    let events = events.join(" or ");
    format!(
        "create trigger {table}_raise_authorization_version \
         after {events} or truncate on {table} \
         for each statement execute function raise_authorization_version()"
    )
}

fn sqlite_trigger(table: &str, event: &str) -> String {
    let name = sqlite_trigger_name(table, event);
    format!(
        "create trigger {name} after {event} on {table} for each row \
         begin update authorization_version set version = version + 1; end"
    )
}

fn sqlite_trigger_name(table: &str, event: &str) -> String {
    let verb = event.split(' ').next().unwrap_or(event);
    format!("{table}_{verb}_raises_authorization_version")
}
