//! API tokens as texts: `wb_`, and 256 random bits with a checksum in base64url. Whoever scans for
//! secrets knows them by that, and so does this program, which asks the database for no other text.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRng;
use rand::rngs::{SysError, SysRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::policy::TokenHash;

/// What every API token begins with.
const PREFIX: &str = "wb_";

const RANDOM: usize = 32;
const CHECKSUM: usize = 4;

/// A new token and the hash that it is kept under.
///
/// # Errors
/// The system has no randomness to give.
pub fn made() -> Result<(Zeroizing<String>, TokenHash), SysError> {
    let mut bits = Zeroizing::new([0; RANDOM]);
    SysRng.try_fill_bytes(bits.as_mut())?;
    Ok((Zeroizing::new(written(&bits)), hash_of(&bits)))
}

/// Whether a text claims to be an API token: no other credential begins so.
pub(super) fn is_like(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The hash of what may be an API token; none where the text cannot be one.
pub(super) fn read(text: &str) -> Option<TokenHash> {
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?);
    let (bits, sum) = bytes.split_first_chunk::<RANDOM>()?;
    (sum == checksum(bits)).then(|| hash_of(bits))
}

fn written(bits: &[u8; RANDOM]) -> String {
    let bytes = Zeroizing::new([bits.as_slice(), &checksum(bits)].concat());
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(&*bytes))
}

/// It tells mistyped tokens from others, and proves nothing.
fn checksum(bits: &[u8; RANDOM]) -> [u8; CHECKSUM] {
    let digest = Sha256::new().chain_update(PREFIX).chain_update(bits).finalize();
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&digest[..CHECKSUM]);
    sum
}

fn hash_of(bits: &[u8; RANDOM]) -> TokenHash {
    Sha256::digest(bits).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_made_and_no_other_text_is() {
        let (token, hash) = made().unwrap();
        assert_eq!(token.len(), PREFIX.len() + 48);
        assert_eq!(read(&token), Some(hash));
        for other in ["", PREFIX, &token[1..], &token[..50], &format!("{}=", *token)] {
            assert_eq!(read(other), None, "{other}");
        }
        assert_ne!(made().unwrap().1, hash);
    }

    proptest! {
        #[test]
        fn a_mistyped_token_is_none(at in PREFIX.len()..51_usize, letter in "[A-Za-z0-9_-]") {
            let token = made().unwrap().0;
            let mut mistyped = token.to_string();
            mistyped.replace_range(at..=at, &letter);
            prop_assert_eq!(read(&mistyped).is_some(), mistyped == *token);
        }

        #[test]
        fn any_text_is_read_or_not(text in ".{0,80}") {
            let _ = read(&text);
        }
    }
}
