//! The key under which the audit trail is sealed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Key, Keys, keyed_hash};

/// The key of the audit trail's seals. It is derived from the key that signs access tokens, which
/// a rotation of sealing keys leaves as it is: an old seal is checked by the same key for ever.
pub struct ChainKey {
    id: String,
    key: Key,
}

impl Keys {
    /// The key that seals the audit trail.
    #[must_use]
    pub fn chain_key(&self) -> ChainKey {
        let key = Key::new(keyed_hash(self.token_signing(), b"audit chain"));
        let id = keyed_hash(key.as_slice(), b"id");
        ChainKey { id: hex::encode(&id[..4]), key }
    }

    /// What tells these keys from another installation's, and nothing of the keys themselves.
    #[must_use]
    pub fn installation(&self) -> String {
        hex::encode(&self.fingerprint("installation", "")[..8])
    }
}

impl ChainKey {
    /// What a seal names its key by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A hash that nobody without the key can make. Each part is written with its length, and none
    /// unlike an empty one, so that no two lists of parts are hashed alike.
    #[must_use]
    pub fn hash<'a>(&self, parts: impl IntoIterator<Item = Option<&'a [u8]>>) -> [u8; 32] {
        // HMAC takes a key of any length: the error of the trait's signature cannot occur.
        let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(self.key.as_slice()) else {
            return [0; 32];
        };
        for part in parts {
            match part {
                None => hash.update(&[0]),
                Some(bytes) => {
                    hash.update(&[1]);
                    hash.update(&(bytes.len() as u64).to_be_bytes());
                    hash.update(bytes);
                }
            }
        }
        hash.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_differ_are_hashed_unlike() {
        let key = Keys::generate().unwrap().chain_key();
        let hash = |parts: &[Option<&[u8]>]| key.hash(parts.iter().copied());
        let (a, b, ab, empty) =
            (Some(&b"a"[..]), Some(&b"b"[..]), Some(&b"ab"[..]), Some(&b""[..]));
        let all = [
            hash(&[a, b]),
            hash(&[b, a]),
            hash(&[ab]),
            hash(&[ab, None]),
            hash(&[ab, empty]),
            hash(&[None, ab]),
            hash(&[]),
        ];
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn each_installation_has_a_key_of_its_own_that_is_always_the_same() {
        let (one, other) = (Keys::generate().unwrap(), Keys::generate().unwrap());
        assert_eq!(one.chain_key().hash([None]), one.chain_key().hash([None]));
        assert_eq!(one.chain_key().id(), one.chain_key().id());
        assert_ne!(one.chain_key().hash([None]), other.chain_key().hash([None]));
        assert_ne!(one.chain_key().id(), other.chain_key().id());
        assert_ne!(one.installation(), other.installation());
    }
}
