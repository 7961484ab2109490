//! Signing in, going on, signing out, and telling who holds a token.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::api_token;
use super::by_token::ShownTokens;
use super::federation::Federated;
use super::password::{Busy, Verifier};
use super::throttle::{FORGOTTEN_AFTER, blocked_until, seconds_until};
use super::token::AccessTokens;
use crate::config::TokenLifetimes;
use crate::error::{Code, Error, Message};
use crate::policy::{Authorizer, Grants, SourceError, TokenHash};
use crate::secret::Keys;
use crate::store::{Renewal, SignIn, Store, StoreError};

/// Tells who is asking.
pub struct Identity {
    pub(super) store: Store,
    pub(super) authorizer: Arc<Authorizer>,
    keys: Arc<Keys>,
    passwords: Verifier,
    access_tokens: AccessTokens,
    pub(super) session_lifetime: Duration,
    pub(super) federated: Option<Box<Federated>>,
    pub(super) shown: ShownTokens,
}

/// What signing in gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// Good for requests, until it expires.
    pub access_token: String,
    /// How long the access token is good.
    pub expires_in: Duration,
    /// Good once, for the next pair.
    pub refresh_token: String,
    /// Whether the password must be changed before anything else is done.
    pub password_must_change: bool,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The password, the token or the user is not good; which of them is not said.
    #[error("not a good credential")]
    Unauthenticated,
    /// Too many failures, or too many at once.
    #[error("too many attempts")]
    RateLimited {
        /// After how many seconds to try again.
        retry_after: u64,
    },
    /// Nobody can tell for now.
    #[error(transparent)]
    Policy(#[from] SourceError),
    /// Nobody can tell for now.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The issuer of the token is out of reach.
    #[error("the issuer of the token is out of reach")]
    Unavailable,
    /// A fault of the machine's, such as no randomness.
    #[error("{0}")]
    Fault(&'static str),
}

impl Identity {
    /// Tells who is asking, by what the store and the policy know.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn new(
        store: Store,
        authorizer: Arc<Authorizer>,
        keys: Arc<Keys>,
        lifetimes: TokenLifetimes,
    ) -> Result<Self, Refusal> {
        let places = available_parallelism().map_or(1, usize::from);
        Ok(Self {
            store,
            authorizer,
            passwords: Verifier::new(places).map_err(|_| Refusal::Fault("no randomness"))?,
            access_tokens: AccessTokens::new(keys.token_signing(), lifetimes.access),
            session_lifetime: lifetimes.refresh,
            shown: ShownTokens::new(),
            federated: None,
            keys,
        })
    }

    /// What the holder of a bearer token may do: an access token or an API token.
    ///
    /// # Errors
    /// The token is not good, or the policy cannot tell.
    pub async fn authenticate(&self, token: &str) -> Result<Arc<Grants>, Refusal> {
        Ok(self.authenticate_until(token).await?.0)
    }

    /// What the holder of a bearer token may do, and until when the token is good.
    ///
    /// # Errors
    /// The token is not good, or the policy cannot tell.
    pub async fn authenticate_until(
        &self,
        token: &str,
    ) -> Result<(Arc<Grants>, DateTime<Utc>), Refusal> {
        if api_token::is_like(token) {
            // Boxed: most requests show another credential, and are moved without all this takes.
            return Box::pin(self.by_api_token(token)).await;
        }
        let Some(holder) = self.access_tokens.read(token, Utc::now()) else {
            return Box::pin(self.vouched_for(token)).await;
        };
        let mut grants = self.authorizer.grants(holder.user).await?;
        // A session that went on a moment ago knows of the change that is yet to be heard of.
        if grants.as_ref().is_some_and(|known| known.token_version() < holder.token_version) {
            grants = self.authorizer.grants_of_now(holder.user).await?;
        }
        let grants = grants
            .filter(|grants| grants.is_active() && grants.token_version() == holder.token_version)
            .ok_or(Refusal::Unauthenticated)?;
        let until = holder.good_until().ok_or(Refusal::Unauthenticated)?;
        Ok((Arc::new(grants.of_session(holder.session)), until))
    }

    /// The grants of a user whose right was shown otherwise, such as by an address signed for them, or for an
    /// API token of theirs; none where there is no such user, or no longer.
    ///
    /// # Errors
    /// The policy cannot tell.
    pub async fn grants(
        &self,
        viewer: Uuid,
        token: Option<TokenHash>,
    ) -> Result<Option<Arc<Grants>>, Refusal> {
        let grants = match token {
            None => self.authorizer.grants(viewer).await?,
            Some(hash) => self.by_kept_token(hash).await?,
        };
        let is_theirs = |grants: &Arc<Grants>| grants.is_active() && grants.user_id() == viewer;
        Ok(grants.filter(is_theirs))
    }

    /// Starts a session for whoever knows the password.
    ///
    /// # Errors
    /// The user or the password is not good, there were too many failures, or the store fails.
    pub async fn sign_in(
        &self,
        username: &str,
        password: Zeroizing<String>,
    ) -> Result<TokenPair, Refusal> {
        let key = hex::encode(self.keys.fingerprint("login failures", username));
        // Whoever waits here looks for failures only when it is their turn, so that guesses sent
        // all at once are delayed like any others.
        let turn = self.passwords.turn().await?;
        let failures = self.store.login_failures(&key).await?;
        let now = Utc::now();
        let until = failures.as_ref().and_then(|failures| failures.blocked_until);
        if let Some(retry_after) = until.and_then(|until| seconds_until(until, now)) {
            return Err(Refusal::RateLimited { retry_after });
        }
        let user = self.store.sign_in(username).await?.filter(|user| user.active);
        let hash = user.as_ref().and_then(|user| user.password_hash.clone());
        let is_right = turn.verify(password, hash).await;
        let now = Utc::now();
        if let Some(user) = user.filter(|_| is_right) {
            if failures.is_some() {
                self.store.forget_login_failures(&key).await?;
            }
            return self.start_session(&user).await;
        }
        let delay = |failures| blocked_until(failures, now);
        self.store.count_login_failure(&key, now, now - FORGOTTEN_AFTER, delay).await?;
        Err(Refusal::Unauthenticated)
    }

    async fn start_session(&self, user: &SignIn) -> Result<TokenPair, Refusal> {
        let until = Utc::now() + self.session_lifetime;
        self.start_session_until(user.user, user.token_version, until).await
    }

    /// Starts a session that ends at this moment, however often its tokens are refreshed.
    pub(super) async fn start_session_until(
        &self,
        user: Uuid,
        token_version: i32,
        until: DateTime<Utc>,
    ) -> Result<TokenPair, Refusal> {
        let refresh_token = new_secret()?;
        let life = (Utc::now(), until);
        let token = hash_of(&refresh_token);
        let session = self.store.start_session(user, token_version, token, life).await?;
        let session = session.ok_or(Refusal::Unauthenticated)?;
        self.pair(&session, refresh_token)
    }

    /// Exchanges a refresh token, which is then used up, for the next pair.
    ///
    /// # Errors
    /// The token is not good, in which case its session ends, or the store fails.
    pub async fn refresh(&self, refresh_token: &str) -> Result<TokenPair, Refusal> {
        let next = new_secret()?;
        let now = Utc::now();
        let life = (now, now + self.session_lifetime);
        let renewal =
            self.store.renew_session(hash_of(refresh_token), hash_of(&next), life).await?;
        let renewal = renewal.ok_or(Refusal::Unauthenticated)?;
        self.pair(&renewal, next)
    }

    /// Ends the session of a refresh token. A token that is not good ends nothing.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_out(&self, refresh_token: &str) -> Result<(), Refusal> {
        Ok(self.store.end_session(hash_of(refresh_token), Utc::now()).await?)
    }

    /// Forgets expired sessions and old failures, for ever, once an hour.
    pub async fn keep_house(&self) {
        self.ask_provider().await;
        let mut hours = tokio::time::interval(Duration::from_secs(60 * 60));
        loop {
            hours.tick().await;
            let now = Utc::now();
            let sessions = self.store.forget_expired_sessions(now).await;
            let failures = self.store.forget_login_failures_before(now - FORGOTTEN_AFTER).await;
            let sign_ins = self.store.forget_old_sign_ins(now).await;
            for error in [sessions.err(), failures.err(), sign_ins.err()].into_iter().flatten() {
                tracing::warn!(%error, "expired sessions and old failures stay for another hour");
            }
        }
    }

    fn pair(&self, of: &Renewal, refresh_token: String) -> Result<TokenPair, Refusal> {
        let access_token = self
            .access_tokens
            .issue(of.user, of.token_version, Some(of.session), Utc::now())
            .map_err(|_| Refusal::Fault("an access token could not be signed"))?;
        Ok(TokenPair {
            access_token,
            expires_in: self.access_tokens.lifetime(),
            refresh_token,
            password_must_change: of.password_must_change,
        })
    }
}

/// 256 random bits, as text.
pub(super) fn new_secret() -> Result<String, Refusal> {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| Refusal::Fault("no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn hash_of(refresh_token: &str) -> [u8; 32] {
    Sha256::digest(refresh_token).into()
}

impl From<Busy> for Refusal {
    fn from(_: Busy) -> Self {
        Self::RateLimited { retry_after: 1 }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unauthenticated => Self::new(
                Code::Unauthenticated,
                Message::new("no good credential was given", "未提供有效凭证"),
            ),
            Refusal::RateLimited { retry_after } => {
                let message = Message::new(
                    format!("too many attempts: try again in {retry_after} s"),
                    format!("尝试次数过多，请在 {retry_after} 秒后重试"),
                );
                let mut error = Self::new(Code::RateLimited, message);
                error.extensions.insert("retryAfter".into(), retry_after.into());
                error
            }
            Refusal::Unavailable => Self::new(
                Code::Unavailable,
                Message::new(
                    "the issuer of the token is out of reach: try again",
                    "令牌签发方暂时无法访问，请稍后重试",
                ),
            ),
            Refusal::Policy(_)
            | Refusal::Store(StoreError::Unavailable(_) | StoreError::Timeout) => Self::new(
                Code::Unavailable,
                Message::new(
                    "the database is out of reach: try again",
                    "数据库暂时无法访问，请稍后重试",
                ),
            ),
            Refusal::Store(_) | Refusal::Fault(_) => {
                tracing::error!(%refusal, "nobody can be let in");
                Self::internal()
            }
        }
    }
}
