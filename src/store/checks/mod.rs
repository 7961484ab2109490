//! Changes of safety checks. Each is one transaction that writes the check, its answers and an audit
//! entry, or nothing.

mod answers;
mod cancel;
mod held;
mod plan;
mod planned;
mod round;
mod schedule;
mod sign;
mod start;
mod sweep;

pub use answers::{Answer, Answers};
pub use plan::NewCheck;
pub(in crate::store) use planned::{PlannedCheck, questions};
pub use round::Round;
pub use sign::{FoundHazard, SignedCheck};
