//! The keys of one installation, kept together in one secret file: the key that signs access
//! tokens, and the keys that seal what no list and no backup may show in clear.
//!
//! - [`Keys::seal`] and [`Keys::open`] encrypt and decrypt a text with XChaCha20-Poly1305. The
//!   context, such as the table and the case's id, is authenticated with it, so that a sealed text
//!   that was moved to another row does not open.
//! - The newest sealing key seals, all of them open: a new key is added in front of old data.
//! - [`add_key`] and [`forget_keys`] rotate the keys of a file; a [`KeyRing`] follows the file while a
//!   server runs. The key that signs tokens stays, and with it the audit trail's ([`ChainKey`]).
//! - [`load`] reads the file, [`make`] makes it, [`load_or_create`] does so where there is none yet.

mod chain;
mod file;
mod ring;
mod rotate;
mod seal;

use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use chain::ChainKey;
pub use file::{SecretFileError, load, load_or_create, make};
pub use ring::KeyRing;
pub use rotate::{KNOWN_AFTER, add_key, forget_keys};
pub use seal::{OpenError, SealError, Sealed};

/// The length of every key, in bytes.
const KEY_LENGTH: usize = 32;

type Key = Zeroizing<[u8; KEY_LENGTH]>;

/// All keys of an installation. They are wiped from memory when dropped.
pub struct Keys {
    token_signing: Key,
    sealing: Vec<SealingKey>,
}

struct SealingKey {
    id: String,
    key: Key,
}

impl Keys {
    /// New keys: one that signs tokens, one that seals.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn generate() -> Result<Self, SealError> {
        let mut id = [0; 4];
        fill_randomly(&mut id)?;
        let sealing = vec![SealingKey { id: hex::encode(id), key: new_key()? }];
        Ok(Self { token_signing: new_key()?, sealing })
    }

    /// The key that signs access tokens.
    #[must_use]
    pub fn token_signing(&self) -> &[u8] {
        self.token_signing.as_slice()
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn newest_key(&self) -> &str {
        self.sealing.last().map_or("", |sealing| sealing.id.as_str())
    }

    /// The ids of all sealing keys, the oldest first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.sealing.iter().map(|sealing| sealing.id.as_str())
    }

    /// A hash of a text that nobody without the keys can make or guess a text for, and that no
    /// other purpose shares: a key for rows that must not hold the text itself.
    #[must_use]
    pub fn fingerprint(&self, purpose: &str, text: &str) -> [u8; 32] {
        let purpose_key = keyed_hash(self.token_signing(), purpose.as_bytes());
        keyed_hash(&purpose_key, text.as_bytes())
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").finish_non_exhaustive()
    }
}

fn keyed_hash(key: &[u8], text: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length: the error of the trait's signature cannot occur.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| [0; 32],
        |mut hash| {
            hash.update(text);
            hash.finalize().into_bytes().into()
        },
    )
}

fn new_key() -> Result<Key, SealError> {
    let mut key = Key::default();
    fill_randomly(key.as_mut_slice())?;
    Ok(key)
}

fn fill_randomly(bytes: &mut [u8]) -> Result<(), SealError> {
    rand::rngs::SysRng.try_fill_bytes(bytes).map_err(|_| SealError::NoRandomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_depends_on_key_purpose_and_text() {
        let keys = Keys::generate().unwrap();
        let fingerprint = keys.fingerprint("sign-in", "li");
        assert_eq!(fingerprint, keys.fingerprint("sign-in", "li"));
        assert_ne!(fingerprint, keys.fingerprint("sign-in", "wang"));
        assert_ne!(fingerprint, keys.fingerprint("other", "li"));
        assert_ne!(fingerprint, Keys::generate().unwrap().fingerprint("sign-in", "li"));
    }

    #[test]
    fn keys_do_not_show_in_debug_output() {
        let keys = Keys::generate().unwrap();
        assert_eq!(format!("{keys:?}"), "Keys { .. }");
    }
}
