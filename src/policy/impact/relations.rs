//! Which relations hold between a user and a record, as a set.

use std::ops::BitOr;

use super::super::vocabulary::Relation;

/// A set of relations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relations(u8);

impl From<Relation> for Relations {
    fn from(relation: Relation) -> Self {
        Self(1 << relation as u8)
    }
}

impl BitOr for Relations {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Relations {
    /// Those that hold between anybody and a record, confidential or not.
    #[must_use]
    pub fn of_anybody(confidential: bool) -> Self {
        let any = Self::from(Relation::Any);
        if confidential { any } else { any | Relation::Ordinary.into() }
    }

    /// Whether one of these is among the others.
    #[must_use]
    pub fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether one of them is for whoever has the record in hand.
    pub(super) fn are_in_hand(self) -> bool {
        self.meet(Self::from(Relation::OwnTeam) | Relation::Handling.into())
    }
}
