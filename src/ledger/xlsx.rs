//! A workbook: the records on its first sheet, and on its second a dictionary of their columns.

use std::io::{Seek, Write};

use chrono_tz::Tz;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cell::{Cell, yes_or_no};
use super::{Head, LedgerError, Rows};
use crate::error::Language;
use crate::schema::columns::{Column, Holds};

/// The most characters that a cell holds.
const LONGEST_CELL: usize = 32_767;

/// The most records that a sheet holds below its headings.
pub(super) const MOST: u32 = 1_048_575;

pub(super) struct Xlsx<W> {
    workbook: Workbook,
    to: W,
    next: u32,
    language: Language,
    zone: Tz,
    moment: Format,
}

impl<W> Xlsx<W> {
    pub(super) fn begin(to: W, head: &Head) -> Result<Self, LedgerError> {
        let Head { sheet: of, columns, language, zone } = head;
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(of.title(*language))?.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(columns) {
            sheet.set_column_width(at, 18)?;
            sheet.write_string_with_format(0, at, column.label(*language), &bold)?;
        }
        let dictionary = workbook.add_worksheet_with_constant_memory()?;
        write_dictionary(dictionary, head, &bold)?;
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { workbook, to, next: 1, language: *language, zone: *zone, moment })
    }
}

impl<W: Write + Seek + Send> Rows<W> for Xlsx<W> {
    fn add(&mut self, cells: Vec<Cell>) -> Result<(), LedgerError> {
        if self.next > MOST {
            return Err(LedgerError::Full(MOST.into()));
        }
        let (row, sheet) = (self.next, self.workbook.worksheet_from_index(0)?);
        for (at, cell) in (0..).zip(cells) {
            let text = match cell {
                Cell::Empty => continue,
                Cell::Int(number) => {
                    sheet.write_number(row, at, number as f64)?;
                    continue;
                }
                Cell::Float(number) => {
                    sheet.write_number(row, at, number)?;
                    continue;
                }
                Cell::Moment(when) => {
                    let local = when.with_timezone(&self.zone).naive_local().and_utc();
                    if let Ok(at_clock) = ExcelDateTime::from_timestamp(local.timestamp()) {
                        sheet.write_datetime_with_format(row, at, at_clock, &self.moment)?;
                        continue;
                    }
                    // Spreadsheets know no year before 1900: such a moment is told in words.
                    cell.shown(self.language, self.zone)
                }
                Cell::Truth(is) => yes_or_no(is, self.language).to_owned(),
                Cell::Text(text) => text,
            };
            // What is written as a string is no formula, whatever it begins with.
            sheet.write_string(row, at, cut(text))?;
        }
        self.next += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<W, LedgerError> {
        let Self { mut workbook, mut to, .. } = *self;
        workbook.save_to_writer(&mut to)?;
        Ok(to)
    }
}

/// As much of a text as a cell holds, which counts in units of UTF-16.
fn cut(text: String) -> String {
    if text.len() <= LONGEST_CELL {
        return text;
    }
    let mut units = 0;
    let fits = |sign: &char| {
        units += sign.len_utf16();
        units <= LONGEST_CELL
    };
    text.chars().take_while(fits).collect()
}

const HEADINGS: [(&str, &str); 5] = [
    ("Label", "列名"),
    ("Name", "名称"),
    ("Type", "类型"),
    ("Values", "取值"),
    ("Meaning, as in the schema", "含义（英文，同接口说明）"),
];

/// A row for each column: what it is called, its name, what it holds, and what it means.
fn write_dictionary(sheet: &mut Worksheet, head: &Head, bold: &Format) -> Result<(), XlsxError> {
    let pick = |(en, zh): (&'static str, &'static str)| match head.language {
        Language::English => en,
        Language::Chinese => zh,
    };
    sheet.set_name(pick(("Columns", "数据字典")))?.set_freeze_panes(1, 0)?;
    for (at, heading) in (0..).zip(HEADINGS) {
        sheet.set_column_width(at, if at < 3 { 24 } else { 60 })?;
        sheet.write_string_with_format(0, at, pick(heading), bold)?;
    }
    for (row, column) in (1..).zip(&head.columns) {
        let cells = [
            column.label(head.language).to_owned(),
            column.name.to_owned(),
            pick(kind(column.holds)).to_owned(),
            values(column, head.language),
            head.sheet.description(column).to_owned(),
        ];
        for (at, cell) in (0..).zip(cells) {
            sheet.write_string(row, at, cell)?;
        }
    }
    Ok(())
}

fn kind(holds: Holds) -> (&'static str, &'static str) {
    match holds {
        Holds::Text => (
            "text; in CSV files with a ' before one that begins like a formula",
            "文本；CSV 文件中，以公式符号开头的文本前加 '",
        ),
        Holds::Id => ("id, as filters take it", "ID（可用于筛选）"),
        Holds::Int => ("whole number", "整数"),
        Holds::Float => ("number", "数值"),
        Holds::Truth => ("yes or no", "是或否"),
        Holds::Moment => ("time in the installation's zone", "时间（当地时区）"),
        Holds::Word(_) => ("one of these words", "下列词之一"),
        Holds::Code(_) => {
            ("one of these codes, as filters take them", "下列代码之一（可用于筛选）")
        }
    }
}

/// What a column may hold, where that is a list.
fn values(column: &Column, language: Language) -> String {
    let values: Vec<String> = match column.holds {
        Holds::Word(of) => of.values.iter().map(|(name, _)| of.word(name, language)).collect(),
        Holds::Code(of) => {
            let told = |(name, _): &(&str, _)| format!("{name} = {}", of.word(name, language));
            of.values.iter().map(told).collect()
        }
        _ => Vec::new(),
    };
    values.join("; ")
}
