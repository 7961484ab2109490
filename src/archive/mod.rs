//! Backups as files: one archive, a tar compressed by zstd, of a snapshot of the database, the policy
//! for reading, and the attachments; and the folder that attachments lie in. No database is opened
//! here, and no key is ever a part of an archive.
//!
//! The manifest is the last member: an archive without it is not whole. It has the size and the
//! SHA-256 of every other member, what the database must be, and which keys open what is sealed.

mod folder;
mod manifest;
mod unpack;
mod write;

pub use folder::{Attachments, Kept, keep_owner_of};
pub use manifest::{AttachmentsKept, Manifest, Member, Snapshot};
pub use unpack::{Unpacked, unpack};
pub use write::Writer;

use std::io;
use std::path::PathBuf;

/// The database's member.
const DATABASE: &str = "database";
/// The rules in force, for reading.
const POLICY: &str = "policy.csv";
/// The member that all others are named in.
const MANIFEST: &str = "manifest.json";
/// What members of attachments begin with.
const FILES: &str = "files/";

/// Why an archive could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file could not be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// It is not a whole and sound archive.
    #[error("{0} is not a whole backup: {1}")]
    Unsound(PathBuf, String),
    /// It was made by a newer program.
    #[error(
        "{0} has the format {1}, and this program knows {known}: restore it by a newer one",
        known = manifest::FORMAT
    )]
    TooNew(PathBuf, u32),
}
