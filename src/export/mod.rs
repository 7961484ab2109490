//! Exports: records read page by page as the one who takes them out, and written to a file.
//!
//! Each page is asked of the schema under the grants of that moment, so that a file never holds more
//! than its maker was shown in lists while it was written, and nothing once they may make none.
//! [`take`] is that, for the command line and for the server alike; [`Runner`] makes the exports that
//! were ordered over the API, one at a time for each, however many servers run.

mod pages;
mod runner;
mod sweep;
mod taking;

pub use pages::{ExportError, Maker, Pages};
pub use runner::Runner;
pub use taking::{Taking, take};
