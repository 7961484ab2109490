//! What an archive says of itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The version of archives that this program writes.
pub(super) const FORMAT: u32 = 1;

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The archive's version.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What is said of the database.
    pub snapshot: Snapshot,
    /// Which installation's secret file opens what is sealed; none if the file was not at hand.
    pub secret: Option<String>,
    /// Where the attachments are.
    pub attachments: AttachmentsKept,
    /// All other members by their names.
    pub members: BTreeMap<String, Member>,
}

/// A database at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// `sqlite` or `postgres`.
    pub kind: String,
    /// PostgreSQL: the schema that the tables are in.
    pub schema: Option<String>,
    /// The migrations that are applied.
    pub migrations: Vec<String>,
    /// How many rows each table has.
    pub counts: BTreeMap<String, u64>,
    /// The sealing keys that reporters and parties need to be opened.
    pub key_ids: Vec<String>,
}

/// Where attachments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentsKept {
    /// In the archive.
    Here,
    /// In a store of objects, which keeps copies of its own.
    Elsewhere,
}

/// A member of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its size in bytes.
    pub bytes: u64,
    /// In hexadecimal digits.
    pub sha256: String,
}
