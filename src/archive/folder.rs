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
