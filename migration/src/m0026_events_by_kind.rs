//! Indexes by which cases are found by what happened to them: by what it was, by who did it, and by
//! when. The case stands before the moment, so that what happened to one case is found by them as well.

use sea_orm_migration::prelude::*;

use crate::listing::{create_all, drop_indexes, lookup};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn indexes() -> [IndexCreateStatement; 3] {
    [
        ("case_events_by_kind", &["kind", "case_id", "at"][..]),
        ("case_events_of_actor", &["actor_id", "case_id", "at"]),
        ("case_events_by_at", &["at", "case_id"]),
    ]
    .map(|(name, columns)| lookup("case_events", name, columns))
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
