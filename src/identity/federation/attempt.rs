//! A sign-in under way, as the browser carries it: sealed, so that nobody else makes or reads one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::secret::{KeyRing, SealError, Sealed};

/// What is remembered of somebody who was sent to the provider.
#[derive(Serialize, Deserialize)]
pub(super) struct Attempt {
    /// Comes back with them.
    pub(super) state: String,
    /// Comes back in the ID token.
    pub(super) nonce: String,
    /// Shows that the code is exchanged by who asked for it.
    pub(super) verifier: String,
    /// Until when they may come back, in seconds since 1970.
    pub(super) until: i64,
}

/// What ties the code that a page is given to the browser that it was given in.
#[derive(Serialize, Deserialize)]
pub(super) struct Browser {
    /// Nobody else knows it.
    pub(super) secret: String,
}

/// A kind of what a browser carries; the one is never taken for the other.
pub(super) trait Carried: Serialize + DeserializeOwned {
    /// What it is sealed for.
    const CONTEXT: &'static str;
}

impl Carried for Attempt {
    const CONTEXT: &'static str = "sign-in under way";
}

impl Carried for Browser {
    const CONTEXT: &'static str = "sign-in handed over";
}

/// The text that a browser carries.
pub(super) fn seal<T: Carried>(keys: &KeyRing, carried: &T) -> Result<String, SealError> {
    let plain = serde_json::to_vec(carried).map_err(|_| SealError::TooLong)?;
    let Sealed { key_id, bytes } = keys.seal(T::CONTEXT, &plain)?;
    Ok(format!("{key_id}.{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// What a browser carries, if it is ours and of this kind.
pub(super) fn open<T: Carried>(keys: &KeyRing, text: &str) -> Option<T> {
    let (key_id, bytes) = text.split_once('.')?;
    let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
    let plain = keys.open(T::CONTEXT, &Sealed { key_id: key_id.to_owned(), bytes }).ok()?;
    serde_json::from_slice(&plain).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::secret::Keys;

    #[test]
    fn only_what_was_sealed_here_for_this_opens() {
        let ring = || KeyRing::fixed(Arc::new(Keys::generate().unwrap()));
        let keys = ring();
        let browser = Browser { secret: "s".to_owned() };
        let text = seal(&keys, &browser).unwrap();
        assert_eq!(open::<Browser>(&keys, &text).unwrap().secret, "s");
        assert!(open::<Attempt>(&keys, &text).is_none(), "another kind");
        assert!(open::<Browser>(&ring(), &text).is_none(), "another installation");
        for bad in ["", ".", "a.b", &text[1..], &text[..text.len() - 2]] {
            assert!(open::<Browser>(&keys, bad).is_none(), "{bad}");
        }
    }
}
