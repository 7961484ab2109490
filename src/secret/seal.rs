//! Sealing: authenticated encryption under the installation's keys.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{Key, Keys, SealingKey, fill_randomly};

/// The length of the random nonce in front of each ciphertext, in bytes.
const NONCE_LENGTH: usize = 24;

/// A text that only the installation's keys open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which sealing key it was sealed with.
    pub key_id: String,
    /// The nonce (24 bytes), the ciphertext and its tag (16 bytes).
    pub bytes: Vec<u8>,
}

/// Why something could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is no key to seal with.
    #[error("the secret file holds no sealing key")]
    NoKey,
    /// The system has no randomness to give.
    #[error("the system has no randomness to give")]
    NoRandomness,
    /// The text is longer than the cipher takes (256 GB).
    #[error("the text is too long to be sealed")]
    TooLong,
}

/// Why a sealed text could not be opened. None of them says anything of the text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The secret file lacks the key.
    #[error("the secret file has no sealing key `{0}`")]
    UnknownKey(String),
    /// It was changed, or it was sealed for another place.
    #[error("the sealed text was changed, or it belongs elsewhere")]
    NotGenuine,
}

impl Keys {
    /// Seals a text for one place: the same context must be given to open it.
    ///
    /// # Errors
    /// There is no key or no randomness, or the text is too long.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Sealed, SealError> {
        let SealingKey { id, key } = self.sealing.last().ok_or(SealError::NoKey)?;
        let mut nonce = [0; NONCE_LENGTH];
        fill_randomly(&mut nonce)?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let ciphertext =
            cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::TooLong)?;
        Ok(Sealed { key_id: id.clone(), bytes: [nonce.as_slice(), &ciphertext].concat() })
    }

    /// Opens what was sealed for the same context; what it gives is wiped when dropped.
    ///
    /// # Errors
    /// The key is not in the secret file, or the sealed text is not genuine.
    pub fn open(&self, context: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let key = self
            .sealing
            .iter()
            .find(|sealing| sealing.id == sealed.key_id)
            .ok_or_else(|| OpenError::UnknownKey(sealed.key_id.clone()))?;
        let (nonce, ciphertext) =
            sealed.bytes.split_first_chunk::<NONCE_LENGTH>().ok_or(OpenError::NotGenuine)?;
        let payload = Payload { msg: ciphertext, aad: context.as_bytes() };
        cipher(&key.key)
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| OpenError::NotGenuine)
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::new_key;
    use super::*;

    proptest! {
        #[test]
        fn what_was_sealed_opens(context: String, plain: Vec<u8>) {
            let keys = Keys::generate().unwrap();
            let sealed = keys.seal(&context, &plain).unwrap();
            let opened = keys.open(&context, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
        }

        #[test]
        fn a_changed_byte_does_not_open(plain: Vec<u8>, at: prop::sample::Index, bit in 0..8) {
            let keys = Keys::generate().unwrap();
            let mut sealed = keys.seal("reporters/1", &plain).unwrap();
            let at = at.index(sealed.bytes.len());
            sealed.bytes[at] ^= 1_u8 << bit;
            prop_assert_eq!(keys.open("reporters/1", &sealed), Err(OpenError::NotGenuine));
        }

        #[test]
        fn a_cut_text_does_not_open(plain: Vec<u8>, at: prop::sample::Index) {
            let keys = Keys::generate().unwrap();
            let mut sealed = keys.seal("reporters/1", &plain).unwrap();
            sealed.bytes.truncate(at.index(sealed.bytes.len()));
            prop_assert_eq!(keys.open("reporters/1", &sealed), Err(OpenError::NotGenuine));
        }

        #[test]
        fn another_context_does_not_open(here: String, there: String, plain: Vec<u8>) {
            prop_assume!(here != there);
            let keys = Keys::generate().unwrap();
            let sealed = keys.seal(&here, &plain).unwrap();
            prop_assert_eq!(keys.open(&there, &sealed), Err(OpenError::NotGenuine));
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let keys = Keys::generate().unwrap();
        assert_ne!(keys.seal("a", b"text").unwrap(), keys.seal("a", b"text").unwrap());
    }

    #[test]
    fn the_newest_key_seals_and_older_ones_still_open() {
        let mut keys = Keys::generate().unwrap();
        let old = keys.seal("a", b"old").unwrap();
        keys.sealing.push(SealingKey { id: "newest".into(), key: new_key().unwrap() });
        let new = keys.seal("a", b"new").unwrap();
        assert_eq!(new.key_id, "newest");
        assert_eq!(keys.open("a", &old).unwrap().as_slice(), b"old");
        assert_eq!(keys.open("a", &new).unwrap().as_slice(), b"new");
    }

    #[test]
    fn foreign_keys_do_not_open() {
        let keys = Keys::generate().unwrap();
        let mut sealed = Keys::generate().unwrap().seal("a", b"text").unwrap();
        let unknown = OpenError::UnknownKey(sealed.key_id.clone());
        assert_eq!(keys.open("a", &sealed), Err(unknown));
        sealed.key_id = keys.sealing[0].id.clone();
        assert_eq!(keys.open("a", &sealed), Err(OpenError::NotGenuine));
    }
}
