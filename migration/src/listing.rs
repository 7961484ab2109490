//! Indexes that serve lists in their order, each named for the list that it serves.

use sea_orm_migration::prelude::*;

use crate::columns::LEVELS;

/// An order in which the rows of a table are listed, ended by their id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing {
    table: &'static str,
    order: &'static str,
    descending: bool,
    open_only: bool,
}

impl Listing {
    /// From the lowest value to the highest.
    pub(crate) const fn ascending(table: &'static str, order: &'static str) -> Self {
        Self { table, order, descending: false, open_only: false }
    }

    /// From the highest value to the lowest.
    pub(crate) const fn descending(table: &'static str, order: &'static str) -> Self {
        Self { table, order, descending: true, open_only: false }
    }

    /// The same, of open rows alone.
    pub(crate) const fn open_only(self) -> Self {
        Self { open_only: true, ..self }
    }

    /// For the list of all rows.
    pub(crate) fn everywhere(self) -> IndexCreateStatement {
        self.index(String::new(), None)
    }

    /// For the list of the rows whose `column` is given, which its name calls those of `owner`.
    pub(crate) fn of(self, owner: &str, column: &str) -> IndexCreateStatement {
        self.index(format!("_of_{owner}"), Some(column))
            .and_where(Expr::col(column.to_owned()).is_not_null())
            .take()
    }

    /// For the lists of areas, one index for each level.
    pub(crate) fn of_each_level(self) -> impl Iterator<Item = IndexCreateStatement> {
        LEVELS.iter().map(move |level| self.of(level, &format!("{level}_id")))
    }

    fn index(self, of: String, column: Option<&str>) -> IndexCreateStatement {
        let open = if self.open_only { "open_" } else { "" };
        let direction = if self.descending { IndexOrder::Desc } else { IndexOrder::Asc };
        let Self { table, order, .. } = self;
        let mut index =
            Index::create().name(format!("{open}{table}{of}_by_{order}")).table(table).take();
        if let Some(column) = column {
            index.col(column.to_owned());
        }
        index.col((order, direction.clone())).col(("id", direction));
        if self.open_only {
            index.and_where(Expr::col("is_open").eq(true));
        }
        index
    }
}

/// An index for looking rows up by these columns.
pub(crate) fn lookup(
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    columns.iter().fold(Index::create().name(name).table(table).take(), |mut index, column| {
        index.col(*column).take()
    })
}

/// An index that lets no two rows agree in these columns.
pub(crate) fn unique(
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    lookup(table, name, columns).unique().take()
}

/// Makes all these indexes.
pub(crate) async fn create_all(
    manager: &SchemaManager<'_>,
    indexes: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops all these indexes.
pub(crate) async fn drop_indexes(
    manager: &SchemaManager<'_>,
    indexes: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for index in indexes {
        let name = index.get_index_spec().get_name().unwrap_or_default();
        manager.drop_index(Index::drop().name(name).to_owned()).await?;
    }
    Ok(())
}

/// Drops all these tables, with their indexes.
pub(crate) async fn drop_all(
    manager: &SchemaManager<'_>,
    tables: &[&'static str],
) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).take()).await?;
    }
    Ok(())
}
