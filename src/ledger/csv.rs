//! Comma-separated values, for a spreadsheet.

use std::borrow::Cow;
use std::io::{BufWriter, Write};

use chrono_tz::Tz;
use csv::{Terminator, Writer, WriterBuilder};

use super::cell::Cell;
use super::{Head, LedgerError, Rows};
use crate::error::Language;

/// What makes a spreadsheet read it as UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) struct Csv<W: Write> {
    writer: Writer<BufWriter<W>>,
    language: Language,
    zone: Tz,
}

impl<W: Write> Csv<W> {
    pub(super) fn begin(mut to: W, head: &Head) -> Result<Self, LedgerError> {
        to.write_all(MARK)?;
        let mut writer =
            WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BufWriter::new(to));
        writer.write_record(head.columns.iter().map(|column| column.label(head.language)))?;
        Ok(Self { writer, language: head.language, zone: head.zone })
    }
}

impl<W: Write + Send> Rows<W> for Csv<W> {
    fn add(&mut self, cells: Vec<Cell>) -> Result<(), LedgerError> {
        for cell in cells {
            let is_text = matches!(cell, Cell::Text(_));
            let shown = cell.shown(self.language, self.zone);
            // A number below zero is no formula.
            let field = if is_text { harmless(&shown) } else { Cow::Borrowed(shown.as_str()) };
            self.writer.write_field(field.as_ref())?;
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    fn finish(self: Box<Self>) -> Result<W, LedgerError> {
        let buffered = self.writer.into_inner().map_err(|error| error.into_error())?;
        Ok(buffered.into_inner().map_err(|error| error.into_error())?)
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
}
