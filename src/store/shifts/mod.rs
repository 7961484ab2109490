//! Changes of shifts, what is signed and logged on them, and the gaps that the clock finds. Each
//! change is one transaction that writes the shift, its gaps and an audit entry, or nothing.
//!
//! [`save`] and [`replace`] say who is on a shift, [`sign`] and [`log`] are for those who are;
//! [`held`] takes a shift in hand, [`people`] looks up who can be on one, [`gaps`] writes what is
//! missing, [`beside`] on the other shifts of the same people, and [`sweep`] by the clock. [`on_duty`] tells who leads at a moment.

mod beside;
mod gaps;
mod held;
mod log;
mod on_duty;
mod people;
mod replace;
mod save;
mod sign;
mod sweep;

pub use log::LogEntry;
pub use replace::Replacement;
pub use save::{Planned, ShiftToSave};
