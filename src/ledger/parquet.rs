//! Parquet, for a program: columns of their own types, under their names. Rows are gathered until
//! they are worth a group; no more of them is kept.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::cell::Cell;
use super::{Head, LedgerError, Rows};
use crate::schema::columns::{Column, Holds};

/// A group has so many rows at most, or texts of so many bytes.
const ROWS: usize = 20_000;
const BYTES: usize = 4 << 20;

pub(super) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that are not written yet, and for each row whether it has one.
struct Gathered {
    values: Values,
    present: Vec<i16>,
}

enum Values {
    Texts(Texts),
    Whole(Vec<i64>),
    Floats(Vec<f64>),
    Truths(Vec<bool>),
}

/// Texts, one after the other: a string of its own for each would take several times as much.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// All of them; none is left.
    fn take(&mut self) -> Vec<ByteArray> {
        let bytes = Bytes::from(std::mem::take(&mut self.bytes));
        let mut begin = 0;
        let text = |end| {
            let text = bytes.slice(begin..end);
            begin = end;
            text.into()
        };
        self.ends.drain(..).map(text).collect()
    }
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn begin(to: W, head: &Head) -> Result<Self, LedgerError> {
        // Of what is kept until the end there is little for each group.
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .build();
        let fields = head.columns.iter().map(|column| field(column)).collect::<Result<_, _>>()?;
        let schema = Type::group_type_builder(head.sheet.plural).with_fields(fields).build()?;
        let writer = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties))?;
        let columns = head.columns.iter().map(|column| Gathered::of(column.holds)).collect();
        Ok(Self { writer, columns, rows: 0, bytes: 0 })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            if let Some(to) = group.next_column()? {
                column.write(to)?;
            }
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> Rows<W> for Parquet<W> {
    fn add(&mut self, cells: Vec<Cell>) -> Result<(), LedgerError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            if let Cell::Text(text) = &cell {
                self.bytes += text.len();
            }
            column.gather(cell);
        }
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<W, LedgerError> {
        self.write_group()?;
        Ok(self.writer.into_inner()?)
    }
}

/// A column of the file: any value may be missing.
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.holds {
        Holds::Text | Holds::Id | Holds::Word(_) | Holds::Code(_) => {
            (Physical::BYTE_ARRAY, Some(LogicalType::String))
        }
        Holds::Int => (Physical::INT64, None),
        Holds::Float => (Physical::DOUBLE, None),
        Holds::Truth => (Physical::BOOLEAN, None),
        Holds::Moment => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    };
    let field = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    field.build().map(Arc::new)
}

impl Gathered {
    fn of(holds: Holds) -> Self {
        let values = match holds {
            Holds::Text | Holds::Id | Holds::Word(_) | Holds::Code(_) => {
                Values::Texts(Texts::default())
            }
            Holds::Int | Holds::Moment => Values::Whole(Vec::new()),
            Holds::Float => Values::Floats(Vec::new()),
            Holds::Truth => Values::Truths(Vec::new()),
        };
        Self { values, present: Vec::new() }
    }

    fn gather(&mut self, cell: Cell) {
        let is_present = match (&mut self.values, cell) {
            (Values::Texts(all), Cell::Text(text)) => {
                all.push(&text);
                true
            }
            (Values::Whole(all), Cell::Int(number)) => {
                all.push(number);
                true
            }
            (Values::Whole(all), Cell::Moment(at)) => {
                all.push(at.timestamp_micros());
                true
            }
            (Values::Floats(all), Cell::Float(number)) => {
                all.push(number);
                true
            }
            (Values::Truths(all), Cell::Truth(is)) => {
                all.push(is);
                true
            }
            _ => false,
        };
        self.present.push(is_present.into());
    }

    fn write(&mut self, mut to: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let present = Some(self.present.as_slice());
        match &mut self.values {
            Values::Texts(all) => {
                to.typed::<ByteArrayType>().write_batch(&all.take(), present, None)?;
            }
            Values::Whole(all) => {
                to.typed::<Int64Type>().write_batch(all, present, None)?;
                all.clear();
            }
            Values::Floats(all) => {
                to.typed::<DoubleType>().write_batch(all, present, None)?;
                all.clear();
            }
            Values::Truths(all) => {
                to.typed::<BoolType>().write_batch(all, present, None)?;
                all.clear();
            }
        }
        self.present.clear();
        to.close()
    }
}
