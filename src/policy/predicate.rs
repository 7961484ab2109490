//! Conditions on rows, as data: what the compiler writes as SQL.

use std::sync::Arc;

use uuid::Uuid;

use super::domain::{AreaRef, Domain};

/// A condition over the columns of one table's row. Null columns make it null, which is no yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// Every row.
    True,
    /// The row lies in one of these areas.
    InAreas(Vec<AreaRef>),
    /// The boolean column is false.
    IsFalse(&'static str),
    /// The column is one of these ids.
    OneOf(&'static str, Arc<[Uuid]>),
    /// The column is this id.
    Is(&'static str, Uuid),
    /// All of them hold.
    All(Vec<Predicate>),
    /// One of them holds; none of none.
    Any(Vec<Predicate>),
    /// It does not hold, or is null.
    NotTrue(Box<Predicate>),
}

impl Predicate {
    /// Areas such that each row of which this holds lies in one of them; none where there are no
    /// such.
    #[must_use]
    pub fn areas(&self) -> Option<Vec<Uuid>> {
        match self {
            Self::InAreas(areas) => Some(areas.iter().map(|area| area.id).collect()),
            Self::All(parts) => parts.iter().filter_map(Self::areas).min_by_key(Vec::len),
            Self::Any(parts) => {
                let parts: Option<Vec<Vec<Uuid>>> = parts.iter().map(Self::areas).collect();
                let mut areas: Vec<Uuid> = parts?.concat();
                areas.sort_unstable();
                areas.dedup();
                Some(areas)
            }
            Self::True | Self::IsFalse(_) | Self::OneOf(..) | Self::Is(..) | Self::NotTrue(_) => {
                None
            }
        }
    }
}

/// That a row lies in one of these places.
pub(super) fn in_one_of(domains: &[&Domain]) -> Predicate {
    let areas = domains.iter().map(|domain| match domain {
        Domain::Everywhere => None,
        Domain::Area(area) => Some(area.clone()),
    });
    areas.collect::<Option<_>>().map_or(Predicate::True, Predicate::InAreas)
}

/// That all of these hold.
pub(super) fn all(parts: Vec<Predicate>) -> Predicate {
    let mut kept: Vec<Predicate> = Vec::new();
    for part in parts {
        match part {
            Predicate::True => {}
            Predicate::Any(inner) if inner.is_empty() => return Predicate::Any(inner),
            Predicate::All(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    match kept.len() {
        0 => Predicate::True,
        1 => kept.swap_remove(0),
        _ => Predicate::All(kept),
    }
}

/// That one of these holds; none of none.
pub(super) fn any(parts: Vec<Predicate>) -> Predicate {
    let mut kept: Vec<Predicate> = Vec::new();
    for part in parts {
        match part {
            Predicate::True => return Predicate::True,
            Predicate::Any(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    match kept.len() {
        1 => kept.swap_remove(0),
        _ => Predicate::Any(kept),
    }
}
