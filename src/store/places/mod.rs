//! Changes of places. Each is one transaction that writes the place, what moves with it and an audit
//! entry, or nothing.

mod save;
mod seen;

pub use save::SavedPlace;
