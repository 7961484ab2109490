//! Changes of places. Each is one transaction that writes the place, what moves with it and an audit
//! entry, or nothing.

mod held;
mod save;
mod seen;

pub(in crate::store) use held::{Held, held_places};
pub use save::SavedPlace;
