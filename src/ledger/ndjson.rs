//! A JSON object a line, for a program: keyed by the names of columns.

use std::io::{BufWriter, Write};

use chrono::SecondsFormat;
use serde_json::{Map, Value};

use super::cell::Cell;
use super::{Head, LedgerError, Rows};

pub(super) struct Ndjson<W: Write> {
    to: BufWriter<W>,
    names: Vec<&'static str>,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn begin(to: W, head: &Head) -> Self {
        let names = head.columns.iter().map(|column| column.name).collect();
        Self { to: BufWriter::new(to), names }
    }
}

impl<W: Write + Send> Rows<W> for Ndjson<W> {
    fn add(&mut self, cells: Vec<Cell>) -> Result<(), LedgerError> {
        let entries = self.names.iter().zip(cells).map(|(name, cell)| {
            let value = match cell {
                Cell::Empty => Value::Null,
                Cell::Text(text) => text.into(),
                Cell::Int(number) => number.into(),
                Cell::Float(number) => number.into(),
                Cell::Truth(is) => is.into(),
                Cell::Moment(at) => at.to_rfc3339_opts(SecondsFormat::AutoSi, true).into(),
            };
            ((*name).to_owned(), value)
        });
        let row: Map<String, Value> = entries.collect();
        serde_json::to_writer(&mut self.to, &row).map_err(std::io::Error::from)?;
        Ok(self.to.write_all(b"\n")?)
    }

    fn finish(self: Box<Self>) -> Result<W, LedgerError> {
        Ok(self.to.into_inner().map_err(|error| error.into_error())?)
    }
}
