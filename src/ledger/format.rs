//! The formats that files are written in.

use std::path::Path;

use super::LedgerError;
use super::xlsx::MOST;

/// How a ledger's file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated values in UTF-8, with a mark that spreadsheets know it by.
    Csv,
    /// An Excel workbook with a dictionary of its columns, of at most 1,048,575 records.
    Xlsx,
    /// A JSON object a line.
    Ndjson,
    /// Columns of their own types.
    Parquet,
}

impl Format {
    /// All of them, in the order of the schema.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Ndjson, Self::Parquet];

    /// Its name, as files end in it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }

    /// The format of this name, in letters of either case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(name))
    }

    /// The format that a file's name ends in.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        path.extension().and_then(|end| end.to_str()).and_then(Self::named)
    }

    /// Refuses so many records before any of them is written.
    ///
    /// # Errors
    /// No file of this format holds them.
    pub fn must_hold(self, records: u64) -> Result<(), LedgerError> {
        match self {
            Self::Xlsx if records > MOST.into() => Err(LedgerError::Full(MOST.into())),
            _ => Ok(()),
        }
    }

    /// What it is to HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ndjson => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_refused_more_records_than_its_sheet_has_rows_for() {
        for format in Format::ALL {
            assert!(format.must_hold(1_048_575).is_ok());
            assert_eq!(format.must_hold(1_048_576).is_ok(), format != Format::Xlsx);
        }
    }
}
