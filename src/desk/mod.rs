//! The rules of the work, as pure functions over plain values.

pub mod deadline;
pub mod private;
