//! Changes of teams. Each is one transaction that writes the team, who joined it and who left, and an
//! audit entry, or nothing.

mod cases;
mod members;
mod save;

pub use save::TeamToSave;
