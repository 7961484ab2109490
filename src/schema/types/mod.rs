//! What each type shows, as data: one file a type.

pub mod access;
pub mod api_token;
pub mod area;
pub mod attachment;
pub mod audit;
pub mod case;
pub mod case_event;
pub mod case_words;
pub mod category;
pub mod check;
pub mod checklist;
pub mod clock;
pub mod coordination;
pub mod emergency;
pub mod export;
pub mod handover;
pub mod hazard;
pub mod hazard_event;
pub mod installation;
pub mod mediation;
pub mod patrol;
pub mod permission;
pub mod place;
pub mod policy;
pub mod reply;
pub mod shift;
pub mod stats;
pub mod supervision;
pub mod team;
pub mod user;

use crate::read::catalog::{Field, Scalar, Shown, Source};
use crate::read::filter::{Compares, FilterField};

/// A field that shows on whatever refers to its record.
const fn named(
    name: &'static str,
    ty: &'static str,
    source: Source,
    description: &'static str,
) -> Field {
    Field { name, description, ty, shown: Shown::ByReference, source }
}

/// A field that shows only where the viewer may read its record.
const fn field(
    name: &'static str,
    ty: &'static str,
    source: Source,
    description: &'static str,
) -> Field {
    Field { name, description, ty, shown: Shown::InSight, source }
}

const fn id() -> Field {
    named("id", "ID!", Source::GlobalId, "Its global id: opaque, and good for `node`.")
}

const fn text(column: &'static str) -> Source {
    Source::Column(column, Scalar::Text)
}

/// Words that are masked in lists.
const fn words(plain: &'static str, masked: &'static str) -> Source {
    Source::Words(plain, masked, Scalar::Text)
}

const fn int(column: &'static str) -> Source {
    Source::Column(column, Scalar::Int)
}

const fn boolean(column: &'static str) -> Source {
    Source::Column(column, Scalar::Boolean)
}

const fn moment(column: &'static str) -> Source {
    Source::Column(column, Scalar::DateTime)
}

const fn compare(name: &'static str, compares: Compares, description: &'static str) -> FilterField {
    FilterField { name, description, compares }
}
