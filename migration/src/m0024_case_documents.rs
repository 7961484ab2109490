//! The index of words in cases. The program splits the words, alike for both databases: a table of
//! FTS5 with what each part of a case is found by, or a `tsvector` with the parts as weights.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

const SQLITE: &[&str] = &[
    "create table case_documents (
        id integer primary key,
        case_id uuid_text not null unique references cases (id)
    )",
    "create virtual table case_words using fts5 (
        areas, title, description, notes,
        content = '', contentless_delete = 1, detail = column, tokenize = 'ascii'
    )",
];

const POSTGRES: &[&str] = &[
    "create table case_documents (
        case_id uuid primary key references cases (id),
        document tsvector not null
    )",
    // Most words are rare, and PostgreSQL is to know that of one that it never saw.
    "alter table case_documents alter column document set statistics 1000",
    "create index case_documents_by_words on case_documents using gin (document)
        with (fastupdate = off)",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let steps = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        run(manager, steps).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => run(manager, &["drop table case_documents"]).await,
            _ => run(manager, &["drop table case_words", "drop table case_documents"]).await,
        }
    }
}

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
