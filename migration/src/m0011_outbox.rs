//! What subscribers are told of, in an order that no writer can come into later; and the keys by
//! which a client that asks twice is answered once.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, text, text_null, timestamp_with_time_zone as moment, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

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
        outbox(manager).await?;
        idempotency_keys(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["idempotency_keys", "outbox"]).await
    }
}

async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A lower position may be committed after a higher one. Entries are read in the order of their
    // transactions, and only those of transactions below the oldest one that still runs.
    let mut transaction = big_integer("transaction_id");
    match manager.get_database_backend() {
        DbBackend::Postgres => {
            transaction.default(Expr::cust("(pg_current_xact_id()::text::bigint)"))
        }
        // One writer at a time: positions are committed in their order.
        _ => transaction.default(0),
    };
    manager
        .create_table(
            Table::create()
                .table("outbox")
                .col(big_integer("position").primary_key().auto_increment())
                .col(&mut transaction)
                .col(moment("at"))
                .col(text("object"))
                .col(uuid("record_id"))
                .col(uuid_null("event_id"))
                // JSON: the record before the change, as far as sights and filters go by it.
                .col(text_null("before"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            lookup("outbox", "outbox_by_transaction", &["transaction_id", "position"]),
            lookup("outbox", "outbox_by_at", &["at"]),
        ],
    )
    .await
}

async fn idempotency_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("idempotency_keys")
                .references("user_id", "users")
                .col(text("key"))
                .col(text("mutation"))
                // SHA-256 of the input.
                .col(blob("input_hash"))
                .col(moment("created_at"))
                // JSON: the ids that the mutation made.
                .col(text_null("made"))
                .primary_key(Index::create().col("user_id").col("key"))
                .take(),
        )
        .await?;
    let by_age = lookup("idempotency_keys", "idempotency_keys_by_age", &["created_at"]);
    create_all(manager, [by_age]).await
}
