//! The folder of attachments' bytes, each file named by the attachment's id, perhaps in a folder of
//! its day.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// A file of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it is.
    pub path: PathBuf,
    /// Where it is within the folder of attachments.
    pub name: String,
}

/// What is in a folder of attachments: for each id the files whose names begin with it, such as the
/// attachment itself and its small picture.
#[derive(Debug, Default)]
pub struct Attachments {
    files: HashMap<Uuid, Vec<Kept>>,
}

impl Attachments {
    /// Looks through a folder; where there is none, there are no files.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn look_through(folder: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        for entry in entries_of(folder)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                for inner in entries_of(&entry.path())? {
                    let inner_name = inner.file_name();
                    found.note(inner.path(), format!("{name}/{}", inner_name.to_string_lossy()));
                }
            } else {
                found.note(entry.path(), name);
            }
        }
        Ok(found)
    }

    fn note(&mut self, path: PathBuf, name: String) {
        if let Some(id) = id_of(&name) {
            self.files.entry(id).or_default().push(Kept { path, name });
        }
    }

    /// The files of an attachment, none if there are no bytes.
    #[must_use]
    pub fn of(&self, id: Uuid) -> &[Kept] {
        self.files.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Puts files of attachments into a folder, each whole or not at all; one that is
    /// there with the same bytes is left alone. How many were put.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn put(folder: &Path, files: &[Kept]) -> io::Result<usize> {
        if files.is_empty() {
            return Ok(0);
        }
        if !folder.exists() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            keep_owner_of(parent_of(folder), folder)?;
        }
        let mut put = 0;
        for Kept { path, name } in files {
            let place = folder.join(name);
            if fs::read(&place).is_ok_and(|there| fs::read(path).is_ok_and(|new| new == there)) {
                continue;
            }
            let inner = parent_of(&place);
            if !inner.exists() {
                fs::create_dir(inner)?;
                keep_owner_of(folder, inner)?;
            }
            let mut beside = tempfile::NamedTempFile::new_in(inner)?;
            io::copy(&mut fs::File::open(path)?, &mut beside)?;
            beside.as_file().sync_all()?;
            keep_owner_of(folder, beside.path())?;
            beside.persist(&place)?;
            fs::File::open(inner)?.sync_all()?;
            put += 1;
        }
        fs::File::open(folder)?.sync_all()?;
        Ok(put)
    }
}

/// The folder that a file is in.
pub(super) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Gives a file to whoever owns another: an operator who is root leaves all to the user that serves.
/// Anybody else makes files of their own, and keeps them.
///
/// # Errors
/// One of them cannot be looked at.
pub fn keep_owner_of(model: &Path, file: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (old, new) = (fs::metadata(model)?, fs::metadata(file)?);
    if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
        let _ = chown(file, Some(old.uid()), Some(old.gid()));
    }
    Ok(())
}

/// What is in a folder; nothing where there is none.
fn entries_of(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.collect(),
    }
}

/// The id that a file is named by, written with hyphens or without; none where its place within the
/// folder is not one that attachments have, or leads out of it.
pub(super) fn id_of(name: &str) -> Option<Uuid> {
    let (day, file) = name.rsplit_once('/').map_or((None, name), |(day, file)| (Some(day), file));
    let is_day =
        |day: &str| !day.is_empty() && day.chars().all(|sign| sign.is_ascii_alphanumeric());
    let is_name = file.chars().all(|sign| sign.is_ascii_alphanumeric() || "-._".contains(sign));
    if !is_name || !day.is_none_or(is_day) {
        return None;
    }
    let parsed = |length: usize| file.get(..length).and_then(|id| Uuid::try_parse(id).ok());
    parsed(36).or_else(|| parsed(32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_the_id_that_they_are_named_by() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("files");
        assert!(Attachments::look_through(&folder).unwrap().files.is_empty());
        fs::create_dir(&folder).unwrap();
        let id = Uuid::now_v7();
        for name in [id.to_string(), format!("{id}.small"), Uuid::now_v7().simple().to_string()] {
            fs::write(folder.join(name), "bytes").unwrap();
        }
        fs::write(folder.join("note"), "of no attachment").unwrap();
        let day = folder.join("20261120");
        fs::create_dir(&day).unwrap();
        fs::write(day.join(format!("{}.thumbnail", id.simple())), "bytes").unwrap();
        let found = Attachments::look_through(&folder).unwrap();
        assert_eq!((found.files.len(), found.of(id).len()), (2, 3));
        let elsewhere = tempfile::tempdir().unwrap();
        for put in [3, 0] {
            assert_eq!(Attachments::put(elsewhere.path(), found.of(id)).unwrap(), put);
        }
        let there = Attachments::look_through(elsewhere.path()).unwrap();
        assert_eq!(there.of(id).len(), 3);
    }
}
