//! Passwords: argon2id, one amount of work whether or not there is such a user.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{self, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use rand::TryRng;
use rand::rngs::SysRng;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Memory in KiB, passes and lanes, as OWASP's cheat sheet on password storage has them.
const COSTS: (u32, u32, u32) = (19 * 1024, 2, 1);

/// How long a sign-in waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The hash of a password, as a PHC string. It takes some ten milliseconds and 19 MiB: not for an
/// asynchronous task.
///
/// # Errors
/// The system has no randomness to give.
pub fn hash(password: &str) -> Result<String, password_hash::Error> {
    Ok(hasher()?.hash_password(password.as_bytes())?.to_string())
}

/// The letters of made passwords: none is easily taken for another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyzR23456789";

/// A password of 20 letters, so 100 random bits.
///
/// # Errors
/// The system has no randomness to give.
pub fn made() -> Result<Zeroizing<String>, rand::rngs::SysError> {
    let mut bytes = Zeroizing::new([0; 20]);
    SysRng.try_fill_bytes(bytes.as_mut())?;
    Ok(Zeroizing::new(from_bytes(bytes.as_ref())))
}

/// A password of one letter for each byte, of which five bits count.
pub(crate) fn from_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect()
}

fn hasher() -> Result<Argon2<'static>, password_hash::Error> {
    let (memory, passes, lanes) = COSTS;
    let params = Params::new(memory, passes, lanes, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Verifies passwords, a few at a time, so that sign-ins leave the machine to everybody else.
pub(super) struct Verifier {
    places: Arc<Semaphore>,
    /// Verified against where there is no hash, for the work's sake.
    dummy: Arc<str>,
}

/// A turn to verify one password.
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    dummy: Arc<str>,
}

/// Too many sign-ins wait already.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Busy;

impl Verifier {
    /// A verifier of so many passwords at a time.
    pub(super) fn new(places: usize) -> Result<Self, password_hash::Error> {
        let dummy = hash("no user has this hash")?.into();
        Ok(Self { places: Arc::new(Semaphore::new(places)), dummy })
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self) -> Result<Turn, Busy> {
        let place = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(LONGEST_WAIT, place).await {
            Ok(Ok(place)) => Ok(Turn { _place: place, dummy: Arc::clone(&self.dummy) }),
            Ok(Err(_)) | Err(_) => Err(Busy),
        }
    }
}

impl Turn {
    /// Whether the password is the one that was hashed; never, where there is no hash.
    pub(super) async fn verify(&self, password: Zeroizing<String>, hash: Option<String>) -> bool {
        let dummy = Arc::clone(&self.dummy);
        let verification = tokio::task::spawn_blocking(move || {
            let fits = matches(&password, hash.as_deref().unwrap_or(&dummy));
            fits && hash.is_some()
        });
        verification.await.unwrap_or(false)
    }
}

fn matches(password: &str, hash: &str) -> bool {
    let verified = PasswordHash::new(hash)
        .map_err(password_hash::Error::from)
        .and_then(|hash| hasher()?.verify_password(password.as_bytes(), &hash));
    match verified {
        Ok(()) => true,
        Err(password_hash::Error::PasswordInvalid) => false,
        Err(error) => {
            tracing::error!(%error, "a user's password hash cannot be verified");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(password: &str) -> Zeroizing<String> {
        Zeroizing::new(password.into())
    }

    #[tokio::test]
    async fn only_the_password_itself_fits() {
        let verifier = Verifier::new(1).unwrap();
        let turn = verifier.turn().await.unwrap();
        let hash = Some(hash("正确 horse").unwrap());
        assert!(turn.verify(secret("正确 horse"), hash.clone()).await);
        assert!(!turn.verify(secret("正确 horse "), hash.clone()).await);
        assert!(!turn.verify(secret(""), hash).await);
    }

    #[tokio::test]
    async fn without_a_hash_nothing_fits() {
        let verifier = Verifier::new(1).unwrap();
        let turn = verifier.turn().await.unwrap();
        assert!(!turn.verify(secret("no user has this hash"), None).await);
        assert!(!turn.verify(secret(""), Some("not a hash".into())).await);
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_waits_too_long_is_sent_away() {
        let verifier = Verifier::new(1).unwrap();
        let _first = verifier.turn().await.unwrap();
        assert!(matches!(verifier.turn().await, Err(Busy)));
    }

    #[test]
    fn a_hash_is_argon2id_with_the_recommended_costs() {
        let hash = hash("password").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
