//! Judging one record in hand, for writes: the same compiled grants that lists are read by.

use uuid::Uuid;

use super::domain::{Domain, inside};
use super::grants::{Grants, Permission};
use super::vocabulary::{Action, Holds, Object, Relation};

/// A record as the policy looks at it: the columns that tell how a user stands to it.
pub trait Record {
    /// A boolean column; none where the record has none of this name.
    fn flag(&self, column: &str) -> Option<bool>;
    /// The id in a column; none where it is null or the record has none of this name.
    fn id(&self, column: &str) -> Option<Uuid>;
}

/// Which of the relations that hold are asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All of them.
    Full,
    /// Those of whoever has the record in hand: its team, and those who handle it.
    InHand,
}

impl Grants {
    /// Whether the user may do this to a record, asked at the area of this path.
    #[must_use]
    pub fn allows(
        &self,
        (object, action): (Object, Action),
        record: &dyn Record,
        path: &str,
        standing: Standing,
    ) -> bool {
        let Some(permission) = self.permission(object, action) else {
            return false;
        };
        let Permission { allowed, in_hand, denied } = permission;
        let covers = |entry: &(Domain, Relation)| {
            inside(path, entry.0.as_casbin()) && self.holds(object, entry.1, record)
        };
        let asked = match standing {
            Standing::Full => allowed,
            Standing::InHand => in_hand,
        };
        asked.iter().any(covers) && !denied.iter().any(covers)
    }

    fn holds(&self, object: Object, relation: Relation, record: &dyn Record) -> bool {
        holds(object, relation, record, self.user_id(), |team| self.is_member(team))
    }
}

/// Whether a user stands so to a record, by its columns and the teams that the user is a member of.
pub(super) fn holds(
    object: Object,
    relation: Relation,
    record: &dyn Record,
    user: Uuid,
    is_member: impl Fn(Uuid) -> bool,
) -> bool {
    match object.relation(relation) {
        None => false,
        Some(Holds::Always) => true,
        Some(Holds::IsFalse(column)) => record.flag(column) == Some(false),
        Some(Holds::IsOwnTeam(column)) => record.id(column).is_some_and(is_member),
        Some(Holds::IsUser(columns)) => {
            columns.iter().any(|column| record.id(column) == Some(user))
        }
    }
}
