//! Reading and checking files that bring data in: areas, users, teams, cases,
//! hazards and checklists.
//!
//! A file is checked whole before anything is written, and every bad line is told by its number,
//! with what would be right. Nothing here knows the database; the store writes what passed.

pub mod areas;
mod bounded;
pub mod cases;
pub mod checklists;
pub mod hazards;
mod map;
mod problems;
mod table;
pub mod teams;
pub mod users;
mod values;
mod workbook;

pub use map::{Map, MapError};
pub use problems::{Problem, Problems};
pub use table::{Format, Record, Source, SourceError};
