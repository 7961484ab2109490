//! Writing a ledger, row by row: as CSV or as a workbook.

use std::borrow::Cow;
use std::io::{BufWriter, Seek, Write};

use rust_xlsxwriter::{Format as CellFormat, Workbook, XlsxError};

/// How a ledger's file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated values in UTF-8, with a mark that spreadsheets know it by.
    Csv,
    /// An Excel workbook of one sheet, of at most 1,048,575 records.
    Xlsx,
}

impl Format {
    /// Its name, as files end in it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A ledger that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file could not be written.
    #[error("the ledger cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// A row could not be written as CSV.
    #[error("the ledger cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// A workbook holds no more, or could not be written.
    #[error("the workbook cannot be written: {0}; where it is too long, write CSV")]
    Workbook(#[from] XlsxError),
}

/// A ledger while it is written. Of what is long, no more than a row is kept in memory.
pub struct Ledger<W: Write + Seek + Send>(Kind<W>);

enum Kind<W: Write + Seek + Send> {
    Csv(Box<csv::Writer<BufWriter<W>>>),
    Xlsx { workbook: Box<Workbook>, to: W, next: u32 },
}

/// What makes a spreadsheet read a CSV file as UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The most characters that a cell of a workbook holds.
const LONGEST_CELL: usize = 32_767;

impl<W: Write + Seek + Send> Ledger<W> {
    /// Begins a ledger of this title with its headings.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(
        format: Format,
        mut to: W,
        title: &str,
        headings: &[String],
    ) -> Result<Self, LedgerError> {
        match format {
            Format::Csv => {
                to.write_all(MARK)?;
                let mut writer = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(BufWriter::new(to));
                writer.write_record(headings)?;
                Ok(Self(Kind::Csv(Box::new(writer))))
            }
            Format::Xlsx => {
                let mut workbook = Box::new(Workbook::new());
                let bold = CellFormat::new().set_bold();
                let sheet = workbook.add_worksheet_with_constant_memory()?;
                sheet.set_name(title)?.set_freeze_panes(1, 0)?;
                for (column, heading) in (0..).zip(headings) {
                    sheet.set_column_width(column, 18)?;
                    sheet.write_string_with_format(0, column, heading, &bold)?;
                }
                Ok(Self(Kind::Xlsx { workbook, to, next: 1 }))
            }
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// It cannot be written, or a workbook is full.
    pub fn add(&mut self, cells: &[String]) -> Result<(), LedgerError> {
        match &mut self.0 {
            Kind::Csv(writer) => {
                writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
            }
            Kind::Xlsx { workbook, next, .. } => {
                let sheet = workbook.worksheet_from_index(0)?;
                for (column, cell) in (0..).zip(cells) {
                    // What is written as a string is no formula, whatever it begins with.
                    let cell: String = cell.chars().take(LONGEST_CELL).collect();
                    sheet.write_string(*next, column, cell)?;
                }
                *next += 1;
            }
        }
        Ok(())
    }

    /// Ends the ledger and gives back what it was written to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> Result<W, LedgerError> {
        match self.0 {
            Kind::Csv(writer) => {
                let buffered = writer.into_inner().map_err(|error| error.into_error())?;
                Ok(buffered.into_inner().map_err(|error| error.into_error())?)
            }
            Kind::Xlsx { mut workbook, mut to, .. } => {
                workbook.save_to_writer(&mut to)?;
                Ok(to)
            }
        }
    }
}

/// A cell that no spreadsheet takes for a formula: one that begins like one is quoted, also after
/// spaces, and in the wide signs that some input methods write.
fn harmless(cell: &str) -> Cow<'_, str> {
    let begins = |sign: char| "=+-@＝＋－＠\t\r\n".contains(sign);
    let first = cell.trim_start_matches(' ').chars().next();
    match first.is_some_and(begins) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_quoted() {
        for cell in ["=1+1", "+1", "-1", "@a", "＝1", " =1", "\t=1", "\r"] {
            assert_eq!(harmless(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "a=1", "1-1", "'=1", "隐患", " a"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn a_file_of_values_begins_with_its_mark_and_quotes_what_must_be() {
        let headings = ["A".to_owned(), "B".to_owned()];
        let mut ledger =
            Ledger::begin(Format::Csv, Cursor::new(Vec::new()), "T", &headings).unwrap();
        ledger.add(&["x, \"y\"".to_owned(), "=1".to_owned()]).unwrap();
        let written = ledger.finish().unwrap().into_inner();
        let written = String::from_utf8(written).unwrap();
        assert_eq!(written, "\u{feff}A,B\r\n\"x, \"\"y\"\"\",'=1\r\n");
    }
}
