//! Reading and checking files that bring data in: areas, users, teams, places, cases, checks, hazards
//! and checklists; and the schedule of checks.
//!
//! A file is checked whole before anything is written, and every bad line is told by its number,
//! with what would be right. Nothing here knows the database; the store writes what passed.

pub mod areas;
mod bounded;
pub mod cases;
pub mod checklists;
pub mod checks;
pub mod hazards;
mod keys;
mod map;
pub mod places;
mod problems;
pub mod schedule;
mod table;
pub mod teams;
pub mod users;
mod values;
mod workbook;

pub use map::{Map, MapError};
pub use problems::{Problem, Problems};
pub use table::{Format, Record, Source, SourceError};
