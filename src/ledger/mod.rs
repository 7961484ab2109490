//! Ledgers (台账): records as files, for a spreadsheet or for a program that counts.
//!
//! Rows come one by one, as the schema answers with them, and no more than some of them are kept in
//! memory. Nothing here knows the database, nor who may read what: [`crate::schema::columns`] says
//! which columns there are, and each format has a file that writes them.
//!
//! Spreadsheets are headed by what columns are called in the reader's language, with the times of
//! the installation's zone; files for programs by their names, with moments in UTC.

mod cell;
mod csv;
mod format;
mod ndjson;
mod parquet;
mod xlsx;

pub use format::Format;

use std::io::{Seek, Write};

use chrono_tz::Tz;
use serde_json::Value;

use crate::error::Language;
use crate::schema::columns::{Column, Sheet};
use cell::Cell;

/// What a ledger is of, and how it is written.
#[derive(Debug, Clone)]
pub struct Head {
    /// The kind of its records.
    pub sheet: &'static Sheet,
    /// Its columns, in their order.
    pub columns: Vec<&'static Column>,
    /// The language of its headings and words.
    pub language: Language,
    /// The zone of the times in spreadsheets.
    pub zone: Tz,
}

/// A ledger that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file could not be written.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// A row could not be written as CSV.
    #[error("the file cannot be written: {0}")]
    Csv(#[from] ::csv::Error),
    /// A workbook could not be written.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A workbook holds no more rows.
    #[error("a workbook holds {0} records at most: take another format, or fewer records")]
    Full(u64),
    /// Columns could not be written as Parquet.
    #[error("the file cannot be written: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}

/// A ledger while it is written.
pub struct Ledger<W> {
    head: Head,
    to: Box<dyn Rows<W>>,
}

/// A format's way to write rows.
trait Rows<W>: Send {
    /// Adds a row.
    fn add(&mut self, cells: Vec<Cell>) -> Result<(), LedgerError>;

    /// Ends the file and gives back what it was written to.
    fn finish(self: Box<Self>) -> Result<W, LedgerError>;
}

impl<W: Write + Seek + Send + 'static> Ledger<W> {
    /// Begins a ledger.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(format: Format, to: W, head: Head) -> Result<Self, LedgerError> {
        let to: Box<dyn Rows<W>> = match format {
            Format::Csv => Box::new(csv::Csv::begin(to, &head)?),
            Format::Xlsx => Box::new(xlsx::Xlsx::begin(to, &head)?),
            Format::Ndjson => Box::new(ndjson::Ndjson::begin(to, &head)),
            Format::Parquet => Box::new(parquet::Parquet::begin(to, &head)?),
        };
        Ok(Self { head, to })
    }

    /// Adds a record, as the schema answers with it.
    ///
    /// # Errors
    /// It cannot be written, or a workbook is full.
    pub fn add(&mut self, record: &Value) -> Result<(), LedgerError> {
        let of = |column: &&Column| Cell::of(record, column, self.head.language);
        self.to.add(self.head.columns.iter().map(of).collect())
    }

    /// Ends the ledger and gives back what it was written to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> Result<W, LedgerError> {
        self.to.finish()
    }
}

#[cfg(test)]
mod tests;
