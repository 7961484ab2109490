//! The tables that can be read, and what protects each.

use crate::policy::Object;

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
    /// As `Through`; and where this boolean column is not false, the row that is referred to lies in
    /// the viewer's scope of this object as well. What is out of sight shows nothing of itself, by a
    /// reference neither, since its very name may tell what is not to be told.
    Personal(&'static str, &'static Table, &'static str, Object),
    /// Nothing: all who sign in may read it.
    SignedIn,
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

    pub(super) fn name(&self) -> &'static str {
        self.name
    }
}
