//! Hazards: where one stands ([`status`]), what may be done with it ([`action`]), what that goes by
//! ([`facts`]), and what somebody may do now ([`allowed`]).

pub mod action;
pub mod allowed;
pub mod facts;
pub mod status;
