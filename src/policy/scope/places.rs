//! In which areas a scope allows something.

use uuid::Uuid;

use super::Scope;
use crate::policy::domain::Domain;
use crate::policy::level::Level;
use crate::policy::vocabulary::{Object, Relation};

impl Scope {
    /// The level of an area where anything is allowed by a grant or rule of its own.
    #[must_use]
    pub fn level_of(&self, area: Uuid) -> Option<Level> {
        self.permission.allowed.iter().find_map(|(domain, _)| match domain {
            Domain::Area(known) if known.id == area => Some(known.level),
            _ => None,
        })
    }

    /// Whether something is allowed in an area above this level, or everywhere.
    #[must_use]
    pub fn reaches_above(&self, level: Level) -> bool {
        self.permission.allowed.iter().any(|(domain, _)| match domain {
            Domain::Everywhere => true,
            Domain::Area(area) => area.level < level,
        })
    }

    /// Whether every record in this area is one of the scope, by a grant or rule of the area's own.
    #[must_use]
    pub fn has_all_of(&self, area: Uuid) -> bool {
        let is_whole = |(domain, relation): &(Domain, Relation)| {
            *relation == Relation::Any && matches!(domain, Domain::Area(known) if known.id == area)
        };
        self.permission.denied.is_empty() && self.permission.allowed.iter().any(is_whole)
    }

    /// Whether the area of every record of this scope is itself a record of the scope `areas`: then
    /// whoever may see such a record may see its area too, and need not be asked for it again.
    #[must_use]
    pub fn lies_in(&self, areas: &Self) -> bool {
        let sees_all_of = |domain: &Domain| {
            let mut allowed = areas.permission.allowed.iter();
            allowed.any(|(wider, relation)| *relation == Relation::Any && wider.contains(domain))
        };
        areas.object == Object::Area
            && areas.permission.denied.is_empty()
            && self.permission.allowed.iter().all(|(domain, _)| sees_all_of(domain))
    }

    /// The areas in which something is allowed, none where that is everywhere, and those in which it
    /// is denied.
    #[must_use]
    pub fn areas(&self) -> (Option<Vec<Uuid>>, Vec<Uuid>) {
        let id = |(domain, _): &(Domain, Relation)| match domain {
            Domain::Everywhere => None,
            Domain::Area(area) => Some(area.id),
        };
        let allowed = self.permission.open().map(id).collect();
        (allowed, self.permission.denied.iter().filter_map(id).collect())
    }
}
