//! Safety checks: why one is made ([`kind`]), where it stands ([`status`]), what may be done with it
//! ([`action`]), what that goes by ([`facts`]), and what somebody may do now ([`allowed`]).

pub mod action;
pub mod allowed;
pub mod facts;
pub mod kind;
pub mod status;
