//! The tables that can be read, and what protects each.

use crate::policy::{Action, Object};

/// A table. Its name is known to this room alone, which writes it into SQL only together with
/// what protects it.
#[derive(Debug)]
pub struct Table {
    name: &'static str,
    protection: Protection,
}

/// What a row must satisfy before it is shown.
#[derive(Debug, Clone, Copy)]
pub enum Protection {
    /// It lies in the viewer's scope of this object.
    Scope(Object),
    /// The row of this table that its column refers to is visible.
    Through(&'static str, &'static Table),
    /// One of these columns refers to a row, which is visible; and where the boolean column of
    /// [`Personal`] is not false, that row lies in the viewer's scope of its object as well. What is
    /// out of sight shows nothing of itself, by a reference neither, since its very name may tell
    /// what is not to be told.
    Attached(&'static [Holder]),
    /// The row of this table that its column refers to lies in the viewer's scope of this object,
    /// which goes by that row's columns. What is out of sight shows nothing of itself.
    OfOwner(&'static str, &'static Table, Object),
    /// The viewer made it, as this column says: to nobody else does it show anything of itself. It
    /// concerns those who may do this somewhere.
    OfMaker(&'static str, Object, Action),
    /// Whoever may read this object anywhere may read all of it.
    Somewhere(Object),
    /// Nothing: all who sign in may read it.
    SignedIn,
}

/// A table to whose rows others are attached.
#[derive(Debug)]
pub struct Holder {
    /// The column that refers to it.
    pub column: &'static str,
    /// The table.
    pub table: &'static Table,
    /// What is personal of its rows' attachments; none where nothing can be.
    pub personal: Option<Personal>,
}

/// What is for those alone who may read an object beside the record.
#[derive(Debug, Clone, Copy)]
pub struct Personal {
    /// The boolean column that tells.
    pub flag: &'static str,
    /// The object, whose scope goes by the holder's columns.
    pub object: Object,
}

impl Table {
    /// A table and its protection.
    #[must_use]
    pub const fn new(name: &'static str, protection: Protection) -> Self {
        Self { name, protection }
    }

    /// What protects its rows.
    #[must_use]
    pub fn protection(&self) -> Protection {
        self.protection
    }

    /// Whether a row that is out of sight shows nothing of itself, whatever refers to it.
    #[must_use]
    pub fn hides_altogether(&self) -> bool {
        matches!(
            self.protection,
            Protection::Attached(..) | Protection::OfOwner(..) | Protection::OfMaker(..)
        )
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }
}
