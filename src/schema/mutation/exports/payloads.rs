//! What mutations of exports answer with, as data.

use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::export::EXPORT;

/// `ExportPayload`
pub(super) static EXPORT_PAYLOAD: Payload = Payload {
    name: "ExportPayload",
    description: "The export as it now stands.",
    fields: &[PayloadField {
        name: "export",
        ty: "Export!",
        description: "The export.",
        source: PayloadSource::Row(Made::Record, &EXPORT),
    }],
};
