//! The grants of API tokens, kept as those of users are, and ended as soon.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::Utc;
use moka::sync::Cache;

use super::authorizer::Authorizer;
use super::credential::{Credential, TokenHash, TokenStanding};
use super::grants::Grants;
use super::source::SourceError;

/// How many tokens are kept, those included that there are not.
const MOST_TOKENS: u64 = 20_000;

/// What is kept of tokens.
pub(super) struct Tokens {
    /// With the version that the answer is of; none where there is no such token.
    standings: Cache<TokenHash, (i64, Option<Arc<TokenStanding>>)>,
    /// With the number of the owner's grants that they were made of.
    grants: Cache<TokenHash, (u64, Arc<TokenStanding>, Arc<Grants>)>,
}

impl Tokens {
    pub(super) fn new() -> Self {
        Self { standings: Cache::new(MOST_TOKENS), grants: Cache::new(MOST_TOKENS) }
    }
}

impl Authorizer {
    /// Whether nothing good is known of a token, so that it takes a look at what is kept to tell.
    #[must_use]
    pub fn is_stranger(&self, hash: &TokenHash) -> bool {
        match self.tokens.standings.get(hash) {
            None => true,
            Some((_, Some(_))) => false,
            Some((of, None)) => self.version_if_recent() != Some(of),
        }
    }

    /// An API token as of at most a second ago; none if there is none of this hash.
    ///
    /// # Errors
    /// The source is out of reach, and what is kept is too old to be used.
    pub async fn token(&self, hash: TokenHash) -> Result<Option<Arc<TokenStanding>>, SourceError> {
        let version = self.recent_version().await?;
        if let Some((of, standing)) = self.tokens.standings.get(&hash)
            && of == version
        {
            return Ok(standing);
        }
        let (of, standing) = self.source.token(hash).await?;
        self.version.fetch_max(of, Ordering::AcqRel);
        let standing = standing.map(Arc::new);
        self.tokens.standings.insert(hash, (of, standing.clone()));
        Ok(standing)
    }

    /// What may be done by an API token, as of at most a second ago; none if its owner is gone.
    ///
    /// # Errors
    /// The source is out of reach, and what is kept is too old to be used.
    pub async fn grants_of_token(
        &self,
        token: Arc<TokenStanding>,
    ) -> Result<Option<Arc<Grants>>, SourceError> {
        let Some(owner) = self.grants(token.user).await? else { return Ok(None) };
        if let Some((of, known, grants)) = self.tokens.grants.get(&token.hash)
            && of == owner.serial()
            && known == token
        {
            return Ok(Some(grants));
        }
        let grants = Arc::new(owner.of_token(Arc::clone(&token)));
        let kept = (owner.serial(), Arc::clone(&token), Arc::clone(&grants));
        self.tokens.grants.insert(token.hash, kept);
        Ok(Some(grants))
    }

    /// What may be done by the API token of this hash, as of at most a second ago; none where it is
    /// not good any longer.
    ///
    /// # Errors
    /// The source is out of reach, and what is kept is too old to be used.
    pub async fn grants_by_token(
        &self,
        hash: TokenHash,
    ) -> Result<Option<Arc<Grants>>, SourceError> {
        match self.token(hash).await? {
            Some(token) if token.is_good_at(Utc::now()) => self.grants_of_token(token).await,
            _ => Ok(None),
        }
    }

    /// As [`renewed`](Self::renewed), and whatever was changed before this is asked counts.
    ///
    /// # Errors
    /// The source is out of reach.
    pub async fn renewed_now(&self, grants: &Grants) -> Result<Option<Arc<Grants>>, SourceError> {
        self.read_version().await?;
        self.renewed(grants).await
    }

    /// The grants of now of whoever holds these, by the same credential.
    ///
    /// # Errors
    /// The source is out of reach, and what is kept is too old to be used.
    pub async fn renewed(&self, grants: &Grants) -> Result<Option<Arc<Grants>>, SourceError> {
        let token = match &grants.credential {
            Credential::None => return self.grants(grants.user_id()).await,
            Credential::Session(session) => {
                let now = self.grants(grants.user_id()).await?;
                return Ok(now.map(|now| Arc::new(now.of_session(*session))));
            }
            Credential::Token(token) => self.token(token.hash).await?,
        };
        match token {
            Some(token) if !token.revoked => self.grants_of_token(token).await,
            _ => Ok(None),
        }
    }
}
