//! The life of a case, on both databases: stories through HTTP, and what holds however many act at
//! once, whenever the clock stands, and wherever the power fails.

mod attaching;
mod clocks;
mod collided;
mod desk;
mod dispute;
mod ends;
mod killed;
mod numbers;
mod persons;
mod pinned;
mod random;
mod refused;
mod sight;
mod slips;
mod town;
mod unseen;

pub(crate) use desk::{Desk, fields};
