//! Identities of elsewhere: people who sign in by an OpenID provider, and services that show tokens
//! of an issuer. Both are users here by a link from what the issuer calls them.
//!
//! Somebody who signs in is sent to the provider with a state, a nonce and a challenge, and carries
//! what is remembered of them sealed in a cookie. They come back once: the code that they bring is
//! exchanged for an ID token, its claims for grants. The page that takes over is given a code of our
//! own, which is good once, for a minute, in the very browser.

mod attempt;
mod jwt;
mod kept;
mod mapping;
mod outbound;
mod provider;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::attempt::{Attempt, Browser, open, seal};
use self::jwt::JwtIssuers;
use self::outbound::Outbound;
use self::provider::{Provider, Returned};
use super::session::{Identity, Refusal, TokenPair, new_secret};
use crate::config;
use crate::policy::Grants;
use crate::secret::KeyRing;
use crate::store::{Arrival, Arrived, HandedOver, StoreError};

/// How long somebody may take at the provider.
const LONGEST_ATTEMPT: TimeDelta = TimeDelta::minutes(10);

/// How long a page may take to exchange its code.
const LONGEST_HANDOVER: TimeDelta = TimeDelta::seconds(60);

/// How many of those who come back are looked at at once, each of whom the provider is asked about.
const AT_ONCE: usize = 16;

/// How long a link is known before it is looked up again.
const LINK_KNOWN_FOR: Duration = Duration::from_millis(800);

/// How many links are known.
const MOST_LINKS: u64 = 10_000;

/// Why somebody who signs in by the provider is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotIn {
    /// They turned back at the provider.
    #[error("cancelled")]
    Cancelled,
    /// They took too long, came back twice, or set out in another browser.
    #[error("expired")]
    Expired,
    /// What the provider says is not good.
    #[error("refused")]
    Refused,
    /// The provider or the database is out of reach for now.
    #[error("unavailable")]
    Unavailable,
    /// They are no user here.
    #[error("unknown_user")]
    UnknownUser,
    /// Somebody else has their name, or so it seems.
    #[error("name_taken")]
    NameTaken,
    /// The user was deactivated.
    #[error("deactivated")]
    Deactivated,
}

/// Somebody who is sent to the provider.
#[derive(Debug)]
pub struct Departure {
    /// Where to.
    pub location: String,
    /// What their browser carries meanwhile.
    pub carried: String,
}

/// What somebody comes back from the provider with.
#[derive(Debug, Default)]
pub struct Return {
    /// What they were sent with.
    pub state: String,
    /// What is exchanged for who they are.
    pub code: Option<String>,
    /// What went wrong at the provider.
    pub error: Option<String>,
    /// The provider that says it sent them back.
    pub issuer: Option<String>,
}

/// Somebody who is let in.
#[derive(Debug)]
pub struct Welcome {
    /// What the page exchanges for tokens.
    pub code: String,
    /// What the browser carries, without which the code is good for nothing.
    pub carried: String,
}

/// What whoever shows a sign-in needs to know of the provider.
#[derive(Debug, Clone, Copy)]
pub struct ProviderShown<'a> {
    /// What people call it.
    pub name: &'a str,
    /// The path of the page that takes over.
    pub page: &'a str,
    /// Whether the server is reached by https.
    pub is_secure: bool,
}

/// The issuers of the configuration.
pub(super) struct Federated {
    provider: Option<Provider>,
    jwt_issuers: JwtIssuers,
    keys: Arc<KeyRing>,
    turns: Semaphore,
    links: Cache<(String, String), Option<Uuid>>,
}

impl Identity {
    /// The same, trusting the issuers of the configuration too. No issuer is asked before somebody
    /// needs it.
    ///
    /// # Errors
    /// The machine has no means to ask issuers.
    pub fn trusting(
        mut self,
        federation: &config::Federation,
        keys: Arc<KeyRing>,
    ) -> Result<Self, Refusal> {
        let config::Federation { provider, jwt_issuers } = federation.clone();
        if provider.is_none() && jwt_issuers.is_empty() {
            return Ok(self);
        }
        let outbound = Outbound::new().map_err(|error| {
            tracing::error!(%error, "issuers cannot be asked");
            Refusal::Fault("no client for issuers")
        })?;
        let provider = provider.map(|settings| Provider::new(settings, outbound.clone()));
        let provider =
            provider.transpose().map_err(|_| Refusal::Fault("no address of a provider"))?;
        self.federated = Some(Box::new(Federated {
            provider,
            jwt_issuers: JwtIssuers::new(jwt_issuers, outbound),
            keys,
            turns: Semaphore::new(AT_ONCE),
            links: Cache::builder().max_capacity(MOST_LINKS).time_to_live(LINK_KNOWN_FOR).build(),
        }));
        Ok(self)
    }

    /// The provider that people may sign in by, if there is one.
    #[must_use]
    pub fn provider(&self) -> Option<ProviderShown<'_>> {
        let settings = &self.federated.as_ref()?.provider.as_ref()?.settings;
        let is_secure = settings.redirect_url.scheme() == "https";
        Some(ProviderShown { name: &settings.name, page: &settings.page, is_secure })
    }

    /// Asks the provider about itself, so that the log tells at once where it does not answer.
    pub(super) async fn ask_provider(&self) {
        if let Some(provider) = self.federated.as_ref().and_then(|of| of.provider.as_ref())
            && !provider.is_known().await
        {
            let issuer = &provider.settings.issuer;
            tracing::warn!(issuer, "nobody signs in by the provider until it answers");
        }
    }

    /// Sends somebody to the provider.
    ///
    /// # Errors
    /// There is no provider, or it is out of reach.
    pub async fn depart(&self) -> Result<Departure, NotIn> {
        let (federated, provider) = self.by_provider()?;
        let until = (Utc::now() + LONGEST_ATTEMPT).timestamp();
        let (location, attempt) = provider.begin(until).await?;
        let carried = seal(&federated.keys, &attempt).map_err(|error| unavailable(&error))?;
        Ok(Departure { location: location.into(), carried })
    }

    /// Lets in somebody who comes back from the provider.
    ///
    /// # Errors
    /// Why not.
    pub async fn welcome(&self, carried: &str, returned: Return) -> Result<Welcome, NotIn> {
        let (federated, provider) = self.by_provider()?;
        let attempt: Attempt = open(&federated.keys, carried).ok_or(NotIn::Expired)?;
        let now = Utc::now();
        let until = DateTime::from_timestamp(attempt.until, 0).filter(|until| *until > now);
        let until = until.ok_or(NotIn::Expired)?;
        let Return { state, code, error, issuer } = returned;
        if !bool::from(state.as_bytes().ct_eq(attempt.state.as_bytes())) {
            return Err(NotIn::Expired);
        }
        let used = self.store.use_sign_in_attempt(hash_of(&attempt.nonce), until).await;
        if !used.map_err(|error| unavailable(&error))? {
            return Err(NotIn::Expired);
        }
        if let Some(error) = error {
            tracing::info!(?error, "somebody comes back from the provider without a code");
            return Err(if error == "access_denied" { NotIn::Cancelled } else { NotIn::Refused });
        }
        let code = code.ok_or(NotIn::Refused)?;
        let _turn = federated.turns.acquire().await.map_err(|error| unavailable(&error))?;
        let known = provider.identify(attempt, Returned { code, issuer }).await?;
        let settings = &provider.settings;
        let claim = |path| mapping::text(&known.claims, path).map(str::to_owned);
        let arrival = Arrival {
            username: claim(&settings.username),
            display_name: claim(&settings.display_name),
            grants: mapping::grants(&known.claims, &settings.roles),
            issuer: settings.issuer.clone(),
            subject: known.subject,
            may_become_user: settings.provisioning == config::Provisioning::Create,
        };
        let (user, token_version) = self.arrived(&arrival).await?;
        let (code, secret) = (new_secret(), new_secret());
        let code = code.map_err(|error| unavailable(&error))?;
        let browser = Browser { secret: secret.map_err(|error| unavailable(&error))? };
        let now = Utc::now();
        let longest = settings.session.min(self.session_lifetime);
        let session = HandedOver { user, token_version, session_expires_at: now + longest };
        let hash = hash_of(&format!("{code}.{}", browser.secret));
        let kept = self.store.keep_sign_in_code(hash, session, now + LONGEST_HANDOVER).await;
        kept.map_err(|error| unavailable(&error))?;
        let carried = seal(&federated.keys, &browser).map_err(|error| unavailable(&error))?;
        Ok(Welcome { code, carried })
    }

    async fn arrived(&self, arrival: &Arrival) -> Result<(Uuid, i32), NotIn> {
        let Arrival { issuer, subject, username, .. } = arrival;
        let arrived = self.store.arrive(arrival, Utc::now()).await;
        let how = "`wardbook user link NAME ISSUER SUBJECT` lets them in as the user NAME";
        match arrived.map_err(|error| unavailable(&error))? {
            Arrived::In { user, token_version } => Ok((user, token_version)),
            Arrived::Unknown => {
                tracing::warn!(issuer, ?subject, ?username, "somebody is no user here; {how}");
                Err(NotIn::UnknownUser)
            }
            Arrived::NameTaken => {
                tracing::warn!(
                    issuer,
                    ?subject,
                    ?username,
                    "a user who is not linked has this name; {how}"
                );
                Err(NotIn::NameTaken)
            }
            Arrived::NoName => {
                tracing::warn!(issuer, ?subject, ?username, "this is no name for a user; {how}");
                Err(NotIn::UnknownUser)
            }
            Arrived::Inactive => Err(NotIn::Deactivated),
        }
    }

    /// Starts the session of somebody who was let in, for the code that their page was given.
    ///
    /// # Errors
    /// The code is not good, or not in this browser; the user is no longer active; the store fails.
    pub async fn settle_in(&self, carried: &str, code: &str) -> Result<TokenPair, Refusal> {
        let federated = self.federated.as_ref().ok_or(Refusal::Unauthenticated)?;
        let browser: Browser = open(&federated.keys, carried).ok_or(Refusal::Unauthenticated)?;
        let hash = hash_of(&format!("{code}.{}", browser.secret));
        let session = self.store.take_sign_in_code(hash, Utc::now()).await?;
        let HandedOver { user, token_version, session_expires_at } =
            session.ok_or(Refusal::Unauthenticated)?;
        self.start_session_until(user, token_version, session_expires_at).await
    }

    /// The grants of the user whom a token of an issuer is of, and until when it is good.
    pub(super) async fn vouched_for(
        &self,
        token: &str,
    ) -> Result<(Arc<Grants>, DateTime<Utc>), Refusal> {
        let federated = self.federated.as_ref().ok_or(Refusal::Unauthenticated)?;
        let vouched = federated.jwt_issuers.read(token, Utc::now()).await?;
        let key = (vouched.issuer, vouched.subject);
        let user = match federated.links.get(&key) {
            Some(user) => user,
            None => {
                let user = self.store.linked_user(&key.0, &key.1).await?;
                federated.links.insert(key, user);
                user
            }
        };
        let grants = self.grants(user.ok_or(Refusal::Unauthenticated)?).await?;
        Ok((grants.ok_or(Refusal::Unauthenticated)?, vouched.until))
    }

    fn by_provider(&self) -> Result<(&Federated, &Provider), NotIn> {
        let federated = self.federated.as_ref().ok_or(NotIn::Unavailable)?;
        Ok((federated, federated.provider.as_ref().ok_or(NotIn::Unavailable)?))
    }
}

fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

fn unavailable(error: &(dyn std::error::Error + 'static)) -> NotIn {
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Unavailable(_) | StoreError::Timeout) => {}
        _ => tracing::error!(%error, "a sign-in by the provider cannot be finished"),
    }
    NotIn::Unavailable
}
