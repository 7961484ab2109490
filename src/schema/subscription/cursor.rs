//! Cursors of subscriptions: sealed places, of which nobody can tell how much happens elsewhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::{KeyRing, OpenError, Sealed};
use crate::store::{Place, StoreError};

/// What cursors are sealed for.
const CONTEXT: &str = "cursors of subscriptions";

/// How many bytes a sealed place has: a nonce, its two numbers, a tag.
const LENGTH: usize = 24 + 16 + 16;

/// The cursor of a place.
///
/// # Errors
/// The system has no randomness to give.
pub(super) fn write(place: Place, keys: &KeyRing) -> Result<String, StoreError> {
    let Place { transaction, position } = place;
    let plain = [transaction.to_be_bytes(), position.to_be_bytes()].concat();
    let sealed = keys.seal(CONTEXT, &plain);
    let Sealed { key_id, bytes } = sealed.map_err(|e| StoreError::Failed(e.to_string()))?;
    Ok(format!("{key_id}.{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// Why a cursor names no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// What sealed it is no longer kept.
    Forgotten,
    /// It is none of ours.
    NoCursor,
}

/// The place of a cursor.
pub(super) fn read(cursor: &str, keys: &KeyRing) -> Result<Place, NoPlace> {
    let (key_id, bytes) = cursor.split_once('.').ok_or(NoPlace::NoCursor)?;
    let bytes = URL_SAFE_NO_PAD.decode(bytes).map_err(|_| NoPlace::NoCursor)?;
    let is_whole = bytes.len() == LENGTH && is_key_id(key_id);
    let plain = match keys.open(CONTEXT, &Sealed { key_id: key_id.to_owned(), bytes }) {
        Ok(plain) => plain,
        Err(OpenError::UnknownKey(_)) if is_whole => return Err(NoPlace::Forgotten),
        Err(_) => return Err(NoPlace::NoCursor),
    };
    let number = |from: usize| plain.get(from..from + 8)?.try_into().ok().map(i64::from_be_bytes);
    let place = || Some(Place { transaction: number(0)?, position: number(8)? });
    place().filter(|_| plain.len() == 16).ok_or(NoPlace::NoCursor)
}

/// Whether a text is such an id as each sealing key is made with.
fn is_key_id(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::secret::{KNOWN_AFTER, add_key, forget_keys, make};

    #[test]
    fn a_cursor_is_good_until_its_key_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wardbook.secret");
        make(&path).unwrap();
        let keys = KeyRing::of_file(&path).unwrap();
        let place = Place { transaction: 7, position: i64::MAX };
        let cursor = write(place, &keys).unwrap();
        let old = keys.keys().newest_key().to_owned();
        add_key(&path).unwrap();
        keys.refresh();
        assert_eq!(read(&cursor, &keys), Ok(place), "the old key is kept beside the new one");
        let file = std::fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - KNOWN_AFTER * 2).unwrap();
        forget_keys(&path, &[old]).unwrap();
        keys.refresh();
        assert_eq!(read(&cursor, &keys), Err(NoPlace::Forgotten));
        let new = write(place, &keys).unwrap();
        assert_eq!(read(&new, &keys), Ok(place));
        assert_eq!(read(&new[..new.len() - 2], &keys), Err(NoPlace::NoCursor));
        assert_eq!(read(&cursor[..cursor.len() - 2], &keys), Err(NoPlace::NoCursor));
    }
}
