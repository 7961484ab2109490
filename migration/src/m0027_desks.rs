//! Indexes of the cases that lie at a desk, which its own list goes by.

use sea_orm_migration::prelude::*;

use crate::listing::{Listing, create_all, drop_indexes};

const BY_RECEIVED_AT: Listing = Listing::descending("cases", "received_at");
const BY_DUE_AT: Listing = Listing::ascending("cases", "due_at");

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn indexes() -> [IndexCreateStatement; 2] {
    // SQLite takes an index of open cases alone for no other form of the condition.
    let mut open = BY_DUE_AT.of("desk", "desk_id");
    open.name("open_cases_of_desk_by_due_at").and_where(Expr::col("is_open"));
    [BY_RECEIVED_AT.of("desk", "desk_id"), open]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_indexes(manager, indexes()).await
    }
}
