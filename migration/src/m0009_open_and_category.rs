//! Indexes of cases that did not serve their lists: on SQLite those of open cases alone, and
//! everywhere that of a category's, which had no order.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use crate::listing::{Listing, create_all, lookup};

const BY_RECEIVED_AT: Listing = Listing::descending("cases", "received_at");

/// A condition that PostgreSQL takes for the shorter one, and SQLite for none that a query has.
const COMPARED: &str = r#"WHERE "is_open" = TRUE"#;
const PLAIN: &str = r#"WHERE "is_open""#;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "cases_of_category").await?;
        create_all(manager, [BY_RECEIVED_AT.of("category", "category_id")]).await?;
        make_open_indexes_anew(manager, COMPARED, PLAIN).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "cases_of_category_by_received_at").await?;
        create_all(manager, [lookup("cases", "cases_of_category", &["category_id"])]).await?;
        make_open_indexes_anew(manager, PLAIN, COMPARED).await
    }
}

async fn drop_index(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table("cases").to_owned()).await
}

async fn make_open_indexes_anew(
    manager: &SchemaManager<'_>,
    from: &str,
    to: &str,
) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    if backend != DbBackend::Sqlite {
        return Ok(());
    }
    let connection = manager.get_connection();
    let indexes =
        "select name, sql from sqlite_master where type = 'index' and name glob 'open_cases*'";
    for row in connection.query_all_raw(Statement::from_string(backend, indexes)).await? {
        let (name, text): (String, String) = (row.try_get("", "name")?, row.try_get("", "sql")?);
        let (index, rest) = text
            .split_once(from)
            .ok_or_else(|| DbErr::Custom(format!("the index {name} is another: {text}")))?;
        connection.execute_unprepared(&format!("drop index \"{name}\"")).await?;
        connection.execute_unprepared(&format!("{index}{to}{rest}")).await?;
    }
    Ok(())
}
