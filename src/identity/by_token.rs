//! Whoever shows an API token.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use uuid::Uuid;

use super::api_token;
use super::guesses::{Guesses, TooMany};
use super::session::{Identity, Refusal};
use crate::policy::{Grants, TokenHash};

/// How often it is noted that a token is used.
const NOTED_EVERY: Duration = Duration::from_secs(60 * 60);

/// How many tokens are remembered as noted.
const MOST_NOTED: u64 = 20_000;

/// What is remembered of the tokens that were shown.
pub(super) struct ShownTokens {
    guesses: Guesses,
    noted: Cache<Uuid, ()>,
}

impl ShownTokens {
    pub(super) fn new() -> Self {
        let noted = Cache::builder().max_capacity(MOST_NOTED).time_to_live(NOTED_EVERY).build();
        Self { guesses: Guesses::new(), noted }
    }
}

impl Identity {
    /// What the holder of an API token may do, and until when it is good.
    pub(super) async fn by_api_token(
        &self,
        text: &str,
    ) -> Result<(Arc<Grants>, DateTime<Utc>), Refusal> {
        // Of what cannot be a token of ours nothing is looked up.
        let hash = api_token::read(text).ok_or(Refusal::Unauthenticated)?;
        let (guesses, now) = (&self.shown.guesses, Utc::now());
        if let Some(retry_after) = guesses.retry_after(&hash, now) {
            return Err(Refusal::RateLimited { retry_after });
        }
        // Whoever is known waits for no stranger.
        let turn = match self.authorizer.is_stranger(&hash) {
            true => Some(guesses.turn().await?),
            false => None,
        };
        let grants = self.by_kept_token(hash).await?;
        drop(turn);
        let Some(grants) = grants.filter(|grants| grants.is_active()) else {
            guesses.count(&hash, now);
            return Err(Refusal::Unauthenticated);
        };
        guesses.forget(&hash);
        let (token, until) = match grants.token() {
            Some(token) => (token.id, token.expires_at),
            None => return Err(Refusal::Unauthenticated),
        };
        self.note_use(token, now);
        Ok((grants, until))
    }

    /// What the holder of the API token of this hash may do now; none if it is not good.
    pub(super) async fn by_kept_token(
        &self,
        hash: TokenHash,
    ) -> Result<Option<Arc<Grants>>, Refusal> {
        let token = self.authorizer.token(hash).await?;
        match token.filter(|token| token.is_good_at(Utc::now())) {
            Some(token) => Ok(self.authorizer.grants_of_token(token).await?),
            None => Ok(None),
        }
    }

    /// Notes once an hour that a token is used, while its request goes on.
    fn note_use(&self, token: Uuid, now: DateTime<Utc>) {
        if self.shown.noted.contains_key(&token) {
            return;
        }
        self.shown.noted.insert(token, ());
        let store = self.store.clone();
        tokio::spawn(async move {
            if let Err(error) = store.note_token_use(token, now).await {
                tracing::warn!(%error, "it is not noted that a token was used");
            }
        });
    }
}

impl From<TooMany> for Refusal {
    fn from(_: TooMany) -> Self {
        Self::RateLimited { retry_after: 1 }
    }
}
