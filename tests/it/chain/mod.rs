//! The audit trail's hash chain: what an intruder with the database's own means does to it is found
//! and named; what the program does is not.

mod sweeping;
mod tampering;
mod trail;
