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
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::jwt::JwtIssuers;
use self::outbound::Outbound;
use self::provider::Provider;
use super::session::{Identity, Refusal};
use crate::config;
use crate::policy::Grants;
use crate::secret::KeyRing;

pub use self::sign_in::{Departure, NotIn, Return, Welcome};

/// How many of those who come back are looked at at once, each of whom the provider is asked about.
const AT_ONCE: usize = 16;

/// How long a link is known before it is looked up again.
const LINK_KNOWN_FOR: Duration = Duration::from_millis(800);

/// How many links are known.
const MOST_LINKS: u64 = 10_000;

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
        let grants = self.grants(user.ok_or(Refusal::Unauthenticated)?, None).await?;
        Ok((grants.ok_or(Refusal::Unauthenticated)?, vouched.until))
    }
}
