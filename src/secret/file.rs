//! The secret file: TOML, one version, made once; a rotation of its keys alone replaces it.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{Key, Keys, SealError, SealingKey};

const VERSION: u32 = 1;

const HEADER: &str = "\
# The keys of one wardbook installation. Whoever reads this file can sign in as anybody and open
# what is sealed; without it, what is sealed is lost. Keep it to yourself, and keep a copy.
# The last sealing key seals; all of them open.

";

/// Why the secret file could not be used; each says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// It could not be read.
    #[error("cannot read the secret file {0}: {1}")]
    Unreadable(PathBuf, io::Error),
    /// It could not be made.
    #[error("cannot make the secret file {0}: {1}")]
    Unwritable(PathBuf, io::Error),
    /// It was to be made, and is there already.
    #[error("the secret file {0} is there already: it is never overwritten")]
    Exists(PathBuf),
    /// Others than its owner may read or write it.
    #[error(
        "the secret file {0} is open to others (mode {1:04o}): make it the owner's alone, \
         by `chmod 600`"
    )]
    OpenToOthers(PathBuf, u32),
    /// It does not hold what it must.
    #[error("the secret file {0} is not valid: {1}")]
    Invalid(PathBuf, String),
    /// It was changed so recently that a server may not know it yet.
    #[error(
        "the secret file {0} was changed just now, and servers may still seal under the old keys: \
         try again in {1} s"
    )]
    TooNew(PathBuf, u64),
    /// No new keys could be made.
    #[error("cannot make new keys: {0}")]
    NoKeys(#[from] SealError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    version: u32,
    token_signing: Zeroizing<String>,
    sealing: Vec<SealingEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealingEntry {
    id: String,
    key: Zeroizing<String>,
}

/// Reads the keys from the secret file.
///
/// # Errors
/// It is not there, it is open to others, or it is not what a secret file must be.
pub fn load(path: &Path) -> Result<Keys, SecretFileError> {
    let unreadable = |error| SecretFileError::Unreadable(path.into(), error);
    refuse_if_open_to_others(path, &fs::metadata(path).map_err(unreadable)?)?;
    let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
    parse(&text).map_err(|problem| SecretFileError::Invalid(path.into(), problem))
}

/// Reads the keys from the secret file, which is made with new keys if there is none. A file that
/// is there is never changed; of several processes that start at once, all take the same file.
///
/// # Errors
/// As [`load`], or it cannot be made.
pub fn load_or_create(path: &Path) -> Result<Keys, SecretFileError> {
    if !path.exists() {
        match make(path) {
            Err(SecretFileError::Exists(_)) => {}
            made => made?,
        }
    }
    load(path)
}

/// Makes a secret file with new keys.
///
/// # Errors
/// It is there already, or cannot be made.
pub fn make(path: &Path) -> Result<(), SecretFileError> {
    create(path, &Keys::generate()?).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => SecretFileError::Exists(path.into()),
        _ => SecretFileError::Unwritable(path.into(), error),
    })
}

/// Writes a whole file beside the place, then names it: nobody ever reads half of it.
fn create(path: &Path, keys: &Keys) -> io::Result<()> {
    let directory = folder_of(path);
    write_in(directory, keys)?.persist_noclobber(path)?;
    #[cfg(unix)]
    fs::File::open(directory)?.sync_all()?;
    Ok(())
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A whole secret file in a folder, which has no name of its own yet.
pub(super) fn write_in(folder: &Path, keys: &Keys) -> io::Result<tempfile::NamedTempFile> {
    // The mode of a temporary file is 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(HEADER.as_bytes())?;
    file.write_all(render(keys)?.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn render(keys: &Keys) -> io::Result<Zeroizing<String>> {
    let contents = Contents {
        version: VERSION,
        token_signing: encode(&keys.token_signing),
        sealing: keys
            .sealing
            .iter()
            .map(|sealing| SealingEntry { id: sealing.id.clone(), key: encode(&sealing.key) })
            .collect(),
    };
    toml::to_string(&contents).map(Zeroizing::new).map_err(io::Error::other)
}

/// The keys of a file's text; a problem never repeats what the file holds.
fn parse(text: &str) -> Result<Keys, String> {
    let contents: Contents = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        format!("line {line} is not what a secret file has there")
    })?;
    if contents.version != VERSION {
        let version = contents.version;
        return Err(format!("its version is {version}, and this program knows {VERSION}"));
    }
    let token_signing = decode("token_signing", &contents.token_signing)?;
    let mut ids = HashSet::new();
    let mut sealing = Vec::new();
    for SealingEntry { id, key } in contents.sealing {
        let key = decode(&format!("the sealing key `{id}`"), &key)?;
        if id.is_empty() || !ids.insert(id.clone()) {
            return Err(format!("each sealing key needs an id of its own, and `{id}` is not"));
        }
        sealing.push(SealingKey { id, key });
    }
    if sealing.is_empty() {
        return Err("it needs one sealing key at least".into());
    }
    Ok(Keys { token_signing, sealing })
}

fn encode(key: &Key) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(key.as_slice()))
}

fn decode(name: &str, text: &str) -> Result<Key, String> {
    let mut bytes = STANDARD.decode(text).unwrap_or_default();
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map(Zeroizing::new);
    bytes.zeroize();
    key.map_err(|_| format!("{name} must be 32 bytes in base64"))
}

#[cfg(unix)]
fn refuse_if_open_to_others(path: &Path, metadata: &fs::Metadata) -> Result<(), SecretFileError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretFileError::OpenToOthers(path.into(), mode)) }
}

#[cfg(not(unix))]
fn refuse_if_open_to_others(_: &Path, _: &fs::Metadata) -> Result<(), SecretFileError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_file_is_made_once_and_then_kept() {
        let directory = directory();
        let path = directory.path().join("wardbook.secret");
        let made = load_or_create(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let read = load_or_create(&path).unwrap();
        assert_eq!(made.token_signing(), read.token_signing());
        assert_eq!(text, fs::read_to_string(&path).unwrap());
        let sealed = made.seal("a", b"text").unwrap();
        assert_eq!(read.open("a", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn all_who_start_at_once_take_the_same_file() {
        let directory = directory();
        let path = directory.path().join("wardbook.secret");
        let keys: HashSet<Vec<u8>> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| load_or_create(&path).unwrap().token_signing().to_vec()))
                .collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert_eq!(keys.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = directory();
        let path = directory.path().join("wardbook.secret");
        load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let message = load(&path).unwrap_err().to_string();
        assert!(message.contains("mode 0640"), "{message}");
        assert!(message.contains("chmod 600"), "{message}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        load(&path).unwrap();
    }

    #[test]
    fn what_is_wrong_is_said_without_showing_a_key() {
        let keys = Keys::generate().unwrap();
        let good = render(&keys).unwrap();
        let signing = encode(&keys.token_signing);
        let cases = [
            (good.replace("version = 1", "version = 2"), "version is 2"),
            (good.replace("version = 1\n", ""), "line 1"),
            (good.replace(signing.as_str(), "dG9vIHNob3J0"), "token_signing must be 32 bytes"),
            (good.replace("[[sealing]]", "[[seals]]"), "line"),
            (format!("{}\n{}", *good, &good[good.find("[[").unwrap()..]), "an id of its own"),
            (good[..good.find("[[").unwrap()].to_owned() + "sealing = []", "one sealing key"),
        ];
        for (text, expected) in cases {
            let problem = parse(&text).err().unwrap();
            assert!(problem.contains(expected), "{problem}");
            assert!(!problem.contains(signing.as_str()), "{problem}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = load(Path::new("/nowhere/wardbook.secret")).unwrap_err().to_string();
        assert!(message.starts_with("cannot read the secret file /nowhere/wardbook.secret"));
        let message = load_or_create(Path::new("/nowhere/wardbook.secret")).unwrap_err();
        assert!(message.to_string().starts_with("cannot make the secret file"));
    }
}
