//! The life of a case, through HTTP alone, on both databases.

mod desk;
mod dispute;
mod pinned;
mod refused;

pub(crate) use desk::Desk;
