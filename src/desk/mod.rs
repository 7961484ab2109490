//! The rules of the work, as pure functions over plain values.

pub mod action;
pub mod allowed;
pub mod clock;
pub mod deadline;
pub mod facts;
mod names;
pub mod private;
pub mod refusal;
pub mod reply;
pub mod signs;
pub mod status;
