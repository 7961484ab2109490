//! The keys of a program that goes on while its secret file is changed.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::RwLock;
use zeroize::Zeroizing;

use super::{Keys, OpenError, SealError, Sealed, SecretFileError, load};

/// How often it is looked whether the file was changed.
const LOOK: Duration = Duration::from_secs(1);

/// The keys of a secret file as it is now: after a rotation every instance seals under the new key
/// within a second, and opens what others sealed under it at once.
pub struct KeyRing {
    path: Option<PathBuf>,
    kept: RwLock<Kept>,
}

struct Kept {
    keys: Arc<Keys>,
    /// What tells the file that they are of from one that was put in its place.
    stamp: Option<Stamp>,
}

type Stamp = (u64, u64, u64, Option<SystemTime>);

impl KeyRing {
    /// The keys of a secret file.
    ///
    /// # Errors
    /// As [`load`](super::load).
    pub fn of_file(path: &Path) -> Result<Self, SecretFileError> {
        // Taken before the file is read: what is put in its place meanwhile is read once more.
        let stamp = stamp(path);
        let keys = Arc::new(load(path)?);
        Ok(Self { path: Some(path.into()), kept: RwLock::new(Kept { keys, stamp }) })
    }

    /// Keys of no file, which stay as they are.
    #[must_use]
    pub fn fixed(keys: Arc<Keys>) -> Self {
        Self { path: None, kept: RwLock::new(Kept { keys, stamp: None }) }
    }

    /// The keys of now.
    #[must_use]
    pub fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.kept.read().keys)
    }

    /// Seals a text under the newest key; see [`Keys::seal`].
    ///
    /// # Errors
    /// There is no randomness, or the text is too long.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Sealed, SealError> {
        self.keys().seal(context, plain)
    }

    /// Opens a sealed text; see [`Keys::open`]. An unknown key may be newer than what was read.
    ///
    /// # Errors
    /// The secret file has no such key, or the text is not genuine.
    pub fn open(&self, context: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        match self.keys().open(context, sealed) {
            Err(OpenError::UnknownKey(_)) if self.refresh() => self.keys().open(context, sealed),
            opened => opened,
        }
    }

    /// Reads the file again if it was changed; whether there are other keys now. Keys that cannot be
    /// read leave those of before.
    pub fn refresh(&self) -> bool {
        let Some(path) = &self.path else { return false };
        let stamp = stamp(path);
        if stamp == self.kept.read().stamp {
            return false;
        }
        let mut kept = self.kept.write();
        kept.stamp = stamp;
        match load(path) {
            Ok(keys) if keys.token_signing() == kept.keys.token_signing() => {
                tracing::info!(key = keys.newest_key(), "the secret file was read again");
                kept.keys = Arc::new(keys);
                true
            }
            Ok(_) => {
                tracing::warn!("the secret file is another installation's: it is not taken");
                false
            }
            Err(error) => {
                tracing::warn!(%error, "the keys of before are kept");
                false
            }
        }
    }

    /// Looks each second whether the file was changed, for ever.
    pub async fn keep_up(&self) {
        loop {
            tokio::time::sleep(LOOK).await;
            self.refresh();
        }
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.len(), file.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::super::{add_key, make};
    use super::*;

    #[test]
    fn a_rotation_reaches_whoever_serves() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wardbook.secret");
        make(&path).unwrap();
        let (one, other) = (KeyRing::of_file(&path).unwrap(), KeyRing::of_file(&path).unwrap());
        let old = one.seal("a", b"old").unwrap();
        let id = add_key(&path).unwrap();
        assert_eq!(one.seal("a", b"x").unwrap().key_id, old.key_id, "it has not looked yet");
        assert!(one.refresh() && !one.refresh());
        let new = one.seal("a", b"new").unwrap();
        assert_eq!(new.key_id, id);
        // One that has not looked yet does so for a key that it does not know.
        assert_eq!(other.open("a", &new).unwrap().as_slice(), b"new");
        assert_eq!(other.open("a", &old).unwrap().as_slice(), b"old");
        let foreign = Keys::generate().unwrap().seal("a", b"text").unwrap();
        assert!(matches!(other.open("a", &foreign), Err(OpenError::UnknownKey(_))));
    }

    #[test]
    fn a_file_that_is_no_good_leaves_the_keys_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wardbook.secret");
        make(&path).unwrap();
        let ring = KeyRing::of_file(&path).unwrap();
        let sealed = ring.seal("a", b"text").unwrap();
        fs::write(&path, "version = 1").unwrap();
        assert!(!ring.refresh());
        fs::remove_file(&path).unwrap();
        make(&path).unwrap();
        assert!(!ring.refresh(), "another installation's");
        assert_eq!(ring.open("a", &sealed).unwrap().as_slice(), b"text");
    }
}
