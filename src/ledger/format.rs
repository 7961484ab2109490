//! The formats that files are written in.

use std::path::Path;

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
