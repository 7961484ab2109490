//! A secret file that gets a new sealing key, or loses old ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::file::{folder_of, load, write_in};
use super::{Keys, SealingKey, SecretFileError, fill_randomly, new_key};

/// How long after its last change a secret file is known to every server that uses it.
pub const KNOWN_AFTER: Duration = Duration::from_secs(60);

/// Adds a new sealing key to a secret file, which seals from now on; its id. The file is replaced
/// at once by a whole new one of the same owner, mode 0600.
///
/// # Errors
/// The file cannot be read or written, or there is no randomness.
pub fn add_key(path: &Path) -> Result<String, SecretFileError> {
    change(path, |keys| {
        let mut id = [0; 4];
        fill_randomly(&mut id)?;
        let id = hex::encode(id);
        keys.sealing.push(SealingKey { id: id.clone(), key: new_key()? });
        Ok(id)
    })
}

/// Takes sealing keys out of a secret file; the newest always stays.
///
/// # Errors
/// The file cannot be read or written, or it was changed so recently that a server may still seal
/// under one of them.
pub fn forget_keys(path: &Path, ids: &[String]) -> Result<(), SecretFileError> {
    let unreadable = |error| SecretFileError::Unreadable(path.into(), error);
    let changed = fs::metadata(path).and_then(|file| file.modified()).map_err(unreadable)?;
    // A time that lies ahead is as good as none.
    let age = SystemTime::now().duration_since(changed).unwrap_or_default();
    if age < KNOWN_AFTER {
        return Err(SecretFileError::TooNew(path.into(), (KNOWN_AFTER - age).as_secs() + 1));
    }
    change(path, |keys| {
        let newest = keys.newest_key().to_owned();
        keys.sealing.retain(|key| key.id == newest || !ids.contains(&key.id));
        Ok(())
    })
}

/// Changes the keys of a file, while nobody else does.
fn change<T>(
    path: &Path,
    change: impl FnOnce(&mut Keys) -> Result<T, SecretFileError>,
) -> Result<T, SecretFileError> {
    let unwritable = |error| SecretFileError::Unwritable(path.into(), error);
    // A link stays one, and what it leads to is replaced.
    let target =
        fs::canonicalize(path).map_err(|error| SecretFileError::Unreadable(path.into(), error))?;
    let folder = fs::File::open(folder_of(&target)).map_err(unwritable)?;
    folder.lock().map_err(unwritable)?;
    let mut keys = load(&target)?;
    let made = change(&mut keys)?;
    replace(&target, &keys).map_err(unwritable)?;
    folder.sync_all().map_err(unwritable)?;
    Ok(made)
}

fn replace(target: &PathBuf, keys: &Keys) -> io::Result<()> {
    let file = write_in(folder_of(target), keys)?;
    keep_owner(target, file.path())?;
    file.persist(target)?;
    Ok(())
}

/// An operator who is root leaves the file to the user that serves.
fn keep_owner(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (old, new) = (fs::metadata(from)?, fs::metadata(to)?);
    if (old.uid(), old.gid()) == (new.uid(), new.gid()) {
        return Ok(());
    }
    chown(to, Some(old.uid()), Some(old.gid()))
}

#[cfg(test)]
mod tests {
    use super::super::make;
    use super::*;

    fn secret_file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wardbook.secret");
        make(&path).unwrap();
        (folder, path)
    }

    fn let_it_age(path: &Path) {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - KNOWN_AFTER * 2).unwrap();
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_opens() {
        let (folder, path) = secret_file();
        let before = load(&path).unwrap();
        let sealed = before.seal("a", b"text").unwrap();
        let id = add_key(&path).unwrap();
        let after = load(&path).unwrap();
        assert_eq!(after.newest_key(), id);
        assert_eq!(after.open("a", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(after.token_signing(), before.token_signing());
        assert_eq!(after.chain_key().id(), before.chain_key().id());
        let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap());
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn rotations_at_once_lose_no_key() {
        let (_folder, path) = secret_file();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| add_key(&path).unwrap());
            }
        });
        assert_eq!(load(&path).unwrap().sealing.len(), 9);
    }

    #[test]
    fn a_link_to_the_file_stays_one() {
        let (folder, path) = secret_file();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let id = add_key(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(load(&path).unwrap().newest_key(), id);
    }

    #[test]
    fn old_keys_are_forgotten_once_every_server_knows_the_new_one() {
        let (_folder, path) = secret_file();
        let old = load(&path).unwrap().newest_key().to_owned();
        let new = add_key(&path).unwrap();
        let refused = forget_keys(&path, std::slice::from_ref(&old)).unwrap_err().to_string();
        assert!(refused.contains("try again in"), "{refused}");
        let_it_age(&path);
        forget_keys(&path, &[old, new.clone()]).unwrap();
        let keys = load(&path).unwrap();
        assert_eq!((keys.sealing.len(), keys.newest_key()), (1, new.as_str()));
    }
}
