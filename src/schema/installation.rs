//! What an installation tells of itself, for which no database is asked.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::types::installation;
use crate::read::Moment;
use crate::read::page::MAX_PAGE_SIZE;

/// What an installation tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// What it is called.
    pub name: String,
    /// The zone of civil days and limits.
    pub time_zone: Tz,
    /// The most bytes that a file may have.
    pub max_upload_bytes: u64,
}

impl Installation {
    /// These of its fields, each under its response key.
    pub(super) fn shown(&self, fields: &[(String, String)], moment: &Moment) -> Value {
        let value = |name: &str| match name {
            "name" => json!(self.name),
            "timeZone" => json!(self.time_zone.name()),
            "now" => json!(moment.now.to_rfc3339()),
            "version" => json!(env!("CARGO_PKG_VERSION")),
            "maxUploadBytes" => json!(self.max_upload_bytes),
            "maxPageSize" => json!(MAX_PAGE_SIZE),
            _ => json!(installation::NAME),
        };
        fields.iter().map(|(key, name)| (key.clone(), value(name))).collect()
    }
}
