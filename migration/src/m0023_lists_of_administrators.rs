//! Indexes for what administrators list: the users of an area by name, and the rules by the
//! versions that brought and took them.

use sea_orm_migration::prelude::*;

use crate::listing::{Listing, create_all, drop_indexes, lookup};

const BY_DISPLAY_NAME: Listing = Listing::ascending("users", "display_name");

/// The columns of rules that name a version, each with its index.
const VERSIONS: [(&str, &str); 2] =
    [("added_in", "casbin_rules_by_added_in"), ("removed_in", "casbin_rules_by_removed_in")];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn indexes() -> impl Iterator<Item = IndexCreateStatement> {
    let of_versions =
        VERSIONS.map(|(column, name)| lookup("casbin_rules", name, &[column, "position", "id"]));
    BY_DISPLAY_NAME.of_each_level().chain(of_versions)
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
