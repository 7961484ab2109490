//! Where a grant or a rule holds: in one area and all below it, or everywhere.

use std::sync::Arc;

use uuid::Uuid;

use super::level::Level;

/// casbin's word for everywhere, and for the place of a record that has no area.
pub const EVERYWHERE: &str = "*";

/// An area as the policy needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AreaRef {
    /// Its id.
    pub id: Uuid,
    /// Its level, which names the column that rows below it carry its id in.
    pub level: Level,
    /// Its materialised path of codes, beginning and ending in `/`.
    pub path: Arc<str>,
}

/// A jurisdiction: an area and all below it, or everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Domain {
    /// The whole tree, and what has no area.
    Everywhere,
    /// One area and all below it.
    Area(AreaRef),
}

impl Domain {
    /// The domain as casbin is told it: `*` or a path.
    #[must_use]
    pub fn as_casbin(&self) -> &str {
        match self {
            Self::Everywhere => EVERYWHERE,
            Self::Area(area) => &area.path,
        }
    }

    /// Whether all of `other` lies in this domain.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        inside(other.as_casbin(), self.as_casbin())
    }

    /// What two domains have in common: one of them, or nothing, since they are subtrees.
    #[must_use]
    pub fn intersection<'a>(&'a self, other: &'a Self) -> Option<&'a Self> {
        if self.contains(other) {
            Some(other)
        } else if other.contains(self) {
            Some(self)
        } else {
            None
        }
    }
}

/// casbin's `inside(r.dom, p.dom)`: `*` holds everything, a path what begins with it.
#[must_use]
pub fn inside(asked: &str, holder: &str) -> bool {
    holder == EVERYWHERE
        || (holder.starts_with('/') && holder.ends_with('/') && asked.starts_with(holder))
}
