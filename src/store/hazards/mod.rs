//! Changes of hazards. Each is one transaction that writes the hazard, its event, an outbox entry for
//! subscribers and an audit entry, or nothing.
//!
//! A change takes the hazard in hand ([`held`]), says what is wrong with the input, changes the row in
//! hand, and writes it with its event ([`events`]). Whatever finds one makes it by [`found`]. What
//! the clock does is [`sweep`]'s.

mod case;
mod events;
mod found;
mod held;
mod moved;
mod report;
mod steps;
mod sweep;

pub use case::CaseOfHazard;
pub(in crate::store) use events::NewHazardEvent;
pub(in crate::store) use found::NewHazard;
pub(in crate::store) use moved::stand_anew;
pub use report::HazardReport;
pub use steps::HazardExtension;
