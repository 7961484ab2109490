//! Somebody signs in by the provider: sent there, let in when they come back, and given the tokens of
//! a session.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::super::session::{Identity, Refusal, TokenPair, new_secret};
use super::attempt::{Attempt, Browser, open, seal};
use super::provider::{Provider, Returned};
use super::{Federated, mapping};
use crate::config;
use crate::store::{Arrival, Arrived, HandedOver, StoreError};

/// How long somebody may take at the provider.
const LONGEST_ATTEMPT: TimeDelta = TimeDelta::minutes(10);

/// How long a page may take to exchange its code.
const LONGEST_HANDOVER: TimeDelta = TimeDelta::seconds(60);

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

impl Identity {
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
