//! The file of an SQLite database, which may be moved or replaced beneath a server that has it open:
//! what is written then is lost, and what is read is of the past.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use super::StoreError;

/// A file, and which one it was when it was opened.
pub(super) struct DatabaseFile {
    path: PathBuf,
    identity: (u64, u64),
}

impl DatabaseFile {
    /// The file at a path, which is open by now.
    pub(super) fn open_at(path: PathBuf) -> io::Result<Self> {
        Ok(Self { identity: identity(&path)?, path })
    }

    /// Fails where another file is at the path by now, or none.
    pub(super) fn must_be_in_place(&self) -> Result<(), StoreError> {
        match identity(&self.path) {
            Ok(present) if present == self.identity => Ok(()),
            Ok(_) => Err(StoreError::Unavailable(format!(
                "{} was replaced since it was opened: start this program again",
                self.path.display()
            ))),
            Err(error) => Err(StoreError::Unavailable(format!("{}: {error}", self.path.display()))),
        }
    }
}

/// What tells a file from all others, whatever it is called.
fn identity(path: &PathBuf) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}
