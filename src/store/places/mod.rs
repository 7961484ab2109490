//! Changes of places. Each is one transaction that writes the place, what moves with it and an audit
//! entry, or nothing.

mod held;
mod moved;
mod save;
mod seen;

pub(in crate::store) use held::{Held, held_places};
pub(in crate::store) use moved::take_along;
pub use save::SavedPlace;
