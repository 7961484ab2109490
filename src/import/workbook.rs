//! The first sheet of an Excel workbook, a row at a time.
//!
//! A cell may say that it lies anywhere among the 17 billion of a sheet: nothing is made of the
//! space between those that hold something.

use std::io::{Read, Seek};

use calamine::{Data, Reader, Xlsx, XlsxError};

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) number: u64,
    /// The columns that hold something, counted from 0, with their texts.
    pub(super) cells: Vec<(u32, String)>,
}

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum WorkbookError {
    /// It is none, or broken.
    #[error(transparent)]
    Unreadable(#[from] XlsxError),
    /// There is nothing in it.
    #[error("it has no sheet")]
    NoSheet,
    /// Excel writes rows in order, and so do all that write for it.
    #[error("its row {0} stands after row {1}")]
    Disorder(u64, u64),
}

/// Hands on each row that holds something, until one is not wanted.
pub(super) fn read(
    file: impl Read + Seek,
    mut each: impl FnMut(Row) -> bool,
) -> Result<(), WorkbookError> {
    let mut workbook = Xlsx::new(file)?;
    let sheet = workbook.sheet_names().into_iter().next().ok_or(WorkbookError::NoSheet)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet)?;
    let mut row = Row { number: 0, cells: Vec::new() };
    while let Some(cell) = cells.next_cell()? {
        let (line, column) = cell.get_position();
        let text = text(&Data::from(cell.get_value().clone()));
        if text.trim().is_empty() {
            continue;
        }
        let number = u64::from(line) + 1;
        if number < row.number {
            return Err(WorkbookError::Disorder(number, row.number));
        }
        if number > row.number {
            let whole = std::mem::replace(&mut row, Row { number, cells: Vec::new() });
            if !whole.cells.is_empty() && !each(whole) {
                return Ok(());
            }
        }
        row.cells.push((column, text));
    }
    if !row.cells.is_empty() {
        each(row);
    }
    Ok(())
}

/// A column as Excel shows it.
pub(super) fn letters(column: u32) -> String {
    let mut letters = String::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let letter = (left - 1) % 26;
        letters.insert(0, char::from(b'A' + u8::try_from(letter).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) => at
            .as_datetime()
            .map_or_else(|| at.to_string(), |at| at.format("%Y-%m-%dT%H:%M:%S").to_string()),
        Data::DateTimeIso(at) => at.clone(),
        // Excel keeps every number as a floating point one.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")] {
            assert_eq!(letters(column), expected);
        }
    }
}
