//! The seals of the audit trail, each over one entry and the seal before it; neither an entry nor
//! a seal is ever changed or removed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, text, timestamp_with_time_zone as moment, uuid,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::listing::{create_all, drop_all, lookup, unique};

const KEPT: [&str; 2] = ["audit_entries", "audit_seals"];

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
                    .table("audit_seals")
                    .col(big_integer("sequence").primary_key())
                    .col(uuid("entry_id"))
                    .col(moment("sealed_at"))
                    .col(text("key_id"))
                    .col(blob("seal"))
                    .take(),
            )
            .await?;
        create_all(manager, [unique("audit_seals", "audit_seals_by_entry", &["entry_id"])]).await?;
        // Entries are sealed in the order of their transactions, below the oldest that still runs.
        let mut transaction = big_integer("transaction_id");
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                transaction.default(Expr::cust("(pg_current_xact_id()::text::bigint)"))
            }
            _ => transaction.default(0),
        };
        let mut entries = Table::alter().table("audit_entries").to_owned();
        manager.alter_table(entries.add_column(transaction).to_owned()).await?;
        let in_order =
            lookup("audit_entries", "audit_entries_by_transaction", &["transaction_id", "id"]);
        create_all(manager, [in_order]).await?;
        let connection = manager.get_connection();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                connection
                    .execute_unprepared(
                        "create function refuse_change() returns trigger language plpgsql as $$ \
                         begin raise exception '% is append-only', tg_table_name; end $$",
                    )
                    .await?;
                for table in KEPT {
                    let trigger = format!(
                        "create trigger {table}_append_only before update or delete or truncate \
                         on {table} for each statement execute function refuse_change()"
                    );
                    connection.execute_unprepared(&trigger).await?;
                }
            }
            _ => {
                for table in KEPT {
                    for event in ["update", "delete"] {
                        let trigger = format!(
                            "create trigger {table}_no_{event} before {event} on {table} \
                             begin select raise(abort, '{table} is append-only'); end"
                        );
                        connection.execute_unprepared(&trigger).await?;
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
                connection.execute_unprepared("drop function refuse_change cascade").await?;
            }
            _ => {
                for event in ["update", "delete"] {
                    let drop = format!("drop trigger audit_entries_no_{event}");
                    connection.execute_unprepared(&drop).await?;
                }
            }
        }
        let index =
            Index::drop().name("audit_entries_by_transaction").table("audit_entries").to_owned();
        manager.drop_index(index).await?;
        let mut entries = Table::alter().table("audit_entries").to_owned();
        manager.alter_table(entries.drop_column("transaction_id").to_owned()).await?;
        drop_all(manager, &["audit_seals"]).await
    }
}
