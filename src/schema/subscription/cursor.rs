//! Cursors of subscriptions: sealed places, of which nobody can tell how much happens elsewhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::{KeyRing, Sealed};
use crate::store::{Place, StoreError};

/// What cursors are sealed for.
const CONTEXT: &str = "cursors of subscriptions";

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

/// The place of a cursor; none where it is none of ours, or its key is forgotten.
pub(super) fn read(cursor: &str, keys: &KeyRing) -> Option<Place> {
    let (key_id, bytes) = cursor.split_once('.')?;
    let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
    let plain = keys.open(CONTEXT, &Sealed { key_id: key_id.to_owned(), bytes }).ok()?;
    let number = |from: usize| plain.get(from..from + 8)?.try_into().ok().map(i64::from_be_bytes);
    (plain.len() == 16).then_some(Place { transaction: number(0)?, position: number(8)? })
}
