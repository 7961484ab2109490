//! An archive as it is read: all of it is checked before anything of it is used.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zstd::stream::read::Decoder;

use super::manifest::FORMAT;
use super::{ArchiveError, DATABASE, FILES, Kept, MANIFEST, Manifest, Member, POLICY};

/// The longest manifest: a line for each attachment.
const LONGEST_MANIFEST: u64 = 1 << 30;

type Members = BTreeMap<String, Member>;

/// The members of a sound archive, in a folder.
#[derive(Debug)]
pub struct Unpacked {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The snapshot of the database.
    pub database: PathBuf,
    /// The files of attachments.
    pub attachments: Vec<Kept>,
}

/// Unpacks an archive into an empty folder, and checks every member by the manifest.
///
/// # Errors
/// It cannot be read, or it is not a whole and sound archive.
pub fn unpack(archive: &Path, folder: &Path) -> Result<Unpacked, ArchiveError> {
    let file = File::open(archive).map_err(|error| ArchiveError::Io(archive.into(), error))?;
    let unsound = |problem: String| ArchiveError::Unsound(archive.into(), problem);
    let read = || -> io::Result<(Members, Option<Vec<u8>>)> {
        let (mut members, mut manifest) = (Members::new(), None);
        let mut tar = tar::Archive::new(Decoder::new(file)?);
        for entry in tar.entries()? {
            let mut entry = entry?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if manifest.is_some() || !entry.header().entry_type().is_file() || !is_known(&name) {
                return Err(io::Error::other(format!("`{name}` does not belong into one")));
            }
            if name == MANIFEST {
                let mut text = Vec::new();
                entry.by_ref().take(LONGEST_MANIFEST).read_to_end(&mut text)?;
                manifest = Some(text);
                continue;
            }
            let member = write_member(&mut entry, &folder.join(&name))?;
            members.insert(name, member);
        }
        // To the very end, where zstd has a checksum over all.
        io::copy(&mut tar.into_inner(), &mut io::sink())?;
        Ok((members, manifest))
    };
    let (members, manifest) = read().map_err(|error| unsound(error.to_string()))?;
    let text = manifest.ok_or_else(|| unsound("its end is missing".to_owned()))?;
    let manifest = understood(archive, &text)?;
    compare(&manifest.members, &members).map_err(unsound)?;
    let attachments = members.keys().filter_map(|member| {
        let name = member.strip_prefix(FILES)?.to_owned();
        Some(Kept { path: folder.join(member), name })
    });
    Ok(Unpacked { database: folder.join(DATABASE), attachments: attachments.collect(), manifest })
}

fn understood(archive: &Path, text: &[u8]) -> Result<Manifest, ArchiveError> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        format: u32,
    }
    let unsound = |error: serde_json::Error| {
        ArchiveError::Unsound(archive.into(), format!("{MANIFEST}: {error}"))
    };
    let Versioned { format } = serde_json::from_slice(text).map_err(unsound)?;
    if format > FORMAT {
        return Err(ArchiveError::TooNew(archive.into(), format));
    }
    serde_json::from_slice(text).map_err(unsound)
}

/// Names that archives have; none of them leads out of the folder.
fn is_known(name: &str) -> bool {
    [DATABASE, POLICY, MANIFEST].contains(&name)
        || name.strip_prefix(FILES).is_some_and(|name| super::folder::id_of(name).is_some())
}

fn write_member(content: &mut impl Read, path: &Path) -> io::Result<Member> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = content.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hash.update(&buffer[..length]);
        file.write_all(&buffer[..length])?;
        bytes += length as u64;
    }
    file.sync_all()?;
    Ok(Member { bytes, sha256: hex::encode(hash.finalize()) })
}

fn compare(promised: &Members, found: &Members) -> Result<(), String> {
    for (name, member) in promised {
        match found.get(name) {
            None => return Err(format!("`{name}` is missing")),
            Some(other) if other != member => {
                return Err(format!("`{name}` is not what was written"));
            }
            Some(_) => {}
        }
    }
    if let Some(name) = found.keys().find(|name| !promised.contains_key(*name)) {
        return Err(format!("`{name}` was put in later"));
    }
    for name in [DATABASE, POLICY] {
        if !found.contains_key(name) {
            return Err(format!("`{name}` is missing"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{AttachmentsKept, Snapshot, Writer};
    use super::*;

    fn snapshot() -> Snapshot {
        Snapshot {
            kind: "sqlite".to_owned(),
            schema: None,
            migrations: vec!["m0001".to_owned()],
            counts: BTreeMap::from([("cases".to_owned(), 3)]),
            key_ids: vec!["ab".to_owned()],
        }
    }

    fn archive(folder: &Path) -> PathBuf {
        let (database, id) = (folder.join("wardbook.db"), uuid::Uuid::now_v7());
        let attachment = folder.join("attachment");
        std::fs::write(&database, "rows ".repeat(50_000)).unwrap();
        std::fs::write(&attachment, "bytes").unwrap();
        let attachment = Kept { path: attachment, name: format!("20261120/{id}.small") };
        let path = folder.join("backup");
        let mut writer = Writer::begin(&path).unwrap();
        writer.add_database(&database).unwrap();
        writer.add_attachment(&attachment).unwrap();
        let secret = Some("cd".to_owned());
        writer.finish("p, x\n", snapshot(), secret, AttachmentsKept::Here).unwrap();
        path
    }

    #[test]
    fn what_was_written_is_read_and_is_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&path).unwrap());
        assert_eq!(mode & 0o777, 0o600);
        let into = tempfile::tempdir().unwrap();
        let unpacked = unpack(&path, into.path()).unwrap();
        assert_eq!(unpacked.manifest.snapshot, snapshot());
        assert_eq!(unpacked.manifest.members.len(), 3);
        assert_eq!(std::fs::read(&unpacked.attachments[0].path).unwrap(), b"bytes");
        assert_eq!(std::fs::metadata(&unpacked.database).unwrap().len(), 250_000);
    }

    #[test]
    fn whatever_is_cut_or_changed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let whole = std::fs::read(&path).unwrap();
        let broken = folder.path().join("broken");
        let refused = |bytes: &[u8]| {
            std::fs::write(&broken, bytes).unwrap();
            let into = tempfile::tempdir().unwrap();
            unpack(&broken, into.path()).unwrap_err().to_string()
        };
        for length in [0, 1, 100, whole.len() / 2, whole.len() - 5, whole.len() - 1] {
            let told = refused(&whole[..length]);
            assert!(told.contains("is not a whole backup"), "{length}: {told}");
        }
        // A bit that says nothing, such as one of the window's size, may be either.
        let sound = unpack(&path, tempfile::tempdir().unwrap().path()).unwrap().manifest;
        for at in (0..whole.len()).step_by(whole.len() / 40) {
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            std::fs::write(&broken, &changed).unwrap();
            let into = tempfile::tempdir().unwrap();
            match unpack(&broken, into.path()) {
                Ok(unpacked) => assert_eq!(unpacked.manifest, sound, "{at}"),
                Err(error) => assert!(error.to_string().contains("is not a whole backup"), "{at}"),
            }
        }
        assert!(refused(b"SQLite format 3\0 and so on").contains("is not a whole backup"));
    }

    #[test]
    fn no_member_leads_out_of_the_folder() {
        let id = uuid::Uuid::now_v7();
        for name in
            [format!("files/{id}"), format!("files/20261120/{id}.small"), MANIFEST.to_owned()]
        {
            assert!(is_known(&name), "{name}");
        }
        for name in ["../x", "/etc/passwd", "files/../x", "files/", "x"] {
            assert!(!is_known(name), "{name}");
        }
        for name in
            [format!("files/{id}/../../x"), format!("files/../{id}"), format!("files//{id}")]
        {
            assert!(!is_known(&name), "{name}");
        }
    }
}
