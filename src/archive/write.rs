//! An archive as it is written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::Utc;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zstd::stream::write::Encoder;

use super::manifest::FORMAT;
use super::{
    ArchiveError, AttachmentsKept, DATABASE, FILES, Kept, MANIFEST, Manifest, Member, POLICY,
    Snapshot,
};

/// How hard zstd tries, from 1 to 22: much for little time.
const LEVEL: i32 = 3;

/// An archive under a temporary name, which gets its own once it is whole.
pub struct Writer {
    path: PathBuf,
    tar: tar::Builder<Encoder<'static, NamedTempFile>>,
    members: BTreeMap<String, Member>,
}

impl Writer {
    /// Begins an archive, mode 0600, beside the place that it will have.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn begin(path: &Path) -> Result<Self, ArchiveError> {
        let begin = || {
            let file = NamedTempFile::new_in(super::folder::parent_of(path))?;
            let mut encoder = Encoder::new(file, LEVEL)?;
            encoder.include_checksum(true)?;
            Ok(tar::Builder::new(encoder))
        };
        let tar = begin().map_err(|error| ArchiveError::Io(path.into(), error))?;
        Ok(Self { path: path.into(), tar, members: BTreeMap::new() })
    }

    /// Adds the database's snapshot.
    ///
    /// # Errors
    /// It cannot be read, or the archive not be written.
    pub fn add_database(&mut self, file: &Path) -> Result<u64, ArchiveError> {
        self.add_file(DATABASE.to_owned(), file)
    }

    /// Adds a file of an attachment.
    ///
    /// # Errors
    /// It cannot be read, or the archive not be written.
    pub fn add_attachment(&mut self, file: &Kept) -> Result<u64, ArchiveError> {
        self.add_file(format!("{FILES}{}", file.name), &file.path)
    }

    fn add_file(&mut self, name: String, path: &Path) -> Result<u64, ArchiveError> {
        let wrong = |error| ArchiveError::Io(path.into(), error);
        let file = File::open(path).map_err(wrong)?;
        let length = file.metadata().map_err(wrong)?.len();
        self.add(name, length, file).map_err(wrong)
    }

    fn add(&mut self, name: String, length: u64, content: impl Read) -> io::Result<u64> {
        let mut header = tar::Header::new_gnu();
        header.set_size(length);
        header.set_mode(0o600);
        header.set_mtime(Utc::now().timestamp().unsigned_abs());
        let mut hashed = Hashed { content: content.take(length), hash: Sha256::new(), bytes: 0 };
        self.tar.append_data(&mut header, &name, &mut hashed)?;
        if hashed.bytes != length {
            return Err(io::Error::other("it became shorter while it was read"));
        }
        let sha256 = hex::encode(hashed.hash.finalize());
        self.members.insert(name, Member { bytes: length, sha256 });
        Ok(length)
    }

    /// Adds the policy and the manifest, and gives the whole archive its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(
        mut self,
        policy: &str,
        snapshot: Snapshot,
        secret: Option<String>,
        attachments: AttachmentsKept,
    ) -> Result<Manifest, ArchiveError> {
        let path = self.path.clone();
        let finish = || {
            self.add(POLICY.to_owned(), policy.len() as u64, policy.as_bytes())?;
            let manifest = Manifest {
                format: FORMAT,
                program: env!("CARGO_PKG_VERSION").to_owned(),
                created_at: Utc::now(),
                snapshot,
                secret,
                attachments,
                members: std::mem::take(&mut self.members),
            };
            let text = serde_json::to_vec_pretty(&manifest)?;
            self.add(MANIFEST.to_owned(), text.len() as u64, text.as_slice())?;
            let mut file = self.tar.into_inner()?.finish()?;
            file.flush()?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            fs::File::open(super::folder::parent_of(&self.path))?.sync_all()?;
            Ok(manifest)
        };
        finish().map_err(|error: io::Error| ArchiveError::Io(path, error))
    }
}

/// What is read, hashed on its way.
struct Hashed<R> {
    content: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.content.read(buffer)?;
        self.hash.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}
