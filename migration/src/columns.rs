//! The columns that many tables share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null, uuid, uuid_null};
use sea_orm_migration::sea_orm::DbBackend;

/// The levels of the tree of areas, as columns and indexes name them.
pub(crate) const LEVELS: [&str; 6] = ["province", "city", "district", "town", "community", "group"];

/// The id of a row, made by the program.
pub(crate) fn id() -> ColumnDef {
    uuid("id").primary_key().take()
}

/// Text that is compared and ordered by its bytes, as SQLite does it anyway.
pub(crate) fn bytewise(backend: DbBackend, name: &'static str) -> ColumnDef {
    let mut column = text(name);
    if backend == DbBackend::Postgres {
        column.extra(r#"COLLATE "C""#);
    }
    column
}

/// The number that each change of a row raises, for writers who must not overtake each other.
pub(crate) fn version() -> ColumnDef {
    integer("version").default(1).take()
}

/// Adds a column to a table.
pub(crate) async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &mut ColumnDef,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

/// Takes a column from a table.
pub(crate) async fn remove(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await
}

/// Columns that bring a constraint with them.
pub(crate) trait ConstrainedColumns {
    /// The id of a row of another table.
    fn references(&mut self, column: &str, table: &'static str) -> &mut Self;

    /// The id of a row of another table, or none.
    fn may_reference(&mut self, column: &str, table: &'static str) -> &mut Self;

    /// For each level of the tree, the row's ancestor, or own area, of that level.
    fn levels(&mut self) -> &mut Self;

    /// One of these words.
    fn one_of(&mut self, column: &'static str, words: &[&'static str]) -> &mut Self;

    /// One of these words, or none.
    fn may_be_one_of(&mut self, column: &'static str, words: &[&'static str]) -> &mut Self;
}

impl ConstrainedColumns for TableCreateStatement {
    fn references(&mut self, column: &str, table: &'static str) -> &mut Self {
        self.col(uuid(column.to_owned())).foreign_key(&mut key(column, table))
    }

    fn may_reference(&mut self, column: &str, table: &'static str) -> &mut Self {
        self.col(uuid_null(column.to_owned())).foreign_key(&mut key(column, table))
    }

    fn levels(&mut self) -> &mut Self {
        LEVELS
            .iter()
            .fold(self, |table, level| table.may_reference(&format!("{level}_id"), "areas"))
    }

    fn one_of(&mut self, column: &'static str, words: &[&'static str]) -> &mut Self {
        self.col(text(column).check(Expr::col(column).is_in(words.iter().copied())))
    }

    fn may_be_one_of(&mut self, column: &'static str, words: &[&'static str]) -> &mut Self {
        self.col(text_null(column).check(Expr::col(column).is_in(words.iter().copied())))
    }
}

fn key(column: &str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column.to_owned()).to(table, "id").take()
}
