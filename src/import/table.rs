//! A file as records of named columns, whatever its format: CSV, XLSX or NDJSON.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use super::bounded::{BoundedLines, LONGEST_LINE};
use super::problems::Problems;
use super::workbook;
use crate::desk::signs::{is_blank, turns_direction};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header, in UTF-8.
    Csv,
    /// The first sheet of an Excel workbook, with a header.
    Xlsx,
    /// A JSON object on each line.
    NdJson,
}

/// A file that can be read again and again.
#[derive(Debug, Clone)]
pub struct Source {
    path: PathBuf,
    format: Format,
}

/// A file that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It is not there, or not to be read.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// Its name says no format.
    #[error("{0}: its name must end in .csv, .xlsx, .ndjson or .jsonl")]
    UnknownFormat(PathBuf),
    /// It is no workbook.
    #[error("{0}: not readable as a workbook: {1}")]
    Workbook(PathBuf, String),
}

/// A record: its line, and its values by the names of their columns. Values are trimmed; one of which
/// nothing shows is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The number of its (first) line, from 1.
    pub line: u64,
    values: HashMap<String, String>,
}

impl Record {
    /// A record of these values.
    #[must_use]
    pub fn new(line: u64, values: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = values
            .into_iter()
            .map(|(name, value)| (name, value.trim().to_owned()))
            .filter(|(_, value)| !is_blank(value));
        Self { line, values: values.collect() }
    }

    /// The value of a column, if it has one.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.values.get(column).map(String::as_str)
    }

    /// The names of the columns that have a value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

impl Source {
    /// The file at a path, in the format that its name says.
    ///
    /// # Errors
    /// The name says none.
    pub fn new(path: &Path) -> Result<Self, SourceError> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let format = match extension.to_ascii_lowercase().as_str() {
            "csv" => Format::Csv,
            "xlsx" => Format::Xlsx,
            "ndjson" | "jsonl" => Format::NdJson,
            _ => return Err(SourceError::UnknownFormat(path.into())),
        };
        Ok(Self { path: path.into(), format })
    }

    /// Its format.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its size in bytes, as a measure of progress.
    #[must_use]
    pub fn byte_length(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |data| data.len())
    }

    /// Reads the file from its beginning and hands on each record, with how many bytes were read
    /// by then. What cannot be read as a record is a problem of its line.
    ///
    /// `columns` looks at the header once, before any record; the file is left alone where it
    /// gives no.
    ///
    /// # Errors
    /// The file cannot be read at all.
    pub fn read(
        &self,
        problems: &mut Problems,
        mut columns: impl FnMut(&[String], &mut Problems) -> bool,
        each: impl FnMut(Record, &mut Problems),
    ) -> Result<(), SourceError> {
        match self.format {
            Format::Csv => self.read_csv(problems, &mut columns, each),
            Format::Xlsx => self.read_workbook(problems, &mut columns, each),
            Format::NdJson => self.read_lines(problems, each),
        }
    }

    fn open(&self) -> Result<BufReader<File>, SourceError> {
        let file =
            File::open(&self.path).map_err(|error| SourceError::Io(self.path.clone(), error))?;
        Ok(BufReader::with_capacity(1 << 16, file))
    }

    fn read_csv(
        &self,
        problems: &mut Problems,
        columns: &mut impl FnMut(&[String], &mut Problems) -> bool,
        mut each: impl FnMut(Record, &mut Problems),
    ) -> Result<(), SourceError> {
        let bounded = BoundedLines::new(self.open()?);
        let overlong = bounded.overlong();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bounded);
        let io = |error: csv::Error| SourceError::Io(self.path.clone(), error.into());
        let header = match std::str::from_utf8(reader.byte_headers().map_err(io)?.as_slice()) {
            Ok(_) => reader.headers().map_err(io)?.iter().map(|n| n.trim().to_owned()).collect(),
            Err(_) => {
                problems.add(1, NOT_UTF8);
                return Ok(());
            }
        };
        let header: Vec<String> = header;
        if !columns(&header, problems) {
            return Ok(());
        }
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(io)? {
            let line = record.position().map_or(0, csv::Position::line);
            let last = reader.position().line().saturating_sub(1).max(line);
            if overlong.any_in(line, last) {
                problems.add(line, format!("longer than {LONGEST_LINE} bytes"));
                continue;
            }
            if record.len() != header.len() {
                let (found, expected) = (record.len(), header.len());
                problems.add(line, format!("{found} columns, where the header has {expected}"));
                continue;
            }
            let values: Result<Vec<(String, String)>, _> = header
                .iter()
                .zip(record.iter())
                .map(|(name, value)| {
                    std::str::from_utf8(value).map(|value| (name.clone(), value.to_owned()))
                })
                .collect();
            match values {
                Ok(values) => each_good(Record::new(line, values), problems, &mut each),
                Err(_) => problems.add(line, NOT_UTF8),
            }
        }
        Ok(())
    }

    fn read_workbook(
        &self,
        problems: &mut Problems,
        columns: &mut impl FnMut(&[String], &mut Problems) -> bool,
        mut each: impl FnMut(Record, &mut Problems),
    ) -> Result<(), SourceError> {
        let mut header: Option<HashMap<u32, String>> = None;
        let read = workbook::read(self.open()?, |row| {
            let Some(header) = &header else {
                let cells = row.cells.into_iter().map(|(at, name)| (at, name.trim().to_owned()));
                let cells: Vec<(u32, String)> = cells.collect();
                let names: Vec<String> = cells.iter().map(|(_, name)| name.clone()).collect();
                header = Some(cells.into_iter().collect());
                return columns(&names, problems);
            };
            let before = problems.len();
            for (at, _) in row.cells.iter().filter(|(at, _)| !header.contains_key(at)) {
                let column = workbook::letters(*at);
                problems.add(row.number, format!("column {column} has no name in the header"));
            }
            if problems.len() == before {
                let values = row.cells.into_iter();
                let values =
                    values.filter_map(|(at, value)| Some((header.get(&at)?.clone(), value)));
                each_good(Record::new(row.number, values), problems, &mut each);
            }
            true
        });
        read.map_err(|error| SourceError::Workbook(self.path.clone(), error.to_string()))?;
        if header.is_none() {
            columns(&[], problems);
        }
        Ok(())
    }

    fn read_lines(
        &self,
        problems: &mut Problems,
        mut each: impl FnMut(Record, &mut Problems),
    ) -> Result<(), SourceError> {
        let bounded = BoundedLines::new(self.open()?);
        let overlong = bounded.overlong();
        let lines = BufReader::new(bounded).split(b'\n');
        for (n, bytes) in lines.enumerate() {
            let line = n as u64 + 1;
            let bytes = bytes.map_err(|error| SourceError::Io(self.path.clone(), error))?;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if overlong.any_in(line, line) {
                problems.add(line, format!("longer than {LONGEST_LINE} bytes"));
                continue;
            }
            match values_of_line(&bytes) {
                Ok(values) => each_good(Record::new(line, values), problems, &mut each),
                Err(error) if error.is_data() => {
                    problems.add(line, "a JSON object belongs on each line");
                }
                Err(error) => problems.add(line, format!("not readable as JSON: {error}")),
            }
        }
        Ok(())
    }
}

/// The values of a line of NDJSON by their names: texts as they are, anything else as it is written,
/// and nulls left out.
fn values_of_line(bytes: &[u8]) -> serde_json::Result<Vec<(String, String)>> {
    let values: BTreeMap<String, &RawValue> = serde_json::from_slice(bytes)?;
    let read = |value: &RawValue| match value.get() {
        text if text.starts_with('"') => serde_json::from_str(text),
        other => Ok(other.to_owned()),
    };
    let given = values.into_iter().filter(|(_, value)| value.get() != "null");
    given.map(|(name, value)| Ok((name, read(value)?))).collect()
}

const NOT_UTF8: &str = "not in UTF-8: save the file as UTF-8 (in Excel: \"CSV UTF-8\")";

fn each_good(
    record: Record,
    problems: &mut Problems,
    each: &mut impl FnMut(Record, &mut Problems),
) {
    // PostgreSQL keeps no NUL in a text.
    if record.values.values().any(|value| value.contains('\0')) {
        problems.add(record.line, "holds a NUL character");
        return;
    }
    let turning = record.values.iter().filter_map(|(column, value)| {
        Some((column, value.chars().find(|sign| turns_direction(*sign))?))
    });
    if let Some((column, sign)) = turning.min() {
        let code = u32::from(sign);
        let turns = "which turns the direction of writing: leave it out";
        problems.add(record.line, format!("`{column}` holds U+{code:04X}, {turns}"));
        return;
    }
    each(record, problems);
}

/// Checks a header: every required column, and no unknown one or one that comes twice.
pub(super) fn check_columns(
    found: &[String],
    required: &[&str],
    optional: &[&str],
    problems: &mut Problems,
) -> bool {
    let before = problems.len();
    let known: Vec<&str> = required.iter().chain(optional).copied().collect();
    for name in required.iter().filter(|name| !found.iter().any(|f| f == *name)) {
        problems
            .add(1, format!("the column `{name}` is missing; the header is {}", known.join(",")));
    }
    for (i, name) in found.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            problems
                .add(1, format!("unknown column `{name}`; the columns are {}", known.join(",")));
        } else if found[..i].contains(name) {
            problems.add(1, format!("the column `{name}` comes twice"));
        }
    }
    problems.len() == before
}
