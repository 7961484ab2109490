//! Exports: files of records, each its maker's alone.

use super::{field, id, moment, text};
use crate::policy::{Action, Object};
use crate::read::catalog::{Connection, ObjectType, Scalar, Source, Variant};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of exports.
pub static EXPORTS: Table =
    Table::new("exports", Protection::OfMaker("user_id", Object::Export, Action::Create));

/// `ExportFormat`
pub static EXPORT_FORMAT: EnumType = EnumType {
    name: "ExportFormat",
    description: "How the file of an export is written.",
    values: &[
        (
            "CSV",
            "Comma-separated values in UTF-8, for a spreadsheet: headed by labels, times of the installation's zone, and no cell is a formula: a text that begins like one has a ' before it.",
        ),
        (
            "XLSX",
            "An Excel workbook of at most 1,048,575 records, with a dictionary of the columns on its second sheet.",
        ),
        ("NDJSON", "A JSON object a line, under the names of the columns; moments are in UTC."),
        ("PARQUET", "Columns of their own types, under their names; moments are in UTC."),
    ],
};

/// `ExportStatus`
pub static EXPORT_STATUS: EnumType = EnumType {
    name: "ExportStatus",
    description: "Where an export stands.",
    values: &[
        ("WAITING", "It waits for a server."),
        ("RUNNING", "It is written."),
        ("READY", "Its file can be had until expiresAt."),
        ("FAILED", "It could not be written; error says why."),
        ("CANCELLED", "Its maker cancelled it."),
        ("EXPIRED", "Its file was to be had, and is gone."),
    ],
};

/// That its file can be had.
const READY: &str = "({t}.status = 'READY' and {t}.expires_at > {now})";

/// `Export`
pub static EXPORT: ObjectType = ObjectType {
    name: "Export",
    description: "A file of records that the viewer has made: what the viewer was shown in lists while \
                  it was written, in the background. Nobody else knows of it.",
    table: &EXPORTS,
    id_prefix: Some("export"),
    fields: &[
        id(),
        field(
            "status",
            "ExportStatus!",
            Source::Expression(
                "(case when {t}.status = 'READY' and {t}.expires_at <= {now} then 'EXPIRED' \
                 else {t}.status end)",
                Scalar::Text,
            ),
            "Where it stands.",
        ),
        field("format", "ExportFormat!", text("format"), "How its file is written."),
        field(
            "rowsDone",
            "Long!",
            Source::Column("rows_done", Scalar::Int),
            "How many records are written so far.",
        ),
        field(
            "rowsTotal",
            "Long",
            Source::Column("rows_total", Scalar::Int),
            "How many there will be, about; null where that is not known.",
        ),
        field(
            "url",
            "String",
            Source::FileUrl(Variant::Export(READY)),
            "Where the viewer gets its file, for a few minutes: signed, since a link sends no bearer token. Null unless it is READY.",
        ),
        field(
            "expiresAt",
            "DateTime",
            moment("expires_at"),
            "Until when its file can be had; null until it is READY.",
        ),
        field(
            "error",
            "String",
            text("error"),
            "Why it could not be written; null where it could.",
        ),
    ],
};

/// `ExportConnection`
pub static CONNECTION: Connection = Connection {
    node: &EXPORT,
    name: "ExportConnection",
    edge: "ExportEdge",
    filter: None,
    order: None,
    default_order: &[OrderKey::new("created_at", Scalar::DateTime).descending()],
};
