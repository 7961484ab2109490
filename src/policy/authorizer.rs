//! The grants of whoever asks, kept warm for as long as they are known to hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::Utc;
use moka::sync::Cache;
use parking_lot::RwLock;
use uuid::Uuid;

use super::grants::Grants;
use super::rule::Rules;
use super::source::{Source, SourceError, UserStanding};
use super::tokens::Tokens;

/// How many users' grants are kept; the least recently used go first.
const MOST_USERS: u64 = 20_000;

/// How long after the version was last read the grants kept under it may still be used. A change
/// is in effect everywhere within this time, whether or not the version can be read meanwhile.
const GOOD_FOR: Duration = Duration::from_millis(900);

/// How often [`Authorizer::watch`] reads the version.
const POLL_EVERY: Duration = Duration::from_millis(400);

/// How often a standing and the rules are read again because a change came in between.
const MOST_TRIES: usize = 8;

/// Answers who may do what, from a [`Source`] that it asks as seldom as it may.
pub struct Authorizer {
    pub(super) source: Arc<dyn Source>,
    pub(super) version: AtomicI64,
    read_at: RwLock<Option<Instant>>,
    rules: RwLock<Option<(i64, Arc<Rules>)>>,
    grants: Cache<Uuid, (i64, Arc<Grants>)>,
    pub(super) tokens: Tokens,
}

impl Authorizer {
    /// An authorizer that knows nothing yet.
    #[must_use]
    pub fn new(source: Arc<dyn Source>) -> Self {
        Self {
            source,
            version: AtomicI64::new(-1),
            read_at: RwLock::new(None),
            rules: RwLock::new(None),
            grants: Cache::new(MOST_USERS),
            tokens: Tokens::new(),
        }
    }

    /// Reads the version again and again; it never returns. Without it every request reads it.
    pub async fn watch(&self) {
        let mut ticks = tokio::time::interval(POLL_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // A failure is logged by the source; until a read succeeds again, the kept grants
            // grow too old to be used.
            let _ = self.read_version().await;
        }
    }

    /// What a user may do, as of at most a second ago; none if there is no such user.
    ///
    /// # Errors
    /// The source is out of reach, and what is kept is too old to be used.
    pub async fn grants(&self, user: Uuid) -> Result<Option<Arc<Grants>>, SourceError> {
        let version = self.recent_version().await?;
        if let Some((of, grants)) = self.grants.get(&user)
            && of == version
            && !grants.are_outdated(Utc::now())
        {
            return Ok(Some(grants));
        }
        // Boxed: whoever waits for what is kept is moved without all that it takes to make it.
        Box::pin(self.compiled(user)).await
    }

    /// What a user may do now, where it is known that something has changed.
    ///
    /// # Errors
    /// The source is out of reach.
    pub async fn grants_of_now(&self, user: Uuid) -> Result<Option<Arc<Grants>>, SourceError> {
        Box::pin(self.compiled(user)).await
    }

    /// The rules of this version, which was read just now; none where there is a newer one already.
    ///
    /// # Errors
    /// The source is out of reach.
    pub async fn rules_of(&self, version: i64) -> Result<Option<Arc<Rules>>, SourceError> {
        self.version.fetch_max(version, Ordering::AcqRel);
        let kept = self.rules.read().clone();
        if let Some((of, rules)) = kept
            && of == version
        {
            return Ok(Some(rules));
        }
        let (of, rules) = self.source.rules().await?;
        let rules = Arc::new(rules);
        *self.rules.write() = Some((of, Arc::clone(&rules)));
        Ok((of == version).then_some(rules))
    }

    /// A user's grants, made anew and kept.
    async fn compiled(&self, user: Uuid) -> Result<Option<Arc<Grants>>, SourceError> {
        let (version, standing, rules) = self.consistent(user).await?;
        let Some(standing) = standing else {
            self.grants.invalidate(&user);
            return Ok(None);
        };
        let grants = Grants::compile(&rules, &standing, Utc::now()).await.map_err(|error| {
            tracing::error!(%error, "casbin refused the rules; everybody is denied");
            SourceError
        })?;
        let grants = Arc::new(grants);
        self.grants.insert(user, (version, Arc::clone(&grants)));
        Ok(Some(grants))
    }

    /// A user's standing and the rules of one and the same version, so that nobody is judged by
    /// half of a change.
    async fn consistent(
        &self,
        user: Uuid,
    ) -> Result<(i64, Option<UserStanding>, Arc<Rules>), SourceError> {
        for _ in 0..MOST_TRIES {
            let (version, standing) = self.source.standing(user).await?;
            if let Some(rules) = self.rules_of(version).await? {
                return Ok((version, standing, rules));
            }
        }
        tracing::warn!("the policy changes faster than it can be read");
        Err(SourceError)
    }

    pub(super) async fn recent_version(&self) -> Result<i64, SourceError> {
        match self.version_if_recent() {
            Some(version) => Ok(version),
            None => self.read_version().await,
        }
    }

    /// The version, where it was read so lately that it may still be used.
    pub(super) fn version_if_recent(&self) -> Option<i64> {
        let recent = self.read_at.read().is_some_and(|read_at| read_at.elapsed() < GOOD_FOR);
        recent.then(|| self.version.load(Ordering::Acquire))
    }

    pub(super) async fn read_version(&self) -> Result<i64, SourceError> {
        let asked_at = Instant::now();
        let version = self.source.version().await?;
        self.version.fetch_max(version, Ordering::AcqRel);
        *self.read_at.write() = Some(asked_at);
        Ok(self.version.load(Ordering::Acquire))
    }
}
