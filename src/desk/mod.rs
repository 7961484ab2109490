//! The rules of the work, as pure functions over plain values.

pub mod access;
pub mod action;
pub mod allowed;
pub mod check;
pub mod clock;
pub mod deadline;
pub mod facts;
pub mod hazard;
pub mod leave;
pub mod lengths;
mod names;
pub mod noun;
pub mod patrol;
pub mod place;
pub mod private;
pub mod refusal;
pub mod reply;
pub mod shift;
pub mod signs;
pub mod status;
pub mod transition;
