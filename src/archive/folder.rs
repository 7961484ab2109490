//! The folder of attachments' bytes, each file named by the attachment's id.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// What is in a folder of attachments: for each id the files whose names begin with it, such as the
/// attachment itself and its small picture.
#[derive(Debug, Default)]
pub struct Attachments {
    files: HashMap<Uuid, Vec<PathBuf>>,
}

impl Attachments {
    /// The folder of an installation's data.
    #[must_use]
    pub fn folder_in(data: &Path) -> PathBuf {
        data.join("files")
    }

    /// Looks through the folder of an installation's data; where there is none, there are no files.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn look_through(data: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        let entries = match fs::read_dir(Self::folder_in(data)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if let Some(id) = entry.file_name().to_str().and_then(id_of) {
                found.files.entry(id).or_default().push(entry.path());
            }
        }
        Ok(found)
    }

    /// The files of an attachment, none if there are no bytes.
    #[must_use]
    pub fn of(&self, id: Uuid) -> &[PathBuf] {
        self.files.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Puts files of attachments into an installation's data, each whole or not at all; one that is
    /// there with the same bytes is left alone. How many were put.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn put(data: &Path, files: &[PathBuf]) -> io::Result<usize> {
        let folder = Self::folder_in(data);
        if files.is_empty() {
            return Ok(0);
        }
        fs::create_dir_all(&folder)?;
        keep_owner_of(parent_of(data), data)?;
        keep_owner_of(data, &folder)?;
        let mut put = 0;
        for file in files {
            let Some(name) = file.file_name() else { continue };
            let place = folder.join(name);
            if fs::read(&place).is_ok_and(|there| fs::read(file).is_ok_and(|new| new == there)) {
                continue;
            }
            let mut beside = tempfile::NamedTempFile::new_in(&folder)?;
            io::copy(&mut fs::File::open(file)?, &mut beside)?;
            beside.as_file().sync_all()?;
            keep_owner_of(&folder, beside.path())?;
            beside.persist(&place)?;
            put += 1;
        }
        fs::File::open(&folder)?.sync_all()?;
        Ok(put)
    }

    /// Takes the bytes of an attachment away, if there are any.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub fn remove(&self, id: Uuid) -> io::Result<()> {
        for file in self.of(id) {
            match fs::remove_file(file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
        Ok(())
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

/// The id that a file's name begins with, written with hyphens or without.
pub(super) fn id_of(name: &str) -> Option<Uuid> {
    let parsed = |length: usize| name.get(..length).and_then(|id| Uuid::try_parse(id).ok());
    parsed(36).or_else(|| parsed(32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_the_id_that_they_are_named_by() {
        let data = tempfile::tempdir().unwrap();
        assert!(Attachments::look_through(data.path()).unwrap().files.is_empty());
        let folder = Attachments::folder_in(data.path());
        fs::create_dir(&folder).unwrap();
        let id = Uuid::now_v7();
        for name in [id.to_string(), format!("{id}.small"), Uuid::now_v7().simple().to_string()] {
            fs::write(folder.join(name), "bytes").unwrap();
        }
        fs::write(folder.join("note"), "of no attachment").unwrap();
        let found = Attachments::look_through(data.path()).unwrap();
        assert_eq!((found.files.len(), found.of(id).len()), (2, 2));
        found.remove(id).unwrap();
        found.remove(id).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    }
}
